// Which settings change the library, by cmd/go/internal/work/exec.go (buildActionID) and go/build's
// constraints: the platform with its level, experiments, module mode (which decides the language version),
// -trimpath, the place of GOROOT without it, and the few tags that the library's own files ask for. Where a
// setting is missed here, action ids differ, and the build compiles for itself: that costs time, never a bit.
#include "plan/standard_library.h"

#include "base/text.h"
#include "plan/go_command.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

namespace verbatim {

namespace {

constexpr auto telling_variables = std::to_array<std::string_view>(
    {"GO111MODULE", "GO386", "GOAMD64", "GOARCH", "GOARM", "GOARM64", "GOEXPERIMENT", "GOMIPS", "GOMIPS64",
     "GOOS", "GOPPC64", "GORISCV64", "GOWASM"});
// Of the go command, and of no matter to what the library becomes.
constexpr auto other_variables =
    std::to_array<std::string_view>({"GOCACHE", "GOENV", "GOFLAGS", "GOPATH", "GOPRIVATE", "GOPROXY",
                                     "GOSUMDB", "GOTELEMETRY", "GOTOOLCHAIN", "GOVCS", "GOWORK"});
constexpr auto flags_alone = std::to_array<std::string_view>({"-buildvcs", "-v", "-x"});
constexpr auto flags_with_value =
    std::to_array<std::string_view>({"-buildvcs", "-installsuffix", "-ldflags", "-mod", "-o", "-p"});
// They concern the packages that are named alone; with a pattern before them (all=…) others too.
constexpr auto flags_when_empty = std::to_array<std::string_view>({"-asmflags", "-gcflags"});
constexpr auto tags_of_the_library =
    std::to_array<std::string_view>({"faketime", "math_big_pure_go", "netcgo", "netgo", "nethttpomithttp2",
                                     "osusergo", "purego", "timetzdata"});

// What programs that speak over a network import, each since before Go 1.21. With all that these need it is
// half of the library: what nearly all need is in it, and a small program does not wait for what few do. The
// rest a build compiles for itself.
constexpr auto library_packages = std::to_array<std::string_view>(
    {"bufio",         "bytes",     "context",     "embed",         "encoding/csv", "encoding/json",
     "encoding/pem",  "errors",    "flag",        "fmt",           "hash/fnv",     "io",
     "io/fs",         "log",       "log/slog",    "maps",          "math/rand",    "net/http",
     "os/exec",       "os/signal", "os/user",     "path/filepath", "regexp",       "runtime/debug",
     "slices",        "sort",      "strconv",     "strings",       "sync",         "text/tabwriter",
     "text/template", "time",      "unicode/utf8"});
constexpr int first_go_minor = 21;  // that has all of them

template <typename List>
bool is_in(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_new_enough(const std::string& go) {
    if (!go.starts_with("go1.")) return false;
    int minor = 0;
    const auto [end, error] = std::from_chars(go.data() + 4, go.data() + go.size(), minor);
    return error == std::errc() && minor >= first_go_minor;
}

// The program is the one of the input "toolchain", and nothing is mounted over it later.
std::optional<Mount> pinned_go(const RunCommand& run) {
    const auto toolchain = std::find_if(run.mounts.begin(), run.mounts.end(),
                                        [](const Mount& mount) { return mount.input == "toolchain"; });
    if (toolchain == run.mounts.end() || toolchain->writable) return std::nullopt;
    if (run.argv.size() < 2 || run.argv[0] != toolchain->at + "/bin/go" || run.argv[1] != "build")
        return std::nullopt;
    const bool covered = std::any_of(toolchain + 1, run.mounts.end(), [&](const Mount& mount) {
        return mount.at == toolchain->at || mount.at.starts_with(toolchain->at + "/") ||
               toolchain->at.starts_with(mount.at + "/");
    });
    return covered ? std::nullopt : std::optional(*toolchain);
}

// What the library is compiled with.
struct LibrarySettings {
    std::map<std::string, std::string> environment;
    bool trimpath = false;
    std::set<std::string> tags;
};

bool take_variables(const std::map<std::string, std::string>& environment, LibrarySettings& settings) {
    for (const auto& [name, value] : environment) {
        if (is_in(telling_variables, name)) settings.environment[name] = value;
        const bool known = is_in(telling_variables, name) || is_in(other_variables, name);
        if (name.starts_with("GO") && !known) return false;
    }
    const auto is = [&](const char* name, std::string_view value) {
        const auto found = environment.find(name);
        return found != environment.end() && found->second == value;
    };
    // With cgo the library is of a C compiler too.
    return is("CGO_ENABLED", "0") && environment.contains("GOCACHE") &&
           (is("GOFLAGS", "") || is("GOFLAGS", "-modcacherw"));
}

void take_tags(std::string list, LibrarySettings& settings) {
    std::replace(list.begin(), list.end(), ' ', ',');
    for (const std::string& tag : split(list, ','))
        if (is_in(tags_of_the_library, tag)) settings.tags.insert(tag);
}

bool take_flags(const std::vector<std::string>& argv, LibrarySettings& settings) {
    for (std::size_t i = 2; i < argv.size(); ++i) {
        const std::string& word = argv[i];
        if (!word.starts_with("-")) continue;  // a package
        const std::size_t equals = word.find('=');
        const std::string flag = (word.starts_with("--") ? word.substr(1) : word).substr(0, equals);
        if (equals == std::string::npos && flag == "-trimpath") settings.trimpath = true;
        if (equals == std::string::npos && (flag == "-trimpath" || is_in(flags_alone, flag))) continue;
        const bool known = flag == "-trimpath" || flag == "-tags" || is_in(flags_with_value, flag) ||
                           is_in(flags_when_empty, flag);
        if (!known || (equals == std::string::npos && ++i == argv.size())) return false;
        const std::string value = equals == std::string::npos ? argv[i] : word.substr(word.find('=') + 1);
        if (is_in(flags_when_empty, flag) && !value.empty()) return false;
        if (flag == "-trimpath") settings.trimpath = value == "true";
        if (flag == "-trimpath" && value != "true" && value != "false") return false;
        if (flag == "-tags") {
            settings.tags.clear();  // the last one counts
            take_tags(value, settings);
        }
    }
    return true;
}

std::vector<std::string> arguments(const std::string& goroot, const LibrarySettings& settings) {
    std::vector<std::string> argv = {goroot + "/bin/go", "build"};
    if (settings.trimpath) argv.emplace_back("-trimpath");
    if (!settings.tags.empty())
        argv.push_back("-tags=" + join({settings.tags.begin(), settings.tags.end()}, ","));
    argv.insert(argv.end(), library_packages.begin(), library_packages.end());
    return argv;
}

}  // namespace

std::optional<RunCommand> standard_library_command(const RunCommand& build, const std::string& go) {
    // What prepares a source runs upstream's code: it is given nothing that is quick.
    if (!build.outputs.contains("bin") || !is_new_enough(go)) return std::nullopt;
    const auto toolchain = pinned_go(build);
    LibrarySettings settings;
    if (!toolchain || !take_variables(build.environment, settings) || !take_flags(build.argv, settings))
        return std::nullopt;
    const SandboxPaths paths;
    const std::string cache = build.environment.at("GOCACHE");
    RunCommand run;
    run.argv = arguments(toolchain->at, settings);
    run.environment = std::move(settings.environment);
    run.environment.insert({{"PATH", toolchain->at + "/bin:/usr/bin:/bin"},
                            {"HOME", paths.home},
                            {"USER", "builder"},
                            {"LANG", "C.UTF-8"},
                            {"LC_ALL", "C.UTF-8"},
                            {"TZ", "UTC"},
                            {"TMPDIR", "/tmp"},
                            {"SOURCE_DATE_EPOCH", "0"},
                            {"CGO_ENABLED", "0"},
                            {"GOCACHE", cache},
                            {"GOPATH", paths.gopath},
                            {"GOENV", "off"},
                            {"GOFLAGS", ""},
                            {"GOTOOLCHAIN", "local"},
                            {"GOTELEMETRY", "off"},
                            {"GOPROXY", "off"},
                            {"GOSUMDB", "off"}});
    run.directory = "/tmp";
    run.mounts = {{"root", "/", false, false}, {"toolchain", toolchain->at, false, false}};
    run.scratch = {"/tmp", paths.home, paths.gopath};
    OutputFolder kept{cache};
    kept.compiler_cache = true;
    run.outputs["cache"] = kept;
    run.time_limit_seconds = 1800;
    run.memory_bytes = 2LL << 30U;
    return run;
}

bool makes_standard_library(const RunCommand& run) {
    return std::any_of(run.outputs.begin(), run.outputs.end(),
                       [](const auto& output) { return output.second.compiler_cache; });
}

std::string standard_library_name(const RunCommand& library, const std::string& go, const std::string& root) {
    const auto value = [&](const std::string& name) {
        const auto found = library.environment.find(name);
        return found == library.environment.end() ? std::string() : found->second;
    };
    std::string name = "standard library " + go + " " + value("GOOS") + "/" + value("GOARCH");
    for (std::size_t i = 2; i < library.argv.size() && library.argv[i].starts_with("-"); ++i)
        name += " " + library.argv[i];
    for (const std::string_view variable : telling_variables)
        if (variable != "GOOS" && variable != "GOARCH" && library.environment.contains(std::string(variable)))
            name += " " + std::string(variable) + "=" + value(std::string(variable));
    const std::string goroot = library.mounts.at(1).at;
    if (goroot != SandboxPaths().goroot) name += " at " + goroot;
    return name + " in " + root;
}

void compile_all_in_each_build(Plan& plan) {
    for (Action& action : plan.actions) {
        if (auto* run = std::get_if<RunCommand>(&action.operation))
            std::erase_if(run->mounts,
                          [](const Mount& mount) { return mount.input == standard_library_input; });
        std::erase_if(action.inputs, [](const Input& input) { return input.name == standard_library_input; });
        std::vector<std::pair<Input, Digest>> digests;
        for (const Input& input : action.inputs)
            digests.emplace_back(input, plan.actions.at(input.action).plan_digest);
        action.plan_digest = plan_digest(action.operation, digests);
    }
}

}  // namespace verbatim
