// Every environment variable that Verbatim reads, in one table: settings are taken by it, and the man page is
// made of it. Unaware of their values.
#pragma once

#include <array>

namespace verbatim {

struct Variable {
    const char* name;
    const char* setting;  // of settings.h; empty: it is none, or more than one value
    const char* text;     // for the man page
};

// Of two that set the same, the later one is the stronger.
inline constexpr auto variables = std::to_array<Variable>({
    {"VERBATIM_PROJECT", "", "The project's folder, as --project."},
    {"VERBATIM_STORE", "store", "The folder of the store, as --store."},
    {"VERBATIM_HISTORY", "history", "The file that keeps what runs found, as --history."},
    {"VERBATIM_MIRRORS", "", "Pairs PREFIX=PLACE between blanks or line ends, as --mirror."},
    {"GOPROXY", "goproxy",
     "Go module proxies, as --goproxy. Where no setting names any, `go env GOPROXY` is asked."},
    {"VERBATIM_GOPROXY", "goproxy", "The same, for Verbatim alone; stronger than GOPROXY."},
    {"VERBATIM_DEBIAN_MIRROR", "debian_mirror", "As --debian-mirror."},
    {"VERBATIM_DEBIAN_SECURITY_MIRROR", "debian_security_mirror", "As --debian-security-mirror."},
    {"VERBATIM_OFFLINE", "offline", "1 or true: open no socket, as --offline."},
    {"VERBATIM_JOBS", "jobs", "Builds at once, as --jobs."},
    {"VERBATIM_MEMORY_LIMIT", "memory_limit", "Memory of one build, as --memory-limit."},
    {"VERBATIM_DISK_LIMIT", "disk_limit", "What one build may write, as --disk-limit."},
    {"VERBATIM_PROCESS_LIMIT", "process_limit",
     "Processes and threads of one build at once, as --process-limit."},
    {"VERBATIM_HEARTBEAT", "",
     "Seconds, 1 to 9999, between lines that say what still runs, where there is no terminal; 30 without."},
    {"VERBATIM_SILENCE", "",
     "Seconds, 1 to 9999, that a server may be silent until a transfer has failed; 60 without."},
    {"NO_COLOR", "", "Not empty: no colours."},
    {"CLICOLOR_FORCE", "", "Neither empty nor 0: colours even where the output is no terminal."},
});

}  // namespace verbatim
