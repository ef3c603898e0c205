// The file by which a folder is a store: Verbatim writes it before anything else (docs/formats/store.md).
// Private to the room; unaware of what else lies there.
#pragma once

#include <filesystem>
#include <string_view>

namespace verbatim::marker {

inline constexpr std::string_view file_name = "verbatim-store";

// Throws Error (usage) where something else has its name, Error (store) where a newer version wrote it.
bool is_in(const std::filesystem::path& root);
void write(const std::filesystem::path& root);

}  // namespace verbatim::marker
