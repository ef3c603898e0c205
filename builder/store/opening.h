// How a process gets into a store: is the folder one, may we use it, who else is in it. Private to the room;
// unaware of what is done inside.
#pragma once

#include "base/files.h"
#include "store/store.h"

#include <filesystem>
#include <optional>

namespace verbatim {

// Makes (for work) or checks the folders, and takes the store-wide lock: shared by all that work or look,
// exclusive for who must be alone. Who comes first for work takes away what killed runs left in tmp/. A store
// of before there was a marker is taken over once (store/take_over.h) by who does not only look. Nothing
// is held where a read-only folder has no lock to take. Throws Error (store) or (usage).
std::optional<FileLock> enter_store(const std::filesystem::path& root, Access access,
                                    const std::function<void()>& on_wait,
                                    const std::function<void(const TakenOver&)>& on_take_over);

}  // namespace verbatim
