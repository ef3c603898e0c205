// Which names in a store are Verbatim's own: nothing else there is ever removed. Pure; private to the room.
#pragma once

#include <string_view>

namespace verbatim::names {

// A folder at the root of a store, of this version or an earlier one.
bool is_folder(std::string_view name);

// In tmp/: a word that scratch_prefix.h lists and mkdtemp's six characters.
bool is_temporary(std::string_view name);
// What write_file() calls `whole` until it is: "<whole>.<process>-<number>".
bool is_unfinished(std::string_view name, std::string_view whole);
// In locks/, but "in-use": that of a Run, a shared tree, a mirror, a checksum database.
bool is_lock(std::string_view name);
// In mirrors/: a readable part of the URL and twelve digits of a hash.
bool is_mirror(std::string_view name);
// In caches/, which earlier versions had: "<digest>" and "<digest>.distrusted-<process>-<time>".
bool is_old_cache(std::string_view name);

}  // namespace verbatim::names
