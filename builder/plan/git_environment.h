// What git sees of the world inside a Run. The go command asks git for its stamps, and git starts programs
// that a configuration names (fsmonitor, hooks, filters, an external diff …). The source's own git directory
// is made by us and names none; this is the second lock. Pure.
#pragma once

#include <map>
#include <string>

namespace verbatim {

// Variables for a source that lies at `source`: no configuration but the repository's own, and over that one
// settings that start nothing. git trusts that one folder, whoever owns it (safe.directory; the files belong
// to nobody that the sandbox knows), and no other.
std::map<std::string, std::string> git_environment(const std::string& source);

// The same, and that git directory and no other, whatever folder git is asked in: for builds by the go
// command.
std::map<std::string, std::string> pinned_git_environment(const std::string& source);

}  // namespace verbatim
