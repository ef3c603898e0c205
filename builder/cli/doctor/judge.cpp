#include "cli/doctor/judge.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace verbatim::doctor {

namespace {

using Result = Diagnosis::Result;

// A toolchain, a builder root and the builds of one release fit into the second, hardly into the first.
constexpr std::uint64_t too_little = 2'000'000'000, little = 10'000'000'000;
// The first with --disable-userns.
constexpr std::pair<int, int> oldest_bubblewrap{0, 8};

std::string first_line(const std::string& text) {
    return std::string(trim(text.substr(0, text.find('\n'))));
}

std::string ending(const ProcessResult& result, const std::string& printed) {
    std::string line = first_line(printed);
    if (!line.empty()) return line;
    if (result.timed_out) return "it did not end in time";
    return result.signal != 0 ? fmt::format("ended by signal {}", result.signal)
                              : fmt::format("exited with {}", result.exit_code);
}

std::string namespace_fix(const UserNamespaceSwitches& switches) {
    if (switches.unprivileged_userns_clone == "0")
        return "as root: sysctl -w kernel.unprivileged_userns_clone=1";
    if (switches.max_user_namespaces == "0") return "as root: sysctl -w user.max_user_namespaces=15000";
    if (switches.apparmor_restrict == "1")
        return "as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or give bwrap an AppArmor "
               "profile with userns";
    return "in a container: allow user namespaces and mounts there (its seccomp profile forbids them); else "
           "ask "
           "who runs this machine";
}

}  // namespace

Diagnosis judge_store(const std::string& folder, bool writable, std::uint64_t free_bytes) {
    if (!writable)
        return {"store", Result::fail, folder + " cannot be written", "use a store of your own: --store DIR"};
    const std::string seen = folder + ", " + human_size(free_bytes) + " free";
    const std::string fix = "free some disk, or use a store elsewhere: --store DIR";
    if (free_bytes < too_little)
        return {"store", Result::fail, seen + ": less than the " + human_size(too_little) + " of a release",
                fix};
    if (free_bytes < little)
        return {"store", Result::warn, seen + ": enough for little more than one release", fix};
    return {"store", Result::ok, seen, ""};
}

Diagnosis judge_bubblewrap(const std::optional<std::string>& said) {
    const char* name = "bubblewrap";
    if (!said)
        return {name, Result::fail, "bwrap is not installed: there is no sandbox to build in",
                "install the package bubblewrap, or run `make setup`"};
    const std::string line = first_line(*said);
    std::pair<int, int> version;
    if (std::sscanf(line.c_str(), "bubblewrap %d.%d", &version.first, &version.second) != 2)
        return {name, Result::warn, "`bwrap --version` said \"" + line + "\"", "is bwrap really bubblewrap?"};
    if (version < oldest_bubblewrap)
        return {name, Result::fail, line + " is too old",
                fmt::format("install bubblewrap {}.{} or later", oldest_bubblewrap.first,
                            oldest_bubblewrap.second)};
    return {name, Result::ok, line, ""};
}

Diagnosis judge_sandbox(const std::optional<ProcessResult>& result, const std::string& printed,
                        const UserNamespaceSwitches& switches) {
    const char* name = "user namespaces";
    if (!result) return not_checked(name, "there is no bwrap");
    if (result->succeeded()) return {name, Result::ok, "a command ran in a sandbox without network", ""};
    return {name, Result::fail, "no sandbox could be made: " + ending(*result, printed),
            namespace_fix(switches)};
}

Diagnosis judge_nested(const std::optional<ProcessResult>& result, const std::string& printed) {
    const char* name = "nested namespaces";
    if (!result) return not_checked(name, "there is no sandbox to look into");
    if (result->succeeded()) return {name, Result::ok, "a build can be kept from making its own", ""};
    return {name, Result::fail, "a build cannot be kept from making its own: " + ending(*result, printed),
            "make /proc/sys/user/max_user_namespaces writable inside user namespaces; in a container: mount "
            "/proc unmasked"};
}

Diagnosis judge_limits(const LimitsInForce& limits) {
    const char* name = "limits";
    const std::string always = "time, output and disk of a build";
    if (limits.group_of_memory && limits.group_of_processes)
        return {name, Result::ok,
                always + "; memory and processes of all of it together, by a control group that was made",
                ""};
    std::string seen = always;
    seen += limits.group_of_memory ? "; memory of all of it together, by a control group"
                                   : "; no control group limits memory: each process is limited by itself";
    if (limits.group_of_processes)
        seen += "; processes of all of it together, by a control group";
    else if (limits.process_rlimit)
        seen += "; no control group limits processes: those of this user are limited, a build's among them";
    else
        seen += "; nothing limits processes: no control group does, and root is excepted from rlimits";
    return {
        name, Result::warn, seen,
        limits.process_rlimit
            ? "build in a group of your own: systemd-run --user --scope -p Delegate=yes verbatim …; or as "
              "root, where root may make control groups"
            : "build in a group of your own: systemd-run --scope -p Delegate=yes verbatim …; or as an "
              "ordinary user, whose processes an rlimit counts"};
}

Diagnosis judge_program(const std::string& program, const std::optional<std::filesystem::path>& file,
                        const std::string& purpose) {
    const std::string name = "program " + program;
    if (!file) return not_checked(name, "not in PATH; it is for " + purpose);
    return {name, Result::ok, printable(file->string()), ""};
}

Diagnosis judge_search_path(const std::string& path) {
    const std::vector<std::string> entries = split(path, ':');
    const auto others = std::count_if(entries.begin(), entries.end(),
                                      [](const std::string& entry) { return !entry.starts_with('/'); });
    if (others == 0) return {"PATH", Result::ok, "each entry is an absolute path", ""};
    return {"PATH", Result::warn,
            counted(static_cast<std::uint64_t>(others), "entry", "entries") +
                " empty or relative: no program is looked for there",
            "take them out of PATH"};
}

Diagnosis judge_answer(const std::string& name, const Answer& answer, const std::string& fix) {
    if (!answer.error.empty())
        return {name, Result::fail, answer.url + " does not answer: " + answer.error, fix};
    if (answer.status != 200)
        return {name, Result::fail, fmt::format("{} answered {}", answer.url, answer.status), fix};
    return {name, Result::ok, answer.url + " answers", ""};
}

Diagnosis not_checked(const std::string& name, const std::string& why) {
    return {name, Result::not_checked, why, ""};
}

}  // namespace verbatim::doctor
