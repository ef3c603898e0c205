// Puts a Run's input trees where the sandbox will see them, and finds its outputs again. Private to the
// adapter.
#pragma once

#include "plan/action.h"
#include "sandbox/bubblewrap/arguments.h"
#include "store/store.h"

#include <filesystem>
#include <map>
#include <string>

namespace verbatim::bubblewrap {

struct Staged {
    Layout layout;
    std::map<std::string, std::filesystem::path> outputs;  // output name → where it will lie on the host
};

// Copies and folders are made inside `work`. Times of writable copies are SOURCE_DATE_EPOCH of the command.
Staged stage(const RunCommand& command, const std::map<std::string, Digest>& inputs, Store& store,
             const std::filesystem::path& work);

}  // namespace verbatim::bubblewrap
