#include "report/notification_json.h"

#include "expect.h"
#include "golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace verbatim;

namespace {

const NotificationHead head = {1700000000, "0.1.0", "the builder"};

Run run() {
    Run run;
    run.id = 12;
    run.kind = "nightly";
    run.configuration = "nightly.yaml";
    run.version = "0.1.0";
    run.host = "linux/amd64";
    run.started = 1699990000;
    run.ended = 1700000000;
    run.ending = RunEnding::complete;
    for (const UnitState state : {UnitState::reproduced, UnitState::differs, UnitState::not_run}) {
        UnitResult unit;
        unit.unit = {"1-36", "etcd-io/etcd", "linux/amd64"};
        unit.state = state;
        run.units.push_back(unit);
    }
    return run;
}

StateChange change(UnitState from, UnitState to, const std::string& component = "etcd-io/etcd") {
    StateChange one;
    one.unit = {"1-36", component, "linux/amd64"};
    one.from = from;
    one.to = to;
    one.last_seen = 1699900000;
    one.cause = "another Go release";
    one.between = {"toolchain go1.25.11 → go1.25.12"};
    return one;
}

const std::vector<StateChange> what_changed = {
    change(UnitState::reproduced, UnitState::differs),
    change(UnitState::reproduced, UnitState::failed, test::hostile),
    change(UnitState::missing, UnitState::reproduced, "coredns/coredns"),
    change(UnitState::not_run, UnitState::differs, "new/one")};

// Written into tests/golden, where tests/functional/json_schemas.py holds them against the schema.
void expect_body(const std::string& event, const std::string& body) {
    test::expect_golden("notification-" + event + ".json", body);
    test::expect_harmless(body);
    EXPECT_EQ(event_of_notification(body), event);
}

}  // namespace

TEST(NotificationJson, OfRegressionsAndRecoveries) {
    expect_body("regression", regression_json(head, run(), what_changed, {"https://example.org/report/"}));
    expect_body("recovery", recovery_json(head, run(), what_changed));
}

TEST(NotificationJson, WithoutAnyThereIsNothingToTell) {
    const std::vector<StateChange> first = {change(UnitState::not_run, UnitState::reproduced)};
    EXPECT_EQ(regression_json(head, run(), first), "");
    EXPECT_EQ(recovery_json(head, run(), first), "");
}

TEST(NotificationJson, OfANight) {
    expect_body("night", night_json(head, run(), what_changed));
}

TEST(NotificationJson, OfARelease) {
    expect_body("release", release_json(head, {"1-36",
                                               7,
                                               "https://example.org/m.yaml",
                                               "",
                                               {"New release of EKS-D v1-36-eks-7", "It is out.\n"}}));
}

TEST(NotificationJson, OfATest) {
    expect_body("test", test_json({1700000000, "0.1.0", ""}));
}

TEST(NotificationJson, ManyChangesAreCutOffAndCounted) {
    const std::vector<StateChange> many(1000, what_changed[0]);
    const auto body = nlohmann::json::parse(regression_json(head, run(), many));
    EXPECT_EQ(body["changes"].size(), 100U);
    EXPECT_EQ(body["changes_in_all"], 1000);
}

TEST(NotificationJson, WhatIsNoneIsRefused) {
    for (const char* text :
         {"", "no JSON", "[]", "{}", R"({"format": "verbatim.event/1", "event": "night"})",
          R"({"format": "verbatim.notification/1"})", R"({"format": "verbatim.notification/1", "event": 1})",
          R"({"format": "verbatim.notification/1", "event": "night\r\nX-Evil: 1"})"})
        EXPECT_EQ(test::thrown_by([&] { return event_of_notification(text); }).kind(), Failure::usage)
            << text;
}
