// A history's file opened: made, brought up to date, or set aside where it is damaged. Unaware of what the
// rows mean.
#pragma once

#include "base/files.h"
#include "history/history.h"
#include "history/sqlite.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct OpenedHistory {
    // Shared by all that write: nobody sets the file aside meanwhile. Not held by who looks.
    std::optional<FileLock> lock;
    sqlite::Database database;
    std::vector<std::string> notes;
};

// Throws what History's constructor throws. `file` is absolute, and no symbolic link.
OpenedHistory open_history(const std::filesystem::path& file, History::Access access);

}  // namespace verbatim
