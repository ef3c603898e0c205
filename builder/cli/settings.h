// Settings and where each was set: flags over environment over the project's verbatim.yaml over the user's
// file over defaults (docs/formats/settings.md). Unaware of the commands, and of what the settings are used
// for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct Settings {
    std::filesystem::path store;
    std::filesystem::path history;               // empty: there is no place for it
    std::map<std::string, std::string> mirrors;  // URL prefix → place (fetch/mirror_map.h)
    std::string debian_mirror;                   // empty: found in apt's settings
    std::string debian_security_mirror;
    std::string goproxy;  // empty: `go env GOPROXY`
    bool offline = false;
    int jobs = 0;  // 0: chosen by cores and memory
    // Of one sandboxed Run (sandbox/sandbox_limits.h); 0: chosen by this machine.
    std::uint64_t memory_limit = 0, disk_limit = 0, process_limit = 0;
    // Each name above → "flag --store", "environment VERBATIM_STORE", "verbatim.yaml:3" or "default". Mirrors
    // are set one by one: "mirrors PREFIX" → its origin; "mirrors" is there only where there is none.
    std::map<std::string, std::string> origins;
};

// As given on the command line.
struct SettingsFlags {
    std::optional<std::string> store, history, debian_mirror, debian_security_mirror, goproxy, jobs,
        memory_limit, disk_limit, process_limit;
    std::vector<std::string> mirrors;  // PREFIX=PLACE
    bool offline = false;
};

struct SettingsFile {
    std::string name;  // what errors and origins call it
    std::string yaml;
};

// Pure. Throws Error (definition) at the flag, variable or line that does not fit.
Settings resolve_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                          const std::optional<SettingsFile>& project,
                          const std::optional<SettingsFile>& user);

// Reads the two files, where they are: `project_folder`/verbatim.yaml and
// $XDG_CONFIG_HOME/verbatim/config.yaml (else
// ~/.config/verbatim/config.yaml).
Settings load_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                       const std::filesystem::path& project_folder);

}  // namespace verbatim
