// A configuration file says what is written, opened and run: it is read only where nobody but this user, or
// root, can have written it. Unaware of what is in it.
#pragma once

#include "base/error.h"

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace verbatim {

// Pure. What is wrong with a file of that owner and mode, for the user `me`; nothing: it may be relied on.
// `private_group`: the file's group is its owner's own, and nobody else is in it, so that its group may write
// it no more than its owner.
std::optional<Error> not_to_be_relied_on(const std::filesystem::path& file, const struct stat& about,
                                         uid_t me, bool private_group);

enum class Links { follow, refuse };
// Looks at the very file that it then reads. Throws Error (definition) where it may not be relied on, is no
// file, or is a symbolic link that is refused; Error (store) where it cannot be read.
std::string read_configuration(const std::filesystem::path& file, std::uint64_t limit,
                               Links links = Links::follow);

}  // namespace verbatim
