#include "history/schema.h"

#include <array>
#include <map>

namespace verbatim {

namespace {

// Never changed once they are out: another version is another step. SQLite keeps these texts in the file, and
// schema_problem() compares them.
constexpr std::array<const char*, 4> steps = {
    R"sql(
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    configuration TEXT NOT NULL,
    version TEXT NOT NULL,
    host TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER,
    ending TEXT NOT NULL
        CHECK (ending IN ('under way', 'complete', 'budget spent', 'interrupted', 'killed', 'failed')),
    error TEXT NOT NULL
) STRICT;
CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    release TEXT NOT NULL,
    component TEXT NOT NULL,
    platform TEXT NOT NULL,
    UNIQUE (release, component, platform)
) STRICT;
CREATE TABLE results (
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL REFERENCES units (id),
    run INTEGER NOT NULL REFERENCES runs (id),
    state TEXT NOT NULL
        CHECK (state IN ('reproduced', 'equivalent', 'differs', 'unsteady', 'failed', 'unbuildable', 'missing', 'not run')),
    cause TEXT NOT NULL,
    expected INTEGER NOT NULL CHECK (expected IN (0, 1)),
    tag TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    go TEXT NOT NULL,
    go_declared TEXT NOT NULL,
    distro TEXT NOT NULL,
    checksums TEXT NOT NULL,
    patches TEXT NOT NULL,
    milliseconds INTEGER NOT NULL,
    UNIQUE (unit, run)
) STRICT;
CREATE INDEX results_by_run ON results (run);
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    verdict TEXT NOT NULL,
    claimed TEXT NOT NULL,
    built TEXT NOT NULL,
    reason TEXT NOT NULL,
    expected TEXT NOT NULL
) STRICT;
CREATE INDEX files_by_result ON files (result);
CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE,
    run_digest TEXT NOT NULL
) STRICT;
CREATE INDEX actions_by_result ON actions (result);
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE,
    command TEXT NOT NULL
) STRICT;
CREATE INDEX evidence_by_result ON evidence (result);
)sql",
    // Other circumstances, and when a run that was killed was last alive.
    R"sql(
ALTER TABLE runs ADD COLUMN last_sign INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET last_sign = coalesce(ended, started);
CREATE TABLE steadiness (
    id INTEGER PRIMARY KEY,
    result INTEGER NOT NULL UNIQUE REFERENCES results (id) ON DELETE CASCADE,
    rounds INTEGER NOT NULL,
    failure TEXT NOT NULL,
    cut_short INTEGER NOT NULL CHECK (cut_short IN (0, 1))
) STRICT;
CREATE TABLE axes (
    id INTEGER PRIMARY KEY,
    steadiness INTEGER NOT NULL REFERENCES steadiness (id) ON DELETE CASCADE,
    axis TEXT NOT NULL,
    varied INTEGER NOT NULL CHECK (varied IN (0, 1)),
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX axes_by_steadiness ON axes (steadiness);
CREATE TABLE variances (
    id INTEGER PRIMARY KEY,
    steadiness INTEGER NOT NULL REFERENCES steadiness (id) ON DELETE CASCADE,
    axis TEXT NOT NULL,
    setting_from TEXT NOT NULL,
    setting_to TEXT NOT NULL,
    action TEXT NOT NULL,
    cause TEXT NOT NULL
) STRICT;
CREATE INDEX variances_by_steadiness ON variances (steadiness);
CREATE TABLE variance_files (
    id INTEGER PRIMARY KEY,
    variance INTEGER NOT NULL REFERENCES variances (id) ON DELETE CASCADE,
    path TEXT NOT NULL
) STRICT;
CREATE INDEX variance_files_by_variance ON variance_files (variance);
)sql",
    // What the distro released, and when we saw it.
    R"sql(
CREATE TABLE published (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id),
    release TEXT NOT NULL,
    number INTEGER NOT NULL,
    newest_before INTEGER NOT NULL,
    distro TEXT NOT NULL,
    UNIQUE (release, number)
) STRICT;
CREATE INDEX published_by_run ON published (run);
)sql",
    // Which compiler cache the builds of a run used: the default is of the rows that are there already, and
    // of those that are carried over from a damaged file which does not say it. And what results rest on.
    R"sql(
ALTER TABLE runs ADD COLUMN cache TEXT NOT NULL DEFAULT 'shared' CHECK (cache IN ('shared', 'own'));
ALTER TABLE results ADD COLUMN definitions TEXT NOT NULL DEFAULT '';
CREATE TABLE not_own (
    id INTEGER PRIMARY KEY,
    result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE,
    definition TEXT NOT NULL
) STRICT;
CREATE INDEX not_own_by_result ON not_own (result);
)sql"};

// Name → the command that made it.
std::map<std::string, std::string> objects_of(const sqlite::Database& database) {
    std::map<std::string, std::string> all;
    sqlite::Statement list(database, "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL");
    while (list.step()) all[list.text(0)] = list.text(1);
    return all;
}

}  // namespace

std::int64_t newest_schema() {
    return steps.size();
}

void migrate(const sqlite::Database& database, std::int64_t from, std::int64_t to) {
    for (std::int64_t version = from; version < to; ++version) {
        database.run(steps.at(static_cast<std::size_t>(version)));
        database.run("PRAGMA user_version = " + std::to_string(version + 1));
    }
    database.run("PRAGMA application_id = " + std::to_string(history_application_id));
}

std::vector<std::string> tables_of(const sqlite::Database& database) {
    std::vector<std::string> names;
    sqlite::Statement list(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid");
    while (list.step()) names.push_back(list.text(0));
    return names;
}

std::string schema_problem(const sqlite::Database& database) {
    const sqlite::Database model = sqlite::Database::in_memory();
    migrate(model, 0, database.number("PRAGMA user_version"));
    const auto there = objects_of(database);
    for (const auto& [name, command] : objects_of(model)) {
        const auto found = there.find(name);
        if (found == there.end()) return "it has no " + name;
        if (found->second != command) return "its " + name + " is not as Verbatim makes it";
    }
    return {};
}

}  // namespace verbatim
