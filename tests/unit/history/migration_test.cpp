// Files of earlier and of later versions. The tables of version 1 are written here once more, as they were.
#include "history/history.h"
#include "sample_runs.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

using namespace verbatim;
using test::described;
using test::full_result;
using test::nightly;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

// By the sqlite3 of this machine's library, without any code of ours.
void sql(const std::filesystem::path& file, const std::string& commands) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    char* problem = nullptr;
    EXPECT_EQ(sqlite3_exec(handle, commands.c_str(), nullptr, nullptr, &problem), SQLITE_OK) << problem;
    sqlite3_free(problem);
    sqlite3_close(handle);
}

const char* const version_1 = R"sql(
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
INSERT INTO runs VALUES (7, 'nightly', 'n.yaml', '0.0.9', 'linux/amd64', 100, 200, 'complete', '');
INSERT INTO runs VALUES (8, 'nightly', 'n.yaml', '0.0.9', 'linux/amd64', 300, NULL, 'under way', '');
INSERT INTO units VALUES (1, '1-36', 'etcd-io/etcd', 'linux/amd64');
INSERT INTO results VALUES (3, 1, 7, 'differs', 'why', 0, 'v1', 'c', 'go1', '1', 'd', 's', 'p', 5);
INSERT INTO files VALUES (1, 3, 'bin/etcd', 'differs', 'aa', 'bb', 'r', '');
INSERT INTO actions VALUES (1, 3, 'dd');
INSERT INTO evidence VALUES (1, 3, 'verbatim explain');
PRAGMA application_id = 0x56424849;
PRAGMA user_version = 1;
)sql";

struct MigrationTest : test::HistoryFolder {};

}  // namespace

TEST_F(MigrationTest, AFileOfVersion1IsBroughtUpToDateAndACopyKept) {
    sql(file, version_1);
    const std::string before = read_file(file);
    History history(file);
    ASSERT_THAT(history.notes(), SizeIs(1));
    EXPECT_THAT(history.notes()[0], HasSubstr("from version 1 of its tables to 4"));
    const auto runs = history.runs();
    ASSERT_THAT(runs, SizeIs(2));
    EXPECT_EQ(runs[1].ending, RunEnding::killed);
    EXPECT_EQ(runs[1].ended, 300) << "nothing more is known of it";
    UnitResult expected = test::unit("etcd-io/etcd", UnitState::differs);
    expected.cause = "why";
    expected.files = {{"bin/etcd", "differs", "aa", "bb", "r", ""}};
    expected.pins = {"v1", "c", "go1", "1", "d", "s", "p"};
    expected.actions = {"dd"};
    expected.evidence = {"verbatim explain"};
    expected.milliseconds = 5;
    ASSERT_THAT(runs[0].units, SizeIs(1));
    EXPECT_EQ(described(runs[0].units[0]), described(expected));
    const std::int64_t next = history.begin(nightly());
    EXPECT_EQ(next, 9);
    history.record(next, full_result());
    EXPECT_EQ(described(history.run(next)->units[0]), described(full_result()));

    std::string copy;
    for (const std::string& name : test::names_in(folder.path()))
        if (name.starts_with("history.sqlite.version-1-")) copy = name;
    ASSERT_NE(copy, "");
    const History old(folder.path() / copy, History::Access::look);
    EXPECT_THAT(old.runs(), SizeIs(2)) << "as it was, and readable";
    EXPECT_EQ(read_file(folder.path() / copy).substr(100), before.substr(100)) << "but for SQLite's counters";
    EXPECT_THAT(History(file).notes(), IsEmpty()) << "once";
}

// Their builds shared a compiler cache that any component's step could forge.
TEST_F(MigrationTest, RunsOfEarlierVersionsAreMarkedAndNewOnesAreNot) {
    sql(file, version_1);
    const auto marks = [&](const History& history) {
        std::vector<bool> all;
        for (const verbatim::Run& run : history.runs()) all.push_back(run.shared_cache);
        return all;
    };
    const UnitName etcd{"1-36", "etcd-io/etcd", "linux/amd64"};
    {
        const History looked(file, History::Access::look);
        EXPECT_THAT(marks(looked), ElementsAre(true, true));
        EXPECT_TRUE(looked.last_known().at(etcd).shared_cache);
    }
    History history(file);
    verbatim::Run claims_so = nightly();
    claims_so.shared_cache = true;  // what is recorded now never is
    history.record(history.begin(claims_so), test::unit("etcd-io/etcd", UnitState::reproduced));
    EXPECT_THAT(marks(history), ElementsAre(true, true, false));
    EXPECT_FALSE(history.last_known().at(etcd).shared_cache);
    EXPECT_TRUE(history.last_known(9).at(etcd).shared_cache);
}

TEST_F(MigrationTest, WhatIsCarriedOverFromADamagedFileKeepsItsMark) {
    sql(file, version_1);
    {
        const History history(file);
    }
    fill(1, 1);
    sql(file, "DROP INDEX files_by_result");  // damage enough to be set aside
    const History history(file);
    ASSERT_THAT(history.notes(), SizeIs(1));
    const auto runs = history.runs();
    ASSERT_THAT(runs, SizeIs(3));
    EXPECT_TRUE(runs[0].shared_cache && runs[1].shared_cache);
    EXPECT_FALSE(runs[2].shared_cache);
}

TEST_F(MigrationTest, WhoLooksLeavesItAsItIs) {
    sql(file, version_1);
    const std::string before = read_file(file);
    const History history(file, History::Access::look);
    EXPECT_THAT(history.runs(), SizeIs(2));
    EXPECT_THAT(history.last_known(), SizeIs(1));
    EXPECT_EQ(read_file(file), before);
    EXPECT_THAT(test::names_in(folder.path()), ElementsAre("history.sqlite"));
}

TEST_F(MigrationTest, AFileOfALaterVersionIsNotTouched) {
    fill(1, 1);
    sql(file, "PRAGMA user_version = 5; CREATE TABLE later (x)");
    const std::string before = read_file(file);
    for (const auto access : {History::Access::write, History::Access::look}) {
        try {
            const History history(file, access);
            FAIL() << "its tables are not known";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::store);
            EXPECT_THAT(error.message(),
                        HasSubstr("has version 5 of its tables, and this Verbatim knows none above 4"));
        }
    }
    EXPECT_EQ(read_file(file), before);
    EXPECT_THAT(test::names_in(folder.path()), ElementsAre("history.sqlite", "history.sqlite.lock"));
}

TEST_F(MigrationTest, AStepThatFailsLeavesTheFileAsItWas) {
    sql(file, std::string(version_1) + "CREATE TABLE steadiness (of_somebody_else);");
    const std::string before = read_file(file);
    EXPECT_THROW(History{file}, Error);
    EXPECT_EQ(read_file(file), before);
    EXPECT_THAT(test::names_in(folder.path()), ElementsAre("history.sqlite", "history.sqlite.lock"))
        << "no copy is left of what did not happen";
}

TEST_F(MigrationTest, WaitsForNobodyForEverWhereAnotherHasTheOldFileOpen) {
    sql(file, version_1);
    const FileLock other(file.string() + ".lock", FileLock::Mode::shared);
    try {
        const History history(file);
        FAIL() << "another writes it";
    } catch (const Error& error) {
        EXPECT_THAT(error.message(), HasSubstr("has to be made or brought up to date"));
    }
}
