// Pure: where things lie on the host and in the sandbox → bubblewrap's command line.
#pragma once

#include "plan/circumstances.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace verbatim::bubblewrap {

struct Bind {
    std::filesystem::path host;
    std::string at;
    bool writable = false;
};

// What stands in the builder root's folders: needed where something is mounted below one of them, since the
// root itself is never written to.
struct RootEntry {
    std::string name;
    enum class Kind { directory, symlink, other } kind = Kind::other;
    std::string target;  // of a link
};
using ListFolder = std::vector<RootEntry> (*)(const std::filesystem::path& folder);

struct Layout {
    std::filesystem::path root;  // the builder root on the host
    std::vector<Bind> binds;     // in any order; one may lie in another
    std::string directory;
    std::map<std::string, std::string> environment;
    std::vector<std::string> argv;
    Circumstances circumstances;      // user, group and host name of it
    std::vector<std::string> masked;  // files that read as empty
    // Descriptors that bubblewrap inherits: the filter of system calls, and where it tells what it started.
    int seccomp = -1, status = -1;
};

// The arguments after "bwrap". Everything is read-only but the writable binds.
std::vector<std::string> arguments(const Layout& layout, ListFolder list);

// The files of the kernel's own in /proc that are not for everybody: a build that root runs is still root to
// them.
std::vector<std::string> private_proc_files();

// Reads a folder of the host, sorted by name.
std::vector<RootEntry> list_folder(const std::filesystem::path& folder);

}  // namespace verbatim::bubblewrap
