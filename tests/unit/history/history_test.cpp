// What is recorded, and what is there afterwards.
#include "history/history.h"

#include "sample_runs.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

using namespace verbatim;
using test::described;
using test::full_result;
using test::nightly;
using test::unit;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

struct HistoryTest : test::HistoryFolder {};

}  // namespace

TEST_F(HistoryTest, EveryFieldComesBack) {
    std::int64_t id = 0;
    {
        History history(file);
        id = history.begin(nightly(1'700'000'000));
        history.record(id, full_result());
        history.record(id, unit("a/first", UnitState::not_run));
        history.end(id, RunEnding::budget_spent, 1'700'000'900, "a line");
        EXPECT_THAT(history.notes(), IsEmpty());
    }
    const History again(file, History::Access::look);
    const auto run = again.run(id);
    ASSERT_TRUE(run);
    EXPECT_EQ(run->id, id);
    EXPECT_EQ(run->kind, "nightly");
    EXPECT_EQ(run->configuration, "nightly.yaml");
    EXPECT_EQ(run->version, "0.1.0");
    EXPECT_EQ(run->host, "linux/amd64");
    EXPECT_EQ(run->started, 1'700'000'000);
    EXPECT_EQ(run->ended, 1'700'000'900);
    EXPECT_EQ(run->ending, RunEnding::budget_spent);
    EXPECT_EQ(run->error, "a line");
    ASSERT_THAT(run->units, SizeIs(2));
    EXPECT_EQ(described(run->units[0]), described(unit("a/first", UnitState::not_run))) << "sorted by name";
    EXPECT_EQ(described(run->units[1]), described(full_result()));
}

TEST_F(HistoryTest, EveryStateAndEveryEndingComesBack) {
    History history(file);
    for (const RunEnding ending : {RunEnding::complete, RunEnding::budget_spent, RunEnding::interrupted,
                                   RunEnding::killed, RunEnding::failed}) {
        const std::int64_t id = history.begin(nightly());
        history.end(id, ending, 2'000'000);
        EXPECT_EQ(history.run(id)->ending, ending);
    }
    const std::int64_t id = history.begin(nightly());
    EXPECT_EQ(history.run(id)->ending, RunEnding::under_way);
    EXPECT_EQ(history.run(id)->ended, 0);
    for (const UnitState state :
         {UnitState::reproduced, UnitState::equivalent, UnitState::differs, UnitState::unsteady,
          UnitState::failed, UnitState::unbuildable, UnitState::missing, UnitState::not_run}) {
        history.record(id, unit(std::string("org/") + std::string(unit_state_name(state)), state));
        EXPECT_TRUE(unit_state_of(unit_state_name(state)));
    }
    const std::optional<verbatim::Run> kept = history.run(id);
    EXPECT_EQ(kept->units.size(), 8U);
    for (const UnitResult& one : kept->units)
        EXPECT_EQ(one.unit.component, std::string("org/") + std::string(unit_state_name(one.state)));
}

TEST_F(HistoryTest, ASecondResultReplacesTheFirstButNotRunReplacesNone) {
    History history(file);
    const std::int64_t id = history.begin(nightly());
    history.record(id, full_result());
    history.record(id, unit("etcd-io/etcd", UnitState::reproduced));
    history.record(id, unit("etcd-io/etcd", UnitState::not_run));
    ASSERT_THAT(history.run(id)->units, SizeIs(1));
    EXPECT_EQ(described(history.run(id)->units[0]), described(unit("etcd-io/etcd", UnitState::reproduced)))
        << "nothing of the first is left";
}

TEST_F(HistoryTest, TheLastRunsAreTheOldestFirstAndOfTheKindAskedFor) {
    History history(file);
    for (const char* kind : {"nightly", "check", "nightly", "nightly"}) {
        verbatim::Run run = nightly();
        run.kind = kind;
        history.end(history.begin(run), RunEnding::complete, 2'000'000);
    }
    const auto ids = [](const std::vector<verbatim::Run>& runs) {
        std::vector<std::int64_t> all;
        for (const verbatim::Run& run : runs) all.push_back(run.id);
        return all;
    };
    EXPECT_THAT(ids(history.runs()), ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(ids(history.runs(2)), ElementsAre(3, 4));
    EXPECT_THAT(ids(history.runs(2, "nightly")), ElementsAre(3, 4));
    EXPECT_THAT(ids(history.runs(0, "check")), ElementsAre(2));
    EXPECT_THAT(history.runs(3, "other"), IsEmpty());
    EXPECT_FALSE(history.run(5));
    EXPECT_THROW(history.record(5, unit("a/b", UnitState::differs)), Error);
}

TEST_F(HistoryTest, NotRunNeverTakesThePlaceOfTheLastKnownState) {
    History history(file);
    const UnitName name{"1-36", "etcd-io/etcd", "linux/amd64"};
    std::int64_t at = 1000;
    for (const UnitState state : {UnitState::differs, UnitState::reproduced, UnitState::reproduced,
                                  UnitState::not_run, UnitState::not_run}) {
        verbatim::Run run = nightly(at++);
        run.version = "0.1." + std::to_string(at - 1001);
        const std::int64_t id = history.begin(run);
        history.record(id, unit("etcd-io/etcd", state));
        history.record(id, unit("never/seen", UnitState::not_run));
    }
    const auto known = history.last_known();
    ASSERT_THAT(known, SizeIs(1)) << "what nobody ever looked at is not known";
    const LastKnown& last = known.at(name);
    EXPECT_EQ(last.result.state, UnitState::reproduced);
    EXPECT_EQ(last.run, 3);
    EXPECT_EQ(last.when, 1002);
    EXPECT_EQ(last.version, "0.1.2");
    EXPECT_EQ(last.host, "linux/amd64");
    EXPECT_EQ(last.since_run, 2);
    EXPECT_EQ(last.since, 1001);
    EXPECT_EQ(history.last_known(2).at(name).result.state, UnitState::differs);
    EXPECT_EQ(history.last_known(2).at(name).since_run, 1);
    EXPECT_THAT(history.last_known(1), IsEmpty());
}

TEST_F(HistoryTest, ARunWhoseProcessIsGoneIsKilledAndOneThatGoesOnIsNot) {
    History alive(file);
    const std::int64_t going = alive.begin(nightly());
    std::int64_t gone = 0;
    {
        History dead(file);
        gone = dead.begin(nightly(1000));
        dead.record(gone, unit("a/b", UnitState::reproduced));
    }
    EXPECT_EQ(History(file, History::Access::look).run(gone)->ending, RunEnding::killed)
        << "before anybody writes";
    History next(file);
    const std::int64_t third = next.begin(nightly());
    const auto killed = next.run(gone);
    EXPECT_EQ(killed->ending, RunEnding::killed);
    EXPECT_GT(killed->ended, 1000) << "when it last recorded something";
    EXPECT_THAT(killed->units, SizeIs(1));
    EXPECT_EQ(next.run(going)->ending, RunEnding::under_way);
    alive.record(going, unit("c/d", UnitState::reproduced));
    alive.end(going, RunEnding::complete, 3'000'000);
    next.end(third, RunEnding::complete, 3'000'000);
    EXPECT_THAT(test::names_in(folder.path()), ElementsAre("history.sqlite", "history.sqlite.lock"));
}

TEST_F(HistoryTest, TwoWriteAtTheSameTime) {
    History one(file), two(file);
    const std::int64_t first = one.begin(nightly()), second = two.begin(nightly());
    EXPECT_NE(first, second);
    for (int i = 0; i < 20; ++i) {
        one.record(first, unit("one/" + std::to_string(i), UnitState::reproduced));
        two.record(second, unit("two/" + std::to_string(i), UnitState::differs));
    }
    one.end(first, RunEnding::complete, 5);
    two.end(second, RunEnding::complete, 6);
    EXPECT_THAT(two.run(first)->units, SizeIs(20));
    EXPECT_THAT(one.run(second)->units, SizeIs(20));
    EXPECT_THAT(one.last_known(), SizeIs(40));
}

TEST_F(HistoryTest, HostileTextsAreKeptAsUtf8AndBounded) {
    UnitResult hostile = unit(std::string("or\0g/\xff\xfe", 7), UnitState::differs);
    hostile.cause = std::string(200'000, 'x') + "\xe2\x82";
    hostile.files = {{"'; DROP TABLE runs; --", "differs", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                      "\u00e9\u20ac\U0001f600", ""}};
    {
        History history(file);
        history.record(history.begin(nightly()), hostile);
        history.record(1, hostile);
    }
    History history(file);
    const auto run = history.run(1);
    ASSERT_THAT(run->units, SizeIs(1)) << "its name is one name";
    const UnitResult& kept = run->units[0];
    EXPECT_EQ(kept.unit.component, "or\ufffdg/\ufffd\ufffd");
    EXPECT_EQ(kept.cause.size(), 65536U);
    EXPECT_TRUE(kept.cause.ends_with("x\u2026"));
    EXPECT_EQ(kept.files[0].path, "'; DROP TABLE runs; --");
    EXPECT_EQ(kept.files[0].claimed, "\ufffd\ufffd\ufffd") << "a surrogate";
    EXPECT_EQ(kept.files[0].built, "\ufffd\ufffd\ufffd\ufffd") << "beyond Unicode";
    EXPECT_EQ(kept.files[0].reason, "\u00e9\u20ac\U0001f600");
}

TEST_F(HistoryTest, OfWhatIsNoHistoryNothingIsTouched) {
    sqlite3* other = nullptr;
    sqlite3_open(file.c_str(), &other);
    sqlite3_exec(other, "CREATE TABLE cookies (a); PRAGMA user_version = 1", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    const std::string content = read_file(file);
    EXPECT_THROW(History{file}, Error);
    EXPECT_THROW(History(file, History::Access::look), Error);
    std::filesystem::create_directory(folder.path() / "other");
    EXPECT_THROW(History{folder.path() / "other"}, Error) << "a folder";
    EXPECT_EQ(read_file(file), content);
    EXPECT_THAT(test::names_in(folder.path()), ElementsAre("history.sqlite", "history.sqlite.lock", "other"));
}

TEST_F(HistoryTest, WhoLooksMakesNothing) {
    try {
        const History history(file, History::Access::look);
        FAIL() << "there is none";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::usage);
        EXPECT_THAT(error.message(), HasSubstr("there is no history at"));
    }
    EXPECT_THAT(test::names_in(folder.path()), IsEmpty());
    fill(1, 1);
    History history(file, History::Access::look);
    EXPECT_THROW(history.begin(nightly()), Error);
    EXPECT_THAT(history.runs(), SizeIs(1));
}

TEST_F(HistoryTest, IsMadeInAFolderThatIsNotThereYetAndFollowsALink) {
    const auto place = folder.path() / "a" / "b" / "h.sqlite";
    {
        History history(place);
        history.begin(nightly());
    }
    std::filesystem::create_symlink(place, file);
    EXPECT_THAT(History(file).runs(), SizeIs(1));
    EXPECT_TRUE(std::filesystem::is_symlink(file));
}

TEST_F(HistoryTest, AReleaseIsKnownFromWhenItWasSeenFirst) {
    History history(file);
    const std::int64_t first = history.begin(nightly());
    const auto baseline = history.publish(first, {"1-36", 7, 0, "aws/eks-distro@d1"});
    ASSERT_TRUE(baseline);
    EXPECT_EQ(baseline->before, 0) << "it may have been there for long";
    history.end(first, RunEnding::complete, 2'000'000);
    const std::int64_t second = history.begin(nightly());
    history.end(second, RunEnding::complete, 2'000'000);
    EXPECT_FALSE(history.publish(second, {"1-36", 7, 0, "aws/eks-distro@d2"}));
    EXPECT_FALSE(history.publish(second, {"1-36", 6, 0, "aws/eks-distro@d2"})) << "an older one is no news";
    ASSERT_TRUE(history.publish(second, {"1-36", 8, 0, "aws/eks-distro@d2"})) << "also after its end";
    const auto kept = history.run(second)->published;
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(kept[0].release, "1-36");
    EXPECT_EQ(kept[0].number, 8);
    EXPECT_EQ(kept[0].before, 7);
    EXPECT_EQ(kept[0].distro, "aws/eks-distro@d2");
}
