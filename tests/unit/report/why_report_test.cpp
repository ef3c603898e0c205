#include "report/why_report.h"

#include "golden.h"

#include <nlohmann/json.hpp>

using namespace verbatim;
using State = Surveyed::State;

namespace {

Outcome outcome(const std::string& name, MadeOf made_of = {}) {
    return {name, {}, {}, 70123, "2026-11-21T05:00:00Z", true, std::move(made_of)};
}

// A source that is there and a build that is not, whose flags, environment and source are other than before.
WhyReport sample_why(const std::string& name) {
    WhyReport report;
    report.component = name;
    report.plan.release = "1-36";
    report.plan.actions = {{"source " + name, name, MakeSource(), {}, sha256("a")},
                           {"build " + name, name, RunCommand(), {{"source", 0, "tree", {}}}, sha256("b")},
                           {"test " + name, name, RunCommand(), {{"bin", 1, "bin", {}}}, sha256("c")}};
    report.found.resize(3);
    report.found[0].state = State::in_store;
    report.found[0].run_digest = sha256("ra");
    report.found[0].outcome = outcome("source " + name);
    report.found[1].state = State::absent;
    report.found[1].run_digest = sha256("rb");
    report.found[2].waits_for = {1};
    return report;
}

WhyReport asked(const std::string& name) {
    WhyReport report = sample_why(name);
    report.asked = 1;
    ActionExplanation& all = report.explanation;
    all.made_of = {
        "run", {{"argv", true, {"go", "build", name}}, {"environment.GOOS", false, {"linux"}}}, {}};
    all.inputs = {{{"source", 0, "tree", {}}, "source " + name, sha256("t2")}};
    ActionExplanation::Before before{
        sha256("old"), outcome("build " + name, {"run", {}, {}}), {}, {}, {"stamps.vcs.time"}};
    before.fields = {{"argv", MadeOf::Field{"argv", true, {"go", "build", "-v"}}, all.made_of.fields[0]},
                     {"environment.GOOS", {}, all.made_of.fields[1]}};
    TreeChanges paths;
    paths.changed = 1;
    paths.first = {{TreeChanges::How::changed, name}};
    before.inputs = {{"source", MadeOf::Tree{"source", "tree", {}, sha256("t1")},
                      MadeOf::Tree{"source", "tree", {}, sha256("t2")}, paths}};
    all.before = before;
    return report;
}

}  // namespace

TEST(WhyReport, ListsActionsWithTheirStates) {
    test::expect_golden("why-list.txt", why_text(sample_why("org/repo"), Style{}));
}

TEST(WhyReport, TellsWhatAnActionIsMadeOfAndWhatHasChanged) {
    test::expect_golden("why-action.txt", why_text(asked("org/repo"), Style{}));
}

TEST(WhyReport, WordsStandBesideTheColours) {
    const std::string coloured = why_text(asked("org/repo"), Style{true});
    EXPECT_NE(coloured.find("\x1b["), std::string::npos);
    EXPECT_NE(coloured.find("- -v"), std::string::npos) << "signs, not colours alone";
}

TEST(WhyReport, AsJson) {
    test::expect_golden("why.json", why_json(asked("org/repo")));
    EXPECT_FALSE(nlohmann::json::parse(why_json(sample_why("org/repo"))).contains("asked"));
}

TEST(WhyReport, ShowsHostileNamesWithoutTheirControlBytes) {
    for (const WhyReport& report : {sample_why(test::hostile), asked(test::hostile)}) {
        test::expect_harmless(why_text(report, Style{}));
        test::expect_harmless(why_json(report));
        EXPECT_TRUE(nlohmann::json::accept(why_json(report)));
    }
}
