// Runs for the tests of their reports: two nights, in which something of each kind happens, with names that
// nobody should trust.
#pragma once

#include "history/run.h"
#include "report/run_report.h"

#include <string>
#include <utility>
#include <vector>

namespace verbatim::test {

constexpr std::int64_t first_night = 1779159780, second_night = first_night + 86400;  // 2026-05-19T03:03:00Z

// Text that would be markup, an end of CDATA, a new line of a workflow command, a turn of the writing, or
// nothing.
inline const std::string hostile_text =
    "<script>alert(1)</script>]]>\"'&\n::error::x\u202E\uFFFF\x01%0A{{" + std::string(1, '\0') + "\xff`|";

inline UnitResult unit_result(std::string release, std::string component, UnitState state,
                              std::string cause = {}) {
    UnitResult result;
    result.unit = {std::move(release), std::move(component), "linux/amd64"};
    result.state = state;
    result.cause = std::move(cause);
    if (state == UnitState::not_run) return result;
    FileResult file;
    file.path = "_output/" + result.unit.release + "/bin/tool/linux-amd64/tool";
    file.verdict = state == UnitState::unsteady ? "reproduced" : std::string(unit_state_name(state));
    file.claimed = std::string(64, 'a');
    file.built = is_good(state) || state == UnitState::unsteady ? std::string(64, 'a') : std::string(64, 'b');
    if (file.verdict != "reproduced") file.reason = "other bits";
    result.files = {file};
    result.pins = {"v1.2.3",
                   std::string(40, 'c'),
                   "go1.26.5",
                   "1.26",
                   "aws/eks-distro@" + std::string(40, 'd'),
                   std::string(40, 'e'),
                   ""};
    result.actions = {std::string(64, 'f')};
    result.evidence = {"verbatim explain " + result.unit.release + " " + result.unit.component};
    result.milliseconds = 12'345;
    return result;
}

inline Run run_of(std::int64_t id, std::int64_t started, std::vector<UnitResult> units) {
    Run run;
    run.id = id;
    run.kind = "nightly";
    run.configuration = "all";
    run.version = "0.1.0";
    run.host = "linux/amd64";
    run.started = started;
    run.ended = started + 4321;
    run.ending = RunEnding::complete;
    run.units = std::move(units);
    return run;
}

inline UnitResult expected_result(UnitResult result, const std::string& why) {
    result.expected = true;
    for (FileResult& file : result.files) file.expected = why;
    return result;
}

inline UnitResult unsteady_result() {
    UnitResult result = unit_result("1-36", "etcd-io/etcd", UnitState::unsteady, "the host's name is in it");
    Steadiness steadiness;
    steadiness.rounds = 4;
    steadiness.varied = {"host-name", "umask"};
    steadiness.not_varied = {{"directory-order", "disorderfs is not installed"}};
    steadiness.variances = {{"host-name", "builder", "other", "build etcd", "the host's name is in it"}};
    result.steadiness = steadiness;
    return result;
}

inline std::vector<Run> two_nights() {
    return {
        run_of(1, first_night,
               {unit_result("1-35", "coredns/coredns", UnitState::reproduced),
                unit_result("1-36", "coredns/coredns", UnitState::reproduced),
                unit_result("1-36", "etcd-io/etcd", UnitState::reproduced),
                unit_result("1-36", "kubernetes/pause", UnitState::failed, "no network")}),
        run_of(2, second_night,
               {unit_result("1-35", "coredns/coredns", UnitState::not_run),
                unit_result("1-36", "coredns/coredns", UnitState::differs, "built without -trimpath"),
                unsteady_result(), unit_result("1-36", "kubernetes/pause", UnitState::reproduced),
                expected_result(unit_result("1-37", "coredns/coredns", UnitState::differs, "stale claims"),
                                "upstream knows"),
                unit_result("1-37", hostile_text, UnitState::failed, hostile_text)})};
}

inline RunChanges changes_of_second_night() {
    StateChange regression, recovery, hostile_change;
    regression.unit = {"1-36", "coredns/coredns", "linux/amd64"};
    regression.from = UnitState::reproduced;
    regression.to = UnitState::differs;
    regression.last_seen = first_night;
    regression.cause = "built without -trimpath";
    regression.between = {"toolchain go1.26.4 → go1.26.5"};
    recovery.unit = {"1-36", "kubernetes/pause", "linux/amd64"};
    recovery.from = UnitState::failed;
    recovery.to = UnitState::reproduced;
    recovery.last_seen = first_night;
    recovery.between = {"nothing that is recorded"};
    hostile_change.unit = {"1-37", hostile_text, "linux/amd64"};
    hostile_change.to = UnitState::failed;
    hostile_change.cause = hostile_text;
    return {2, second_night, {regression, recovery, hostile_change}};
}

}  // namespace verbatim::test
