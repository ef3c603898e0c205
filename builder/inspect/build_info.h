// What the Go linker left in a binary about its build (Go's debug/buildinfo): release, main module, settings.
// ELF, PE and Mach-O; the formats before and after Go 1.18. Binaries are hostile: every offset and count is
// checked.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct BuildInfo {
    struct Module {
        std::string path, version, sum;
        std::vector<Module> replacement;  // one where a replace directive took its place, else none
    };
    std::string go;    // "go1.25.12"
    std::string path;  // of the main package
    Module main;
    std::vector<Module> dependencies;
    std::map<std::string, std::string> settings;  // GOOS, GOARCH, vcs.revision, …
};

// Throw Error (mismatch), which calls the binary `name`, where it is none that Go built, or is cut short.
BuildInfo read_build_info(const std::filesystem::path& file, const std::string& name);
BuildInfo parse_build_info(std::string_view binary, const std::string& name);

}  // namespace verbatim
