// What the site's pages say. That they work in a browser is tests/functional/report_site.py's.
#include "report/site/site.h"

#include "report/site/address.h"
#include "report/site/model.h"
#include "runs.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>

namespace verbatim {

namespace {

using testing::HasSubstr;
using testing::Not;
using namespace test;
using Nights = std::vector<verbatim::Run>;  // within a test, Run is GoogleTest's

std::map<std::string, std::string> site_of(std::vector<Run> runs, std::vector<RunChanges> changes = {}) {
    SiteInput input;
    input.runs = std::move(runs);
    input.changes = std::move(changes);
    input.has_feed = true;
    return site(input);
}

// The cell of a unit in the matrix.
std::string cell_of(const std::string& index, const std::string& page, const std::string& anchor) {
    const std::size_t link =
        index.find("href=\"components/" + page + "#" + anchor + "\"", index.find("id=\"matrix\""));
    if (link == std::string::npos) return {};
    const std::size_t from = index.rfind("<a ", link);
    return index.substr(from, index.find("</a>", link) - from);
}

TEST(Site, has_a_page_for_each_component_and_all_links_lead_to_one) {
    const auto files = site_of(two_nights(), {changes_of_second_night()});
    EXPECT_TRUE(files.contains("index.html"));
    EXPECT_TRUE(files.contains("components/coredns_coredns.html"));
    const std::set<std::string> beside = {"feed.atom", "badge.svg", "run.json"};
    const std::regex links("(?:href|src)=\"([^\"#]*)(?:#([^\"]*))?\"");
    for (const auto& [path, content] : files) {
        if (!path.ends_with(".html")) continue;
        for (std::sregex_iterator at(content.begin(), content.end(), links), end; at != end; ++at) {
            std::string target = (*at)[1];
            if (target.empty())
                target = path;
            else if (target.starts_with("../"))
                target = target.substr(3);
            else if (path != "index.html")
                target = "components/" + target;
            ASSERT_TRUE(files.contains(target) || beside.contains(target)) << path << " → " << target;
            if ((*at)[2].length() != 0) {
                EXPECT_THAT(files.at(target), HasSubstr("id=\"" + (*at)[2].str() + "\"")) << path;
            }
        }
    }
}

TEST(Site, shows_a_unit_that_was_not_run_as_such_with_what_it_was_and_when) {
    const std::string cell =
        cell_of(site_of(two_nights()).at("index.html"), "coredns_coredns.html", "1-35-linux-amd64");
    EXPECT_THAT(cell, HasSubstr("class=\"cell s-not-run\""));
    EXPECT_THAT(cell, HasSubstr(">not run<"));
    EXPECT_THAT(cell, HasSubstr("was reproduced <time datetime=\"2026-05-19T03:03:00Z\">19 May 2026</time>"));
}

TEST(Site, says_of_a_run_and_of_its_units_that_the_shared_cache_could_be_forged) {
    const char* const words = "made with the compiler cache that components shared, which could be forged";
    const auto count = [&](const Nights& runs, const char* page) {
        const std::string text = site_of(runs).at(page);
        std::size_t found = 0;
        for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
            ++found;
        return found;
    };
    Nights runs = two_nights();
    EXPECT_EQ(count(runs, "index.html"), 0);
    runs[0].shared_cache = true;
    EXPECT_EQ(count(runs, "index.html"), 1) << "in the table of runs";
    EXPECT_EQ(count(runs, "components/coredns_coredns.html"), 1)
        << "of the unit that was not looked at since";
    runs[1].shared_cache = true;
    EXPECT_EQ(count(runs, "index.html"), 3) << "in the table, and of today";
}

TEST(Site, says_of_a_unit_what_is_not_verbatims_own) {
    Nights runs = two_nights();
    const char* const words = "Not by Verbatim's own definitions alone:</strong> toolchain &lt;x&gt;";
    EXPECT_THAT(site_of(runs).at("components/coredns_coredns.html"), Not(HasSubstr("definitions alone")));
    for (verbatim::Run& run : runs)
        for (UnitResult& unit : run.units) unit.not_own = {"toolchain <x>"};
    EXPECT_THAT(site_of(runs).at("components/coredns_coredns.html"), HasSubstr(words));
}

TEST(Site, leads_from_a_red_cell_to_its_cause) {
    const auto files = site_of(two_nights(), {changes_of_second_night()});
    EXPECT_THAT(cell_of(files.at("index.html"), "coredns_coredns.html", "1-36-linux-amd64"),
                HasSubstr("s-differs"));
    const std::string& page = files.at("components/coredns_coredns.html");
    const std::string unit = page.substr(page.find("id=\"1-36-linux-amd64\""));
    EXPECT_THAT(unit.substr(0, unit.find("</section>")), HasSubstr("built without -trimpath"));
}

TEST(Site, names_regressions_before_other_changes) {
    RunChanges changes = changes_of_second_night();
    std::swap(changes.changes.front(), changes.changes.back());
    const std::string index = site_of(two_nights(), {changes}).at("index.html");
    EXPECT_LT(index.find("class=\"change regression\""), index.find("class=\"change recovery\""));
    EXPECT_LT(index.find("class=\"change regression\""), index.find("class=\"change other\""));
}

TEST(Site, takes_no_text_from_outside_for_markup) {
    const auto files = site_of(two_nights(), {changes_of_second_night()});
    for (const auto& [path, content] : files) {
        EXPECT_THAT(content, Not(HasSubstr("<script>"))) << path;
        EXPECT_THAT(content, Not(HasSubstr("\u202E"))) << path;
        EXPECT_EQ(content.find('\0'), std::string::npos) << path;
        for (const char c : path)
            EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ||
                        c == '.' || c == '/')
                << path;
    }
}

TEST(Site, has_a_policy_on_every_page_and_nothing_that_it_would_forbid) {
    for (const auto& [path, content] : site_of(two_nights(), {changes_of_second_night()})) {
        if (!path.ends_with(".html")) continue;
        EXPECT_THAT(content, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self'")) << path;
        EXPECT_THAT(content, Not(HasSubstr(" style=\""))) << path;
        EXPECT_FALSE(std::regex_search(content, std::regex("<[a-z][^>]* on[a-z]+="))) << path;
        EXPECT_FALSE(std::regex_search(content, std::regex("(href|src)=\"(https?:|//|javascript:)"))) << path;
    }
}

TEST(Site, of_no_run_says_so) {
    const auto files = site_of({});
    EXPECT_THAT(files.at("index.html"), HasSubstr("No run yet"));
}

TEST(Addresses, are_readable_and_never_the_same_for_two_names) {
    EXPECT_EQ(page_name("etcd-io/etcd"), "etcd-io_etcd.html");
    EXPECT_EQ(unit_anchor({"1-36", "x", "linux/amd64"}), "1-36-linux-amd64");
    const std::vector<std::string> names = {"a/b-c",
                                            "a-b/c",
                                            "a_b/c",
                                            "a/b_c",
                                            "A/b-c",
                                            "a/b/c",
                                            "a-b-c",
                                            "../x",
                                            "x",
                                            "",
                                            "/",
                                            "a/..",
                                            "CON",
                                            std::string(300, 'a'),
                                            std::string(301, 'a')};
    std::set<std::string> pages, anchors;
    for (const std::string& name : names) {
        pages.insert(page_name(name));
        anchors.insert(unit_anchor({"1-36", "x", name}));
        anchors.insert(unit_anchor({name, "x", "linux/amd64"}));
        EXPECT_LT(page_name(name).size(), 140U);
        EXPECT_EQ(page_name(name).find('/'), std::string::npos);
    }
    EXPECT_EQ(pages.size(), names.size());
    EXPECT_EQ(anchors.size(), 2 * names.size());
}

TEST(SiteModel, tells_since_when_a_state_holds_and_what_was_before) {
    Nights runs;
    const std::vector<UnitState> states = {UnitState::reproduced, UnitState::reproduced, UnitState::not_run,
                                           UnitState::differs,    UnitState::not_run,    UnitState::differs};
    for (std::size_t i = 0; i < states.size(); ++i)
        runs.push_back(run_of(static_cast<std::int64_t>(i) + 1,
                              first_night + static_cast<std::int64_t>(i) * 86400,
                              {unit_result("1-36", "a/b", states[i], "some cause")}));
    const auto model = site_model::model(runs);
    const site_model::Unit& unit = model.components.at(0).units.at(0);
    EXPECT_EQ(unit.since, first_night + 3 * 86400);
    EXPECT_EQ(unit.looks_since, 2U);
    ASSERT_NE(unit.before, nullptr);
    EXPECT_EQ(unit.before->state, UnitState::reproduced);
    EXPECT_EQ(unit.before_when, first_night + 86400);
    EXPECT_EQ(unit.nights.at(4).state, UnitState::not_run);
}

TEST(SiteModel, shows_the_last_sixty_nights_and_branches_by_number) {
    Nights runs;
    for (int i = 0; i < 65; ++i)
        runs.push_back(run_of(i + 1, first_night + i * 86400,
                              {unit_result("1-36", "a/b", UnitState::reproduced),
                               unit_result("1-9", "a/b", UnitState::reproduced)}));
    const auto model = site_model::model(runs);
    EXPECT_EQ(model.nights.size(), 60U);
    EXPECT_EQ(model.nights.front()->id, 6);
    EXPECT_EQ(model.releases, (std::vector<std::string>{"1-36", "1-9"}));
}

}  // namespace

}  // namespace verbatim
