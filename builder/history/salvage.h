// What can still be read of a damaged history, row by row, into a new one. Changes nothing in the damaged
// file.
#pragma once

#include "history/sqlite.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace verbatim {

struct Salvaged {
    std::int64_t runs = 0, results = 0;  // that were carried over
    std::string unreadable;              // where nothing at all could be read: why
};

// `to`: empty; afterwards it has all tables at the newest version. Rows that nothing belongs to any more stay
// behind; a run of which only results are left is there as killed, and says so.
Salvaged salvage(const std::filesystem::path& damaged, const sqlite::Database& to);

}  // namespace verbatim
