// Results of units as rows, and back.
#pragma once

#include "history/run.h"
#include "history/sqlite.h"

#include <cstdint>
#include <map>
#include <string>

namespace verbatim {

// Replaces what the run has of this unit. In the caller's transaction.
void write_result(const sqlite::Database& database, std::int64_t run, const UnitResult& result);

// Number of its row → a result, of the rows that `wanted` selects: a query of one column with one value, ?1.
std::map<std::int64_t, UnitResult> read_results(const sqlite::Database& database, const std::string& wanted,
                                                std::int64_t value);

}  // namespace verbatim
