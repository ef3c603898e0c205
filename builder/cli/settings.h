// Settings and where each was set: flags over environment over the user's file over the project's
// verbatim.yaml over defaults (docs/formats/settings.md). Somebody else may have written a project: of its
// file is taken what writes, opens and runs nothing, and the rest only where the user's file trusts the
// project. Unaware of the commands, and of what the settings are used for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
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
    // Projects whose files may set everything: absolute folders → origin. Set by the user's file alone.
    std::map<std::filesystem::path, std::string> trusted_projects;
    std::filesystem::path user_file;  // where that is, or would be; empty: nowhere

    // What the project's file sets and may not.
    struct NotTaken {
        std::string name;  // "store", "mirrors https://…"
        std::string value, origin;
        std::string why;  // "it says what is written"
    };
    std::vector<NotTaken> not_taken{};
};

// Why a project's file may not set a key, unless the user's file trusts the project; nothing: it may. All
// keys of settings files but `trusted_projects`, which is the user's alone, are known.
std::optional<std::string> why_not_by_project(const std::string& key);

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

// Is a folder of `trusted_projects` the one of this project?
using IsProject = std::function<bool(const std::filesystem::path& trusted)>;

// Pure. Throws Error (definition) at the flag, variable or line that does not fit.
Settings resolve_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                          const std::optional<SettingsFile>& project, const std::optional<SettingsFile>& user,
                          const IsProject& is_project = {});

// Reads the two files, where they are: `project_folder`/verbatim.yaml and
// $XDG_CONFIG_HOME/verbatim/config.yaml (else ~/.config/verbatim/config.yaml). Throws Error (definition)
// where another user can have written one (configuration_file.h).
Settings load_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                       const std::filesystem::path& project_folder);

}  // namespace verbatim
