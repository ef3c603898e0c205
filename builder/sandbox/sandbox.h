// One function: a Run's command with its input trees → its output trees. An adapter a folder; unaware of what
// the command is for.
#pragma once

#include "plan/action.h"
#include "store/store.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace verbatim {

struct RunResult {
    bool succeeded = false;
    bool by_limit = false;                  // it was ended, since it took more than its share
    bool disk_full = false;                 // it was, since the disk of the store is nearly full
    std::string failure;                    // why not, in words: "exited with 1", "took longer than 1 h"
    std::map<std::string, Digest> outputs;  // where it succeeded: a tree for each declared output
};

// `command` has its symbols replaced; `inputs` holds a tree for each of its mounts; what it prints goes to
// the file `log`. Throws Error (unavailable) where the sandbox itself cannot be had, Error (interrupted).
using Sandbox =
    std::function<RunResult(const RunCommand& command, const std::map<std::string, Digest>& inputs,
                            const std::filesystem::path& log)>;

}  // namespace verbatim
