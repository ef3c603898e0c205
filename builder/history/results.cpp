#include "history/results.h"

namespace verbatim {

namespace {

using sqlite::Database;
using sqlite::Statement;

std::int64_t unit_row(const Database& database, const UnitName& unit) {
    Statement insert(database, "INSERT OR IGNORE INTO units (release, component, platform) VALUES (?, ?, ?)");
    insert.with(unit.release, unit.component, unit.platform).run();
    Statement find(database, "SELECT id FROM units WHERE release = ? AND component = ? AND platform = ?");
    return find.with(unit.release, unit.component, unit.platform).step() ? find.number(0) : 0;
}

void write_steadiness(const Database& database, std::int64_t result, const Steadiness& steadiness) {
    Statement(database, "INSERT INTO steadiness (result, rounds, failure, cut_short) VALUES (?, ?, ?, ?)")
        .with(result, steadiness.rounds, steadiness.failure, steadiness.cut_short)
        .run();
    const std::int64_t row = database.last_row();
    Statement axis(database, "INSERT INTO axes (steadiness, axis, varied, reason) VALUES (?, ?, ?, ?)");
    for (const std::string& name : steadiness.varied) axis.with(row, name, true, "").run();
    for (const auto& [name, why] : steadiness.not_varied) axis.with(row, name, false, why).run();
    Statement variance(database,
                       "INSERT INTO variances (steadiness, axis, setting_from, setting_to, action, cause) "
                       "VALUES (?, ?, ?, ?, ?, ?)");
    Statement file(database, "INSERT INTO variance_files (variance, path) VALUES (?, ?)");
    for (const Variance& one : steadiness.variances) {
        variance.with(row, one.axis, one.from, one.to, one.action, one.cause).run();
        const std::int64_t number = database.last_row();
        for (const std::string& path : one.paths) file.with(number, path).run();
    }
}

UnitResult result_of(const Statement& row) {
    UnitResult result;
    result.unit = {row.text(1), row.text(2), row.text(3)};
    result.state = unit_state_of(row.text(4)).value_or(UnitState::not_run);  // the table holds no other name
    result.cause = row.text(5);
    result.expected = row.number(6) != 0;
    result.pins = {row.text(7),  row.text(8),  row.text(9), row.text(10),
                   row.text(11), row.text(12), row.text(13)};
    result.milliseconds = row.number(14);
    result.definitions = row.text(15);
    return result;
}

// Rows that belong to the wanted results, in the order in which they were written; their first column is the
// result's number.
class Belonging {
  public:
    Belonging(const Database& database, const std::string& wanted, std::int64_t value,
              std::map<std::int64_t, UnitResult>& results)
        : database_(database), wanted_(wanted), value_(value), results_(results) {}

    // `query` ends where the condition begins.
    template <typename Take>
    void each(const std::string& query, const char* table, Take take) {
        Statement rows(database_, query + " WHERE result IN (" + wanted_ + ") ORDER BY " + table + ".id");
        rows.with(value_);
        while (rows.step())
            if (const auto found = results_.find(rows.number(0)); found != results_.end())
                take(found->second, rows);
    }

