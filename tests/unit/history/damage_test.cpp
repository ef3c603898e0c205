// Damaged files: noticed, set aside, and what can be read carried over.
#include "history/history.h"
#include "sample_runs.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

using namespace verbatim;
using test::described;
using test::full_result;
using test::nightly;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

constexpr std::size_t page = 4096;

struct DamageTest : test::HistoryFolder {
    std::string spoilt;  // what the file holds

    void spoil(std::string content) {
        spoilt = std::move(content);
        write_file(file, spoilt);
    }
    [[nodiscard]] std::vector<std::string> set_aside() const {
        std::vector<std::string> found;
        for (const std::string& name : test::names_in(folder.path()))
            if (name.find(".damaged-") != std::string::npos) found.push_back(name);
        return found;
    }
    // Opened twice: what is damaged is noticed once, and lies there as it was.
    void expect_set_aside() const {
        {
            const History history(file);
            ASSERT_THAT(history.notes(), SizeIs(1));
            EXPECT_THAT(history.notes()[0], HasSubstr("was damaged"));
        }
        EXPECT_THAT(History(file).notes(), IsEmpty());
        ASSERT_THAT(set_aside(), SizeIs(1));
        EXPECT_EQ(read_file(folder.path() / set_aside()[0]), spoilt);
    }
    // What is there is as it was written.
    [[nodiscard]] std::size_t good_results() const {
        std::size_t count = 0;
        const History history(file);
        for (const verbatim::Run& run : history.runs())
            for (const UnitResult& unit : run.units) {
                UnitResult expected = full_result(unit.unit.component);
                expected.state = UnitState::reproduced;
                expected.cause = std::string(2000, 'c');
                count += described(unit) == described(expected) ? 1 : 0;
            }
        return count;
    }
    // By the library alone: nothing is wrong with the file.
    void expect_whole() const {
        sqlite3* handle = nullptr;
        ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
        std::string said;
        const auto hear = [](void* to, int, char** values, char**) {
            *static_cast<std::string*>(to) += values[0];
            return 0;
        };
        sqlite3_exec(handle, "PRAGMA integrity_check; PRAGMA foreign_key_check", hear, &said, nullptr);
        EXPECT_EQ(said, "ok");
        sqlite3_close(handle);
    }
};

}  // namespace

TEST_F(DamageTest, OfAFileThatWasCutShortTheFrontIsCarriedOver) {
    fill(10, 20);
    const std::string whole = read_file(file);
    spoil(whole.substr(0, whole.size() / 2 / page * page));
    expect_set_aside();
    std::size_t results = 0, with_files = 0;
    for (const verbatim::Run& run : History(file).runs())
        for (const UnitResult& result : run.units) {
            ++results;
            with_files += result.files.size() == 2 ? 1 : 0;
            EXPECT_EQ(result.state, UnitState::reproduced);
            EXPECT_EQ(result.pins.go, "go1.25.12");
        }
    EXPECT_GT(results, 60U);
    EXPECT_LT(results, 200U);
    EXPECT_GT(with_files, 60U);
    expect_whole();
    History history(file);
    const std::int64_t next = history.begin(nightly());
    history.record(next, full_result());
    EXPECT_THAT(history.run(next)->units, SizeIs(1)) << "and it goes on";
}

TEST_F(DamageTest, OfAFileWithASpoiltPageNearlyAllIsCarriedOver) {
    fill(10, 20);
    std::string content = read_file(file);
    const std::size_t pages = content.size() / page;
    ASSERT_GT(pages, 30U);
    int noticed = 0;
    for (const std::size_t at : {pages / 4, pages / 3, pages / 2, pages * 3 / 4, pages - 2}) {
        std::string spoilt_content = content;
        for (std::size_t i = 0; i < page; ++i) spoilt_content[at * page + i] = static_cast<char>(i * 7 + at);
        spoil(spoilt_content);
        expect_set_aside();
        expect_whole();
        EXPECT_GT(good_results(), 100U) << "page " << at;
        EXPECT_THAT(History(file).runs(), SizeIs(10)) << "page " << at;
        ++noticed;
        for (const std::string& name : set_aside()) std::filesystem::remove(folder.path() / name);
    }
    EXPECT_EQ(noticed, 5);
}

TEST_F(DamageTest, OfAFileWithoutItsFirstPageNothingCanBeRead) {
    fill(2, 2);
    std::string content = read_file(file);
    for (std::size_t i = 100; i < page; ++i) content[i] = '\x5a';
    spoil(content);
    expect_set_aside();
    EXPECT_THAT(History(file).runs(), IsEmpty());
}

