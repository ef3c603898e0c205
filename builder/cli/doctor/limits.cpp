// Makes a control group as a build's sandbox does, for a moment, and says what it holds a build to.
// Where a group of version 2 is ours alone, it hands on its controllers from then on, as after a build.
#include "cli/doctor/checks.h"
#include "cli/doctor/judge.h"
#include "sandbox/bubblewrap/control_group.h"
#include "sandbox/sandbox_limits.h"

namespace verbatim::doctor {

Diagnosis check_limits() {
    const bubblewrap::ControlGroup group(bubblewrap::current_cgroup_places(), machine_sandbox_limits());
    return judge_limits({group.limits_memory(), group.limits_processes(), process_rlimit_binds()});
}

}  // namespace verbatim::doctor