  private:
    const Database& database_;
    const std::string& wanted_;
    std::int64_t value_;
    std::map<std::int64_t, UnitResult>& results_;
};

void read_steadiness(Belonging& belonging) {
    belonging.each("SELECT result, rounds, failure, cut_short FROM steadiness", "steadiness",
                   [](UnitResult& result, const Statement& row) {
                       result.steadiness.emplace();
                       result.steadiness->rounds = static_cast<int>(row.number(1));
                       result.steadiness->failure = row.text(2);
                       result.steadiness->cut_short = row.number(3) != 0;
                   });
    belonging.each(
        "SELECT result, axis, varied, reason FROM axes JOIN steadiness ON steadiness = steadiness.id", "axes",
        [](UnitResult& result, const Statement& row) {
            if (!result.steadiness) return;
            if (row.number(2) != 0)
                result.steadiness->varied.push_back(row.text(1));
            else
                result.steadiness->not_varied[row.text(1)] = row.text(3);
        });
    belonging.each(
        "SELECT result, axis, setting_from, setting_to, action, cause FROM variances "
        "JOIN steadiness ON steadiness = steadiness.id",
        "variances", [](UnitResult& result, const Statement& row) {
            if (result.steadiness)
                result.steadiness->variances.push_back(
                    {row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
        });
    belonging.each(
        "SELECT result, (SELECT count(*) FROM variances AS earlier WHERE earlier.steadiness = "
        "variances.steadiness AND earlier.id < variances.id), path FROM variance_files "
        "JOIN variances ON variance = variances.id JOIN steadiness ON steadiness = steadiness.id",
        "variance_files", [](UnitResult& result, const Statement& row) {
            const auto index = static_cast<std::size_t>(row.number(1));
            if (result.steadiness && index < result.steadiness->variances.size())
                result.steadiness->variances[index].paths.push_back(row.text(2));
        });
}

}  // namespace

void write_result(const Database& database, std::int64_t run, const UnitResult& result) {
    const std::int64_t unit = unit_row(database, result.unit);
    Statement(database, "DELETE FROM results WHERE unit = ? AND run = ?").with(unit, run).run();
    const UnitPins& pins = result.pins;
    Statement(
        database,
        "INSERT INTO results (unit, run, state, cause, expected, tag, commit_id, go, go_declared, distro, "
        "checksums, patches, milliseconds, definitions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(unit, run, unit_state_name(result.state), result.cause, result.expected, pins.tag, pins.commit,
              pins.go, pins.go_declared, pins.distro, pins.checksums, pins.patches, result.milliseconds,
              result.definitions)
        .run();
    const std::int64_t row = database.last_row();
    Statement file(database,
                   "INSERT INTO files (result, path, verdict, claimed, built, reason, expected) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (const FileResult& one : result.files)
        file.with(row, one.path, one.verdict, one.claimed, one.built, one.reason, one.expected).run();
    Statement action(database, "INSERT INTO actions (result, run_digest) VALUES (?, ?)");
    for (const std::string& digest : result.actions) action.with(row, digest).run();
    Statement evidence(database, "INSERT INTO evidence (result, command) VALUES (?, ?)");
    for (const std::string& command : result.evidence) evidence.with(row, command).run();
    Statement foreign(database, "INSERT INTO not_own (result, definition) VALUES (?, ?)");
    for (const std::string& one : result.not_own) foreign.with(row, one).run();
    if (result.steadiness) write_steadiness(database, row, *result.steadiness);
}

std::map<std::int64_t, UnitResult> read_results(const Database& database, const std::string& wanted,
                                                std::int64_t value) {
    std::map<std::int64_t, UnitResult> results;
    Statement rows(
        database,
        "SELECT results.id, release, component, platform, state, cause, expected, tag, commit_id, go, "
        "go_declared, distro, checksums, patches, milliseconds, definitions "
        "FROM results JOIN units ON unit = units.id WHERE results.id IN (" +
            wanted + ")");
    rows.with(value);
    while (rows.step()) results[rows.number(0)] = result_of(rows);
    Belonging belonging(database, wanted, value, results);
    belonging.each("SELECT result, path, verdict, claimed, built, reason, expected FROM files", "files",
                   [](UnitResult& result, const Statement& row) {
                       result.files.push_back(
                           {row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
                   });
    belonging.each("SELECT result, run_digest FROM actions", "actions",
                   [](UnitResult& result, const Statement& row) { result.actions.push_back(row.text(1)); });
    belonging.each("SELECT result, command FROM evidence", "evidence",
                   [](UnitResult& result, const Statement& row) { result.evidence.push_back(row.text(1)); });
    belonging.each("SELECT result, definition FROM not_own", "not_own",
                   [](UnitResult& result, const Statement& row) { result.not_own.push_back(row.text(1)); });
    read_steadiness(belonging);
    return results;
}

}  // namespace verbatim
