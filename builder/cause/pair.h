// Reads two files or folders, whatever they are, and explains in what and why they differ. The part of the
// room that touches the world; the rules are pure. Everything read is hostile.
#pragma once

#include "cause/explanation.h"

#include <filesystem>

namespace verbatim {

// `scratch`: an empty folder, where archives are taken apart. Throws Error (usage) where one is not there, or
// is neither file nor folder; Error (store) where one cannot be read. What is damaged is no error: it is said
// in notes, and its bytes are compared.
Explanation explain_pair(const std::filesystem::path& was, const std::filesystem::path& is,
                         const std::filesystem::path& scratch);

}  // namespace verbatim
