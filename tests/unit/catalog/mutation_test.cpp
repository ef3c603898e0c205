// Damaged texts are refused or read, whatever the damage: nothing but Error ever leaves a parser. The seeds
// are fixed, so that a failure can be repeated.
#include "base/error.h"
#include "catalog/catalog.h"
#include "catalog/nightly.h"
#include "catalog/notify.h"
#include "cli/settings.h"
#include "samples.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

using namespace verbatim;

namespace {

std::string damaged(std::string text, std::mt19937& random) {
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
    const std::string marks = "{}[]:,-#&*!|>'\"%@`?~ \n\t\\\xff=./";
    for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
        const std::size_t at = below(text.size());
        switch (below(5)) {
            case 0:
                text[at] = marks[below(marks.size())];
                break;
            case 1:
                text.insert(at, 1, marks[below(marks.size())]);
                break;
            case 2:
                text.erase(at, 1 + below(20));
                break;
            case 3:
                text.insert(at, text.substr(below(text.size()), 1 + below(60)));
                break;
            default:
                text.resize(at);
        }
    }
    return text;
}

// How many of 400 damaged texts are refused.
int refusals(const std::string& text, unsigned seed, const std::function<void(const std::string&)>& parse) {
    parse(text);
    std::mt19937 random(seed);
    int refused = 0;
    for (int i = 0; i < 400; ++i) {
        const std::string now = damaged(text, random);
        try {
            parse(now);
        } catch (const Error& error) {
            ++refused;
            EXPECT_EQ(error.kind(), Failure::definition) << now;
            EXPECT_TRUE(error.where().known()) << error.render() << now;
        }
    }
    return refused;
}

}  // namespace

TEST(Mutation, OfAProject) {
    EXPECT_GT(refusals(samples::project, 1, [](const auto& text) { parse_project("t", text, "org/repo"); }),
              200);
}

TEST(Mutation, OfAProjectOfCommands) {
    EXPECT_GT(refusals(samples::c_project, 7, [](const auto& text) { parse_project("t", text, "org/repo"); }),
              200);
}

TEST(Mutation, OfALock) {
    EXPECT_GT(refusals(samples::release, 2, [](const auto& text) { parse_release("t", text, "1-36"); }), 200);
}

TEST(Mutation, OfAToolchain) {
    EXPECT_GT(
        refusals(samples::toolchain, 3, [](const auto& text) { parse_toolchain("t", text, "go1.25.12"); }),
        200);
}

TEST(Mutation, OfABuilderRoot) {
    EXPECT_GT(refusals(samples::root, 4, [](const auto& text) { parse_root("t", text, "git"); }), 200);
}

TEST(Mutation, OfExpectations) {
    const std::string text =
        "expected:\n  - release: 1-36\n    component: org/repo\n    path: bin/x\n    verdict: differs\n"
        "    because: \"of old pins\"\n    until: 2027-02-01T00:00:00Z\n";
    EXPECT_GT(refusals(text, 6, [](const auto& damaged) { parse_expected("t", damaged); }), 200);
}

TEST(Mutation, OfTheConfigurationOfANight) {
    const std::string text =
        "name: all\nreleases: [1-36, 1-35]\ncomponents: [org/repo]\nplatforms: [linux/amd64]\nbudget: 6h\n"
        "vary: {rounds: 3, axes: [user]}\nhistory: h.sqlite\nreport: site\n";
    EXPECT_GT(refusals(text, 8, [](const auto& damaged) { parse_nightly("t", damaged); }), 200);
}

TEST(Mutation, OfWhomToNotify) {
    const std::string text =
        "notify:\n  to:\n    - webhook: https://hooks.example.org/verbatim?token=1\n      events: "
        "[regression, "
        "recovery]\n      secret_file: secret\n      allow_private: true\n    - command: [tell, --room, "
        "builds]\n      time_limit: 30\n  allow_hosts: [hooks.example.org, \"[::1]:80\"]\n  dead_letters: "
        "dead.jsonl\n  time_limit: 300\n";
    EXPECT_GT(refusals(text, 8, [](const auto& damaged) { parse_notify("t", damaged); }), 200);
}

TEST(Mutation, OfSettings) {
    EXPECT_GT(refusals(samples::settings, 5,
                       [](const auto& text) {
                           resolve_settings({}, {{"HOME", "/home/me"}}, SettingsFile{"t", text}, {});
                       }),
              200);
}
