#include "history/salvage.h"

#include "base/text.h"
#include "history/schema.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace verbatim {

namespace {

using sqlite::Database;
using sqlite::Statement;

// Where the scans from both ends stop, this many rows are asked for one by one at most.
constexpr std::int64_t most_rows_between = 5'000'000;
// The same where it is not known how many there are.
constexpr std::int64_t most_rows_beyond = 20'000;

// A table's rows, from the front, from the back, and between these one by one: a page that cannot be read
// takes with it only what lies on it.
class TableSalvage {
  public:
    TableSalvage(const Database& from, const Database& to, const std::string& table)
        : columns_(common_columns(from, to, table)),
          names_(join(columns_, ", ")),
          one_(from, select(table) + " WHERE rowid = ?"),
          forwards_(from, select(table) + " ORDER BY rowid"),
          backwards_(from, select(table) + " ORDER BY rowid DESC"),
          insert_(to, insertion(table)) {}

    void run() {
        if (scan(forwards_, first_gap_)) return;
        std::optional<std::int64_t> last;
        scan(backwards_, last);
        const std::int64_t from = first_gap_ ? *first_gap_ + 1 : 1;
        if (from > std::numeric_limits<std::int64_t>::max() / 2) return;
        const std::int64_t to = last ? *last - 1 : from + most_rows_beyond;
        for (std::int64_t id = from; id <= std::min(to, from + most_rows_between); ++id) {
            try {
                if (one_.with(id).step()) carry(one_);
            } catch (const Error& error) {
                if (error.kind() != Failure::damaged) throw;
            }
        }
    }

  private:
    static std::vector<std::string> columns(const Database& database, const std::string& table) {
        std::vector<std::string> names;
        Statement list(database, "SELECT name FROM pragma_table_info(?)");
        list.with(table);
        while (list.step()) names.push_back(list.text(0));
        return names;
    }

    // A file whose schema is damaged may lack some.
    static std::vector<std::string> common_columns(const Database& from, const Database& to,
                                                   const std::string& table) {
        std::vector<std::string> both = columns(to, table);
        const std::vector<std::string> there = columns(from, table);
        std::erase_if(both, [&](const std::string& name) {
            return std::find(there.begin(), there.end(), name) == there.end();
        });
        if (both.empty()) throw Error(Failure::damaged, "it has no " + table);
        return both;
    }

    [[nodiscard]] std::string select(const std::string& table) const {
        return "SELECT rowid, " + names_ + " FROM " + table + " NOT INDEXED";
    }
    [[nodiscard]] std::string insertion(const std::string& table) const {
        std::string values;
        for (std::size_t i = 0; i < columns_.size(); ++i) values += i == 0 ? "?" : ", ?";
        return "INSERT OR IGNORE INTO " + table + " (" + names_ + ") VALUES (" + values + ")";
    }

    // True where it came to the end; else `last` is the last row that it saw.
    bool scan(Statement& rows, std::optional<std::int64_t>& last) {
        try {
            while (rows.step()) {
                last = rows.number(0);
                carry(rows);
            }
            return true;
        } catch (const Error& error) {
            if (error.kind() != Failure::damaged) throw;
            return false;
        }
    }

    void carry(const Statement& row) {
        insert_.reset();
        for (std::size_t i = 0; i < columns_.size(); ++i) insert_.bind_value_of(row, static_cast<int>(i) + 1);
        insert_.run_if_fitting();  // values that no such row can have are damage too
    }

    std::vector<std::string> columns_;
    std::string names_;
    Statement one_, forwards_, backwards_, insert_;
    std::optional<std::int64_t> first_gap_;
};

// So that what refers to them has something to refer to.
void add_lost_runs(const Database& to, const std::string& referring) {
    to.run(
        "INSERT INTO runs (id, kind, configuration, version, host, started, ended, ending, error) SELECT "
        "DISTINCT run, 'lost', '', '', '', 0, 0, 'killed', 'what was known of this run was lost in a damaged "
        "file' FROM " +
        referring + " WHERE run NOT IN (SELECT id FROM runs)");
}

void mend_references(const Database& to) {
    add_lost_runs(to, "results");
    to.run(R"sql(
DELETE FROM results WHERE unit NOT IN (SELECT id FROM units);
DELETE FROM files WHERE result NOT IN (SELECT id FROM results);
DELETE FROM actions WHERE result NOT IN (SELECT id FROM results);
DELETE FROM evidence WHERE result NOT IN (SELECT id FROM results);
)sql");
    const std::int64_t version = to.number("PRAGMA user_version");
    if (version < 2) return;
    to.run(R"sql(
DELETE FROM steadiness WHERE result NOT IN (SELECT id FROM results);
DELETE FROM axes WHERE steadiness NOT IN (SELECT id FROM steadiness);
DELETE FROM variances WHERE steadiness NOT IN (SELECT id FROM steadiness);
DELETE FROM variance_files WHERE variance NOT IN (SELECT id FROM variances);
)sql");
    // A release that is known stays known: nobody wants to hear of it twice.
    if (version >= 3) add_lost_runs(to, "published");
    if (version >= 4) to.run("DELETE FROM not_own WHERE result NOT IN (SELECT id FROM results)");
}

}  // namespace

Salvaged salvage(const std::filesystem::path& damaged, const sqlite::Database& to) {
    Salvaged salvaged;
    sqlite::Transaction all(to);
    try {
        const Database from(damaged, sqlite::Open::untouched);
        // Else a file that was cut short is refused as a whole.
        from.run("PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON");
        const std::int64_t version = from.number("PRAGMA user_version");
        migrate(to, 0, version >= 1 && version <= newest_schema() ? version : newest_schema());
        for (const std::string& table : tables_of(to)) {
            try {
                TableSalvage(from, to, table).run();
            } catch (const Error& error) {
                if (error.kind() != Failure::damaged) throw;
                salvaged.unreadable = error.message();
            }
        }
        mend_references(to);
    } catch (const Error& error) {
        if (error.kind() != Failure::damaged) throw;
        salvaged.unreadable = error.message();
    }
    migrate(to, to.number("PRAGMA user_version"), newest_schema());
    all.commit();
    salvaged.runs = to.number("SELECT count(*) FROM runs");
    salvaged.results = to.number("SELECT count(*) FROM results");
    return salvaged;
}

}  // namespace verbatim
