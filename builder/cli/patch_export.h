// What was committed in a checkout that `verbatim source` made, as the next patches of our own series.
#pragma once

#include "cli/command.h"

#include <filesystem>

namespace verbatim {

// Writes patches/<org>/<repo>/<branch>/NNNN-subject.patch, one a commit, each proven to give that commit's
// tree, author and message back. Nothing is written where one of them cannot be.
ExitStatus export_patches(const std::filesystem::path& checkout, bool json, const Globals& globals);

}  // namespace verbatim
