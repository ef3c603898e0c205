// Pure: what was seen on a machine → what to think of it, and how to mend it. Unaware of how it was seen.
#pragma once

#include "base/process.h"
#include "report/doctor_report.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace verbatim::doctor {

Diagnosis judge_store(const std::string& folder, bool writable, std::uint64_t free_bytes);

// `said`: what `bwrap --version` printed; nothing where there is no bwrap.
Diagnosis judge_bubblewrap(const std::optional<std::string>& said);

// What the kernel says of user namespaces; nothing where it has no such switch.
struct UserNamespaceSwitches {
    std::optional<std::string> unprivileged_userns_clone, max_user_namespaces, apparmor_restrict;
};
// `result`: of a trivial command in a sandbox, with what it printed; nothing where there is no bwrap.
Diagnosis judge_sandbox(const std::optional<ProcessResult>& result, const std::string& printed,
                        const UserNamespaceSwitches& switches);
Diagnosis judge_nested(const std::optional<ProcessResult>& result, const std::string& printed);

// What holds a build's memory and processes; where a control group does not, an rlimit.
struct LimitsInForce {
    bool group_of_memory = false, group_of_processes = false;
    bool process_rlimit = true;  // the kernel holds this user to one
};
Diagnosis judge_limits(const LimitsInForce& limits);

// A program that Verbatim starts: which file that is; nothing where PATH has none. `purpose`: without it what
// cannot be done.
Diagnosis judge_program(const std::string& program, const std::optional<std::filesystem::path>& file,
                        const std::string& purpose);
// PATH as this process has it.
Diagnosis judge_search_path(const std::string& path);

// What a server answered, or why it did not.
struct Answer {
    std::string url;  // redacted
    long status = 0;
    std::string error;  // empty: it answered
};
// `fix`: what helps where it is not 200.
Diagnosis judge_answer(const std::string& name, const Answer& answer, const std::string& fix);

Diagnosis not_checked(const std::string& name, const std::string& why);

}  // namespace verbatim::doctor
