// Golden files are read by other people's programs too, in tests/functional/report_site.py.
#include "golden.h"
#include "report/latest.h"
#include "runs.h"

#include <gmock/gmock.h>

namespace verbatim {

namespace {

using testing::HasSubstr;
using testing::Not;
using namespace test;
using Runs = std::vector<verbatim::Run>;  // within a test, Run is GoogleTest's

TEST(Reports, of_two_nights_are_what_they_were) {
    const auto runs = two_nights();
    expect_golden("run.json", run_json(runs.back()));
    expect_golden("run-junit.xml", junit_xml(runs.back()));
    expect_golden("run.prom", prometheus_text(runs));
    expect_golden("run-annotations.txt", github_annotations(runs, changes_of_second_night()));
    expect_golden("run-summary.md", github_summary(runs, changes_of_second_night()));
    expect_golden("run-badge.svg", badge_svg(runs));
    Feed feed;
    feed.title = "Verbatim: changes";
    feed.address = "https://reports.example.org/nightly";
    feed.changes = {changes_of_second_night()};
    feed.releases = new_releases(runs);
    expect_golden("run-feed.atom", atom_feed(feed));
}

TEST(Reports, let_no_text_from_outside_steer_a_terminal_or_a_reader) {
    const auto runs = two_nights();
    Feed feed;
    feed.title = hostile_text;
    feed.changes = {changes_of_second_night()};
    for (const std::string& text :
         {junit_xml(runs.back()), prometheus_text(runs), github_annotations(runs, changes_of_second_night()),
          github_summary(runs, changes_of_second_night()), atom_feed(feed), run_json(runs.back())}) {
        expect_harmless(text);
    }
    for (const std::string& xml : {junit_xml(runs.back()), atom_feed(feed)}) {
        EXPECT_THAT(xml, Not(HasSubstr("<script")));
        EXPECT_THAT(xml, Not(HasSubstr("]]>")));
        EXPECT_THAT(xml, Not(HasSubstr("\uFFFF")));  // XML does not have it
    }
    EXPECT_THAT(github_annotations(runs, {}), Not(HasSubstr("\n::error::x")));
    EXPECT_THAT(github_summary(runs, {}), Not(HasSubstr("<script")));
}

TEST(Today, is_the_last_night_and_what_was_looked_at_after_it) {
    auto runs = two_nights();
    auto check =
        run_of(3, second_night + 7200, {unit_result("1-36", "coredns/coredns", UnitState::reproduced)});
    check.kind = "check";
    runs.push_back(check);
    EXPECT_EQ(latest_run(runs)->id, 2);
    const auto units = latest_units(runs);
    EXPECT_EQ(units.at({"1-36", "coredns/coredns", "linux/amd64"}).state(), UnitState::reproduced);
    EXPECT_EQ(units.at({"1-36", "etcd-io/etcd", "linux/amd64"}).state(), UnitState::unsteady);
}

TEST(Today, a_unit_that_nobody_looked_at_is_not_run_and_keeps_what_it_was) {
    const auto runs = two_nights();
    const auto units = latest_units(runs);
    const LatestUnit& unit = units.at({"1-35", "coredns/coredns", "linux/amd64"});
    EXPECT_EQ(unit.state(), UnitState::not_run);
    EXPECT_EQ(unit.now, nullptr);
    ASSERT_NE(unit.known, nullptr);
    EXPECT_EQ(unit.known->state, UnitState::reproduced);
    EXPECT_EQ(unit.known_run->id, 1);
}

TEST(Today, counts_claims_that_nobody_looked_at_but_never_as_reproduced) {
    const auto runs = two_nights();
    const Tally all = tally(latest_units(runs));
    EXPECT_EQ(all.claims, 6U);
    EXPECT_EQ(all.reproduced, 2U);  // of pause; of etcd, whose claims are, though it is unsteady
    EXPECT_EQ(all.not_run, 1U);
    EXPECT_EQ(all.not_run_units, 1U);
    EXPECT_EQ(all.expected_units, 1U);
    EXPECT_EQ(all.bad_units, 3U);
}

TEST(Badge, is_green_only_where_all_was_looked_at_and_reproduced) {
    constexpr std::string_view green = "#1a7f4b";
    Runs runs = {run_of(1, first_night,
                        {unit_result("1-36", "a/b", UnitState::reproduced),
                         unit_result("1-36", "a/c", UnitState::reproduced)})};
    EXPECT_THAT(badge_svg(runs), HasSubstr(std::string(green)));
    EXPECT_THAT(badge_svg(runs), HasSubstr("2 of 2"));
    runs[0].shared_cache = true;
    EXPECT_THAT(badge_svg(runs), Not(HasSubstr(std::string(green)))) << "it could have been forged";
    EXPECT_THAT(github_summary(runs, {}), HasSubstr("**It was made with the compiler cache that components"));
    runs[0].shared_cache = false;
    runs.push_back(run_of(
        2, second_night,
        {unit_result("1-36", "a/b", UnitState::reproduced), unit_result("1-36", "a/c", UnitState::not_run)}));
    EXPECT_THAT(badge_svg(runs), HasSubstr("1 of 2"));
    EXPECT_THAT(badge_svg(runs), Not(HasSubstr(std::string(green))));
    EXPECT_THAT(badge_svg({}), Not(HasSubstr(std::string(green))));
}

TEST(Annotations, are_ten_of_a_kind_at_most_and_say_how_many_more_there_are) {
    std::vector<UnitResult> units;
    for (int i = 10; i < 35; ++i)
        units.push_back(unit_result("1-" + std::to_string(i), "a/b", UnitState::differs, "some cause"));
    const std::string text = github_annotations({run_of(1, first_night, units)}, {});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
    EXPECT_THAT(text, HasSubstr("16 more like this"));
    units.resize(10);
    EXPECT_THAT(github_annotations({run_of(1, first_night, units)}, {}), Not(HasSubstr("more like this")));
}

TEST(Annotations, say_nothing_of_what_was_expected) {
    const auto unit =
        expected_result(unit_result("1-36", "a/b", UnitState::differs, "stale"), "upstream knows");
    EXPECT_EQ(github_annotations({run_of(1, first_night, {unit})}, {}), "");
}

TEST(Feed, keeps_the_ids_of_its_entries_when_more_nights_come) {
    Feed feed;
    feed.changes = {changes_of_second_night()};
    const std::string before = atom_feed(feed);
    StateChange more = feed.changes[0].changes[0];
    feed.changes.push_back({3, second_night + 86400, {more}});
    const std::string after = atom_feed(feed);
    for (std::size_t at = before.find("<entry>"); at != std::string::npos;
         at = before.find("<entry>", at + 1)) {
        const std::size_t from = before.find("<id>", at), to = before.find("</id>", at);
        EXPECT_THAT(after, HasSubstr(before.substr(from, to - from)));
    }
    EXPECT_THAT(before, HasSubstr("tag:verbatim.invalid,2026:change/1779246180/"));
}

TEST(Feed, takes_the_branches_of_the_first_run_for_no_news) {
    const auto found = new_releases(two_nights());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].release, "1-37");
    EXPECT_EQ(found[0].when, second_night);
}

