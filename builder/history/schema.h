// The tables of a history, a step a version: docs/formats/history.md. Unaware of files, and of what is in
// them.
#pragma once

#include "history/sqlite.h"

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim {

// "VBHI": what SQLite's header says that a file is.
inline constexpr std::int64_t history_application_id = 0x56424849;
std::int64_t newest_schema();  // versions count from 1

// Brings tables of version `from` (0: there is nothing yet) to `to`. In the caller's transaction.
void migrate(const sqlite::Database& database, std::int64_t from, std::int64_t to);

// The names of a version's tables, those that others refer to first.
std::vector<std::string> tables_of(const sqlite::Database& database);
// What of the tables and indexes of its version a database does not have, or has otherwise; empty: nothing.
std::string schema_problem(const sqlite::Database& database);

}  // namespace verbatim
