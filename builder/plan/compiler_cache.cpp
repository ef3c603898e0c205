#include "plan/compiler_cache.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace verbatim {

namespace {

// They say what is built, never which program is run.
constexpr auto harmless_variables = std::to_array<std::string_view>({"GIT_CONFIG_COUNT",
                                                                     "GIT_CONFIG_KEY_0",
                                                                     "GIT_CONFIG_NOSYSTEM",
                                                                     "GIT_CONFIG_VALUE_0",
                                                                     "GO111MODULE",
                                                                     "GO386",
                                                                     "GOAMD64",
                                                                     "GOARCH",
                                                                     "GOARM",
                                                                     "GOARM64",
                                                                     "GOCACHE",
                                                                     "GOENV",
                                                                     "GOEXPERIMENT",
                                                                     "GOMIPS",
                                                                     "GOMIPS64",
                                                                     "GOOS",
                                                                     "GOPATH",
                                                                     "GOPPC64",
                                                                     "GOPROXY",
                                                                     "GORISCV64",
                                                                     "GOSUMDB",
                                                                     "GOTELEMETRY",
                                                                     "GOTOOLCHAIN",
                                                                     "GOWASM",
                                                                     "HOME",
                                                                     "LANG",
                                                                     "LC_ALL",
                                                                     "PATH",
                                                                     "SOURCE_DATE_EPOCH",
                                                                     "TMPDIR",
                                                                     "TZ",
                                                                     "USER"});
constexpr auto flags_alone = std::to_array<std::string_view>({"-a", "-trimpath", "-v", "-x"});
constexpr auto flags_with_value = std::to_array<std::string_view>(
    {"-buildvcs", "-installsuffix", "-mod", "-o", "-p", "-tags", "-trimpath"});

template <typename List>
bool is_in(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool harmless_environment(const std::map<std::string, std::string>& environment) {
    const auto value = [&](const char* name) {
        const auto found = environment.find(name);
        return found == environment.end() ? std::string() : found->second;
    };
    if (value("CGO_ENABLED") != "0" || !environment.contains("GOCACHE")) return false;
    const std::string flags = value("GOFLAGS");
    if (!flags.empty() && flags != "-modcacherw") return false;
    return std::all_of(environment.begin(), environment.end(), [](const auto& variable) {
        return variable.first == "CGO_ENABLED" || variable.first == "GOFLAGS" ||
               is_in(harmless_variables, variable.first);
    });
}

// An external linker is a program of the builder root, but takes what upstream's files say it should.
bool harmless_ldflags(std::string text) {
    std::erase_if(text, [](char c) { return c == '"' || c == '\''; });
    for (const std::string& word : split(text, ' ')) {
        const std::string flag = word.substr(0, word.find('='));
        for (const std::string_view name : {"extld", "linkmode", "extar", "plugin"})
            if (flag.starts_with("-") && flag.substr(flag.find_first_not_of('-') % flag.size()) == name)
                return false;
    }
    return true;
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
bool is_pinned_go(const RunCommand& run) {
    const auto toolchain = std::find_if(run.mounts.begin(), run.mounts.end(),
                                        [](const Mount& mount) { return mount.input == "toolchain"; });
    if (toolchain == run.mounts.end() || toolchain->writable) return false;
    if (run.argv.size() < 2 || run.argv[0] != toolchain->at + "/bin/go" || run.argv[1] != "build")
        return false;
    return std::none_of(toolchain + 1, run.mounts.end(), [&](const Mount& mount) {
        return mount.at == toolchain->at || mount.at.starts_with(toolchain->at + "/") ||
               toolchain->at.starts_with(mount.at + "/");
    });
}

}  // namespace

bool may_share_compiler_cache(const RunCommand& run) {
    return is_pinned_go(run) && harmless_environment(run.environment) && harmless_arguments(run.argv);
}

}  // namespace verbatim
