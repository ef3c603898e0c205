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

// What a Run is given of the host, beside its inputs.
struct RunFiles {
    std::filesystem::path log;  // what it prints
    // Go's compiler cache, shared with other Runs (plan/compiler_cache.h); empty: the Run has one of its own.
    std::filesystem::path compiler_cache;
};

// `command` has its symbols replaced; `inputs` holds a tree for each of its mounts. Throws Error
// (unavailable) where the sandbox itself cannot be had, Error (interrupted).
using Sandbox = std::function<RunResult(const RunCommand& command,
                                        const std::map<std::string, Digest>& inputs, const RunFiles& files)>;

}  // namespace verbatim