TEST_F(DamageTest, GarbageIsSetAside) {
    spoil("this is no SQLite file, " + std::string(10'000, 'x'));
    expect_set_aside();
    EXPECT_THAT(History(file).runs(), IsEmpty());
    spoil("short");
    const History history(file);
    EXPECT_THAT(history.notes(), SizeIs(1));
    EXPECT_THAT(set_aside(), SizeIs(2)) << "each under a name of its own";
}

TEST_F(DamageTest, AnEmptyFileIsBegunAnewAndSaidSo) {
    spoil("");
    {
        History history(file);
        ASSERT_THAT(history.notes(), SizeIs(1));
        EXPECT_THAT(history.notes()[0], HasSubstr("was empty"));
        history.begin(nightly());
    }
    EXPECT_THAT(History(file).runs(), SizeIs(1));
    EXPECT_THAT(set_aside(), IsEmpty());
}

TEST_F(DamageTest, ATableThatIsGoneIsDamage) {
    fill(2, 2);
    sqlite3* handle = nullptr;
    sqlite3_open(file.c_str(), &handle);
    sqlite3_exec(handle, "DROP TABLE evidence; DROP INDEX files_by_result", nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    spoilt = read_file(file);
    expect_set_aside();
    const auto runs = History(file).runs();
    ASSERT_THAT(runs, SizeIs(2));
    EXPECT_THAT(runs[0].units, SizeIs(2));
    EXPECT_THAT(runs[0].units[0].files, SizeIs(2));
    EXPECT_THAT(runs[0].units[0].evidence, IsEmpty());
}

TEST_F(DamageTest, ResultsOfARunThatIsLostAreKept) {
    fill(2, 2);
    sqlite3* handle = nullptr;
    sqlite3_open(file.c_str(), &handle);
    sqlite3_exec(handle, "DELETE FROM runs WHERE id = 2; DROP TABLE axes", nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    const auto runs = History(file).runs();
    ASSERT_THAT(runs, SizeIs(2));
    EXPECT_EQ(runs[1].kind, "lost");
    EXPECT_EQ(runs[1].ending, RunEnding::killed);
    EXPECT_THAT(runs[1].error, HasSubstr("was lost"));
    EXPECT_THAT(runs[1].units, SizeIs(2));
    expect_whole();
}

TEST_F(DamageTest, AStateThatNobodyKnowsIsDamage) {
    fill(2, 2);
    sqlite3* handle = nullptr;
    sqlite3_open(file.c_str(), &handle);
    sqlite3_exec(handle,
                 "PRAGMA ignore_check_constraints = ON; UPDATE results SET state = 'green' WHERE id = 1",
                 nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    spoilt = read_file(file);
    expect_set_aside();
    EXPECT_EQ(good_results(), 3U);
}

TEST_F(DamageTest, ItsCompanionsGoWithIt) {
    fill(2, 2);
    write_file(file, "spoilt " + std::string(5000, 'y'));
    for (const char* suffix : {"-journal", "-wal", "-shm"}) write_file(file.string() + suffix, suffix);
    const History history(file);
    ASSERT_THAT(set_aside(), SizeIs(4));
    for (const char* suffix : {"-journal", "-wal", "-shm"})
        EXPECT_EQ(read_file(folder.path() / (set_aside()[0] + suffix)), suffix);
}

TEST_F(DamageTest, WhoLooksSeesWhatIsLeftAndChangesNothing) {
    fill(10, 20);
    const std::string whole = read_file(file);
    spoil(whole.substr(0, whole.size() * 3 / 4 / page * page));
    const auto names = test::names_in(folder.path());
    const History history(file, History::Access::look);
    ASSERT_THAT(history.notes(), SizeIs(2));
    EXPECT_THAT(history.notes()[0], HasSubstr("could be read"));
    EXPECT_THAT(history.runs(), SizeIs(10));
    EXPECT_EQ(test::names_in(folder.path()), names);
    EXPECT_EQ(read_file(file), spoilt);
}

TEST_F(DamageTest, IsNotSetAsideUnderAnotherWriter) {
    fill(1, 1);
    const FileLock other(file.string() + ".lock", FileLock::Mode::shared);
    spoil("spoilt");
    try {
        const History history(file);
        FAIL() << "another writes it";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::store);
        EXPECT_THAT(error.message(), HasSubstr("is damaged"));
    }
    EXPECT_EQ(read_file(file), "spoilt");
    EXPECT_THAT(set_aside(), IsEmpty());
}
