// Pure: the files of a source tree → its Go modules and the programs in them, as far as their names and first
// lines tell. A help for a person who begins a definition, never what a build is decided by.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

struct GoModuleSeen {
    std::string folder;         // of its go.mod, "." for the top
    std::string path;           // "filippo.io/age"
    std::string go, toolchain;  // "1.19", "go1.22.3", as go.mod says; empty where it does not
    bool vendored = false;      // vendor/modules.txt is in the tree
    std::map<std::string, std::string> binaries;  // name, as Go would give it → package
    std::vector<std::pair<std::string, std::string>>
        namesakes;  // of a binary that is there already, in any module
};

// Sorted by folder. `paths`: every file; `read` is asked for few of them.
std::vector<GoModuleSeen> survey_go(const std::vector<std::string>& paths,
                                    const std::function<std::string(const std::string&)>& read);

// Of "1.22" or "1.22.3" (nothing: 0) whether `release`, "go1.25.12", is that or later.
bool go_at_least(const std::string& release, const std::string& version);
// Of the releases that are pinned the one to begin with: the newest of the minor version that a module's
// `toolchain` names, else the newest; nothing where none is as new as the modules ask for.
std::optional<std::string> choose_go(const std::vector<std::string>& releases,
                                     const std::vector<GoModuleSeen>& modules);

}  // namespace verbatim