TEST(Feed, has_the_numbered_releases_that_came_after_one_that_was_known) {
    auto runs = two_nights();
    runs[0].published = {{"1-36", 7, 0, "aws/eks-distro@d1"}};
    runs[1].published = {{"1-35", 9, 0, ""}, {"1-36", 8, 7, "aws/eks-distro@d2"}};
    Feed feed;
    for (const NewRelease& one : new_releases(runs))
        if (one.number > 0) feed.releases.push_back(one);
    ASSERT_EQ(feed.releases.size(), 1U);
    EXPECT_EQ(feed.releases[0].when, second_night);
    const std::string atom = atom_feed(feed);
    EXPECT_THAT(atom, HasSubstr("<title>New release: 1-36-8</title>"));
    EXPECT_THAT(atom, HasSubstr("<summary>After 1-36-7. From aws/eks-distro@d2</summary>"));
}

TEST(Metrics, know_no_success_while_something_is_wrong_or_was_not_looked_at) {
    const auto good = run_of(1, first_night, {unit_result("1-36", "a/b", UnitState::reproduced)});
    const auto bad = run_of(2, second_night, {unit_result("1-36", "a/b", UnitState::not_run)});
    EXPECT_THAT(prometheus_text({good, bad}),
                HasSubstr("verbatim_last_success_timestamp_seconds{kind=\"nightly\"} 1779164101\n"));
    EXPECT_THAT(prometheus_text({bad}), Not(HasSubstr("verbatim_last_success_timestamp_seconds{")));
}

}  // namespace

}  // namespace verbatim
