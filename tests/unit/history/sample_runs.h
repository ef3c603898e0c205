// Runs as tests make them, with something in every field.
#pragma once

#include "base/files.h"
#include "history/history.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace verbatim::test {

inline Run nightly(std::int64_t started = 1'000'000) {
    Run run;
    run.kind = "nightly";
    run.configuration = "nightly.yaml";
    run.version = "0.1.0";
    run.host = "linux/amd64";
    run.started = started;
    return run;
}

inline UnitResult unit(const std::string& component, UnitState state,
                       const std::string& platform = "linux/amd64") {
    UnitResult result;
    result.unit = {"1-36", component, platform};
    result.state = state;
    return result;
}

// Every field has a value of its own.
inline UnitResult full_result(const std::string& component = "etcd-io/etcd") {
    UnitResult result = unit(component, UnitState::unsteady);
    result.cause = "the host's name is in the binary";
    result.expected = true;
    result.files = {
        {"_output/1-36/bin/etcd/linux-amd64/etcd", "reproduced", "aa", "bb", "a reason", "an expectation"},
        {"_output/1-36/bin/etcd/linux-amd64/etcdctl", "unclaimed", "", "cc", "", ""}};
    result.pins = {"v3.6.0", "c0ffee", "go1.25.12", "1.25", "aws/eks-distro@178844623f23", "5ums", "7ree"};
    result.actions = {"d1", "d0"};
    result.evidence = {"verbatim explain 1-36 etcd-io/etcd", "verbatim why 1-36 etcd-io/etcd"};
    result.milliseconds = 1234;
    result.definitions = "def1";
    result.not_own = {"toolchain go1.99.1 (h1:x)", "project a/b"};
    Steadiness steadiness;
    steadiness.rounds = 3;
    steadiness.varied = {"host-name", "build-path"};
    steadiness.not_varied = {{"order", "disorderfs is not installed"}, {"user", "not root"}};
    steadiness.variances = {{"host-name", "builder", "other", "d1", "a name in .rodata", {"bin/a", "bin/b"}},
                            {"user", "builder", "games", "d2", "", {"bin/c"}}};
    steadiness.cut_short = true;
    steadiness.failure = "a varied build failed";
    result.steadiness = steadiness;
    return result;
}

// As text, so that a difference is seen.
inline std::string described(const UnitResult& result) {
    std::string out;
    const auto add = [&](const std::string& text) { out += text + "\n"; };
    add(result.unit.release + " " + result.unit.component + " " + result.unit.platform);
    add(std::string(unit_state_name(result.state)) + " " + result.cause +
        (result.expected ? " expected" : ""));
    for (const FileResult& one : result.files)
        add("file " + one.path + "|" + one.verdict + "|" + one.claimed + "|" + one.built + "|" + one.reason +
            "|" + one.expected);
    const UnitPins& pins = result.pins;
    add("pins " + pins.tag + "|" + pins.commit + "|" + pins.go + "|" + pins.go_declared + "|" + pins.distro +
        "|" + pins.checksums + "|" + pins.patches);
    for (const std::string& one : result.actions) add("action " + one);
    for (const std::string& one : result.evidence) add("evidence " + one);
    add("milliseconds " + std::to_string(result.milliseconds));
    add("definitions " + result.definitions);
    for (const std::string& one : result.not_own) add("not own " + one);
    if (!result.steadiness) return out;
    add("rounds " + std::to_string(result.steadiness->rounds) + " " + result.steadiness->failure +
        (result.steadiness->cut_short ? " cut short" : ""));
    for (const std::string& one : result.steadiness->varied) add("varied " + one);
    for (const auto& [axis, why] : result.steadiness->not_varied) add("not varied " + axis + "|" + why);
    for (const Variance& one : result.steadiness->variances) {
        add("variance " + one.axis + "|" + one.from + "|" + one.to + "|" + one.action + "|" + one.cause);
        for (const std::string& path : one.paths) add("path " + path);
    }
    return out;
}

inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

// In memory where there is such a place: each record is synced, which takes its time on a disk.
inline std::filesystem::path quick_place() {
    return ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path();
}

struct HistoryFolder : testing::Test {
    TemporaryDirectory folder{quick_place(), "verbatim-history-"};
    std::filesystem::path file = folder.path() / "history.sqlite";

    // So many nights of so many units, all reproduced.
    void fill(int nights, int units) const {
        History history(file);
        for (int night = 0; night < nights; ++night) {
            const std::int64_t run = history.begin(nightly(1000 + night));
            for (int i = 0; i < units; ++i) {
                UnitResult result = full_result("org/unit-" + std::to_string(i));
                result.state = UnitState::reproduced;
                result.cause = std::string(2000, 'c');
                history.record(run, result);
            }
            history.end(run, RunEnding::complete, 2000 + night);
        }
    }
};

}  // namespace verbatim::test
