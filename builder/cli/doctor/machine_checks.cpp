#include "base/files.h"
#include "base/text.h"
#include "cli/doctor/checks.h"
#include "cli/doctor/judge.h"

#include <fmt/format.h>

#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace fs = std::filesystem;

namespace verbatim::doctor {

namespace {

std::optional<std::string> switch_of(const char* file) {
    std::error_code error;
    if (!fs::exists(file, error)) return std::nullopt;
    try {
        return std::string(trim(read_file(file, 4096)));
    } catch (const Error&) {
        return std::nullopt;
    }
}

UserNamespaceSwitches switches() {
    return {switch_of("/proc/sys/kernel/unprivileged_userns_clone"),
            switch_of("/proc/sys/user/max_user_namespaces"),
            switch_of("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")};
}

struct Tried {
    std::optional<ProcessResult> result;  // nothing: there is no such program
    std::string printed;
};

Tried run(const std::vector<std::string>& argv) {
    Tried tried;
    if (!find_program(argv[0])) return tried;
    ProcessSpec spec;
    spec.argv = argv;
    spec.environment = {{"LC_ALL", "C"}};
    spec.directory = "/";
    spec.time_limit = std::chrono::seconds(20);
    spec.on_output = [&](std::string_view piece) {
        if (tried.printed.size() < 4096) tried.printed += piece;
    };
    tried.result = run_process(spec);
    return tried;
}

// What a build's sandbox is made of (sandbox/bubblewrap/arguments.cpp), around this machine's own `true`.
Tried trivial_sandbox(const std::vector<std::string>& more) {
    std::vector<std::string> argv = {"bwrap",
                                     "--unshare-user",
                                     "--unshare-ipc",
                                     "--unshare-pid",
                                     "--unshare-net",
                                     "--unshare-uts",
                                     "--unshare-cgroup-try",
                                     "--uid",
                                     "1000",
                                     "--gid",
                                     "1000",
                                     "--cap-drop",
                                     "ALL",
                                     "--die-with-parent",
                                     "--ro-bind",
                                     "/usr",
                                     "/usr"};
    for (const fs::path folder : {"/bin", "/lib", "/lib64"}) {
        std::error_code error;
        if (fs::is_symlink(folder, error))
            argv.insert(argv.end(), {"--symlink", fs::read_symlink(folder).string(), folder.string()});
        else if (fs::is_directory(folder, error))
            argv.insert(argv.end(), {"--ro-bind", folder.string(), folder.string()});
    }
    argv.insert(argv.end(), {"--proc", "/proc", "--dev", "/dev"});
    argv.insert(argv.end(), more.begin(), more.end());
    argv.insert(argv.end(), {"--", "true"});
    return run(argv);
}

// All that Verbatim starts, but commands that a configuration names. Git is none of them: repositories are
// read through libgit2.
constexpr std::array<std::pair<const char*, const char*>, 7> programs = {
    {{"bwrap", "builds"},
     {"skopeo", "images in registries"},
     {"go", "what GOPROXY and GOSUMDB are where nothing sets them"},
     {"gpgv", "pin --root"},
     {"dpkg", "pin --root"},
     {"disorderfs", "builds with folders in another order (check, nightly)"},
     {"diffoscope", "explain --deep"}}};

std::vector<Diagnosis> check_programs() {
    const char* path = std::getenv("PATH");
    std::vector<Diagnosis> all = {judge_search_path(path != nullptr ? path : "")};
    for (const auto& [name, purpose] : programs)
        all.push_back(judge_program(name, find_program(name), purpose));
    return all;
}

Diagnosis check_bubblewrap() {
    const Tried tried = run({"bwrap", "--version"});
    return judge_bubblewrap(tried.result ? std::optional(tried.printed) : std::nullopt);
}

Diagnosis check_nested() {
    if (const Tried plain = trivial_sandbox({}); !plain.result || !plain.result->succeeded())
        return judge_nested(std::nullopt, "");
    const Tried tried = trivial_sandbox({"--disable-userns"});
    return judge_nested(tried.result, tried.printed);
}

Diagnosis check_sandbox() {
    const Tried tried = trivial_sandbox({});
    return judge_sandbox(tried.result, tried.printed, switches());
}

Diagnosis check_store(const fs::path& store) {
    std::error_code error;
    fs::path there = fs::absolute(store);
    while (!fs::exists(there, error) && there != there.parent_path()) there = there.parent_path();
    struct statvfs space{};
    const bool known = ::statvfs(there.c_str(), &space) == 0;
    const bool writable = fs::is_directory(there, error) && ::access(there.c_str(), W_OK | X_OK) == 0;
    return judge_store(store.string(), known && writable,
                       static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize);
}

Diagnosis check_definitions(const Workspace& workspace) {
    const Catalog& catalog = workspace.catalog();
    std::size_t actions = 0;
    try {
        for (const std::string& project : catalog.projects()) (void)catalog.project(project);
        for (const std::string& branch : catalog.releases()) actions += workspace.plan(branch).actions.size();
    } catch (const Error& error) {
        const std::string at = error.where().known() ? error.where().str() + ": " : "";
        return {"project", Diagnosis::Result::fail, at + error.message(),
                error.hints().empty() ? "correct the definition; `verbatim plan RELEASE` shows the line"
                                      : error.hints().front()};
    }
    return {"project", Diagnosis::Result::ok,
            fmt::format("{}: {}, {}, {}", catalog.folder().string(),
                        counted(catalog.releases().size(), "release"),
                        counted(catalog.projects().size(), "project"), counted(actions, "action")),
            ""};
}

Check single(const char* name, std::function<Diagnosis()> check) {
    return {name, [check = std::move(check)] { return std::vector{check()}; }};
}

}  // namespace

std::vector<Check> machine_checks() {
    return {{"programs", check_programs},
            single("bubblewrap", check_bubblewrap),
            single("user namespaces", check_sandbox),
            single("nested namespaces", check_nested),
            single("limits", check_limits)};
}

std::vector<Check> project_checks(const Workspace& workspace) {
    return {single("project", [&] { return check_definitions(workspace); }),
            single("store", [&] { return check_store(workspace.settings().store); })};
}

}  // namespace verbatim::doctor
