#include "plan/compiler_cache.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

namespace verbatim {

namespace {

// They say what is built, never which program is run.
constexpr auto harmless_variables = std::to_array<std::string_view>(
    {"GO111MODULE",       "GO386",        "GOAMD64",     "GOARCH",   "GOARM", "GOARM64",
     "GOCACHE",           "GOEXPERIMENT", "GOMIPS",      "GOMIPS64", "GOOS",  "GOPATH",
     "GOPPC64",           "GORISCV64",    "GOTELEMETRY", "GOWASM",   "LANG",  "LC_ALL",
     "SOURCE_DATE_EPOCH", "TMPDIR",       "TZ",          "USER"});
// Harmless with this value alone.
constexpr auto fixed_variables =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"CGO_ENABLED", "0"},
                                                                  {"GIT_CONFIG_COUNT", "1"},
                                                                  {"GIT_CONFIG_KEY_0", "safe.directory"},
                                                                  {"GIT_CONFIG_NOSYSTEM", "1"},
                                                                  {"GIT_CONFIG_VALUE_0", "*"},
                                                                  {"GOENV", "off"},
                                                                  {"GOSUMDB", "off"},
                                                                  {"GOTOOLCHAIN", "local"}});
constexpr auto flags_alone = std::to_array<std::string_view>({"-a", "-trimpath", "-v", "-x"});
constexpr auto flags_with_value = std::to_array<std::string_view>(
    {"-buildvcs", "-installsuffix", "-mod", "-o", "-p", "-tags", "-trimpath"});

template <typename List>
bool is_in(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool harmless_environment(const RunCommand& run, const std::string& goroot) {
    const auto harmless = [&](const auto& variable) {
        const std::string& name = variable.first;
        const std::string& value = variable.second;
        if (name == "GOFLAGS") return value.empty() || value == "-modcacherw";
        // There is no network: only what an input brings.
        if (name == "GOPROXY") return value == "off" || value.starts_with("file:///");
        if (name == "PATH") return value == goroot + "/bin:/usr/bin:/bin";
        // Empty when the Run begins: no settings of git's in it.
        if (name == "HOME") return is_in(run.scratch, value);
        const auto fixed = std::find_if(fixed_variables.begin(), fixed_variables.end(),
                                        [&name](const auto& one) { return one.first == name; });
        return fixed == fixed_variables.end() ? is_in(harmless_variables, name) : fixed->second == value;
    };
    return run.environment.contains("CGO_ENABLED") && run.environment.contains("GOCACHE") &&
           std::all_of(run.environment.begin(), run.environment.end(), harmless);
}

// An external linker is a program of the builder root, but takes what upstream's files say it should.
// With packages' names before them (all=-s) they are not looked into.
bool harmless_ldflags(std::string text) {
    std::erase_if(text, [](char c) { return c == '"' || c == '\''; });
    std::replace_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; }, ' ');
    const std::vector<std::string> words = split(text, ' ');
    const auto first =
        std::find_if(words.begin(), words.end(), [](const auto& word) { return !word.empty(); });
    if (first != words.end() && !first->starts_with("-")) return false;
    return std::none_of(words.begin(), words.end(), [](const std::string& word) {
        const std::string flag = word.substr(0, word.find('='));
        const std::size_t name = flag.find_first_not_of('-');
        if (name == 0 || name == std::string::npos) return false;
        constexpr auto of_other_programs =
            std::to_array<std::string_view>({"extar", "extld", "linkmode", "plugin"});
        return is_in(of_other_programs, std::string_view(flag).substr(name));
    });
}

bool harmless_arguments(const std::vector<std::string>& argv) {
    for (std::size_t i = 2; i < argv.size(); ++i) {
        const std::string& word = argv[i];
        if (!word.starts_with("-")) continue;  // a package
        const std::size_t equals = word.find('=');
        const std::string flag = (word.starts_with("--") ? word.substr(1) : word).substr(0, equals);
        if (equals == std::string::npos && is_in(flags_alone, flag)) continue;
        const bool ldflags = flag == "-ldflags";
        if (!ldflags && !is_in(flags_with_value, flag)) return false;
        if (equals == std::string::npos && ++i == argv.size()) return false;
        const std::string value = equals == std::string::npos ? argv[i] : word.substr(equals + 1);
        if (ldflags && !harmless_ldflags(value)) return false;
    }
    return true;
}

// The program is the one of the input "toolchain", and nothing is mounted over it later.
std::optional<std::string> goroot_of_pinned_go(const RunCommand& run) {
    const auto toolchain = std::find_if(run.mounts.begin(), run.mounts.end(),
                                        [](const Mount& mount) { return mount.input == "toolchain"; });
    if (toolchain == run.mounts.end() || toolchain->writable) return std::nullopt;
    if (run.argv.size() < 2 || run.argv[0] != toolchain->at + "/bin/go" || run.argv[1] != "build")
        return std::nullopt;
    const bool covered = std::any_of(toolchain + 1, run.mounts.end(), [&](const Mount& mount) {
        return mount.at == toolchain->at || mount.at.starts_with(toolchain->at + "/") ||
               toolchain->at.starts_with(mount.at + "/");
    });
    return covered ? std::nullopt : std::optional(toolchain->at);
}

}  // namespace

bool may_share_compiler_cache(const RunCommand& run) {
    // What prepares a source runs upstream's code, whatever its command looks like.
    if (!run.outputs.contains("bin")) return false;
    const auto goroot = goroot_of_pinned_go(run);
    return goroot && harmless_environment(run, *goroot) && harmless_arguments(run.argv);
}

}  // namespace verbatim
