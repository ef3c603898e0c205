// What a run over releases found, as a value: what the history keeps and what reports are made of. Pure, and
// plain text wherever it comes from outside: whoever shows it escapes it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// A unit: one component of one release for one platform.
struct UnitName {
    std::string release;    // "1-36"
    std::string component;  // "etcd-io/etcd"
    std::string platform;   // "linux/amd64"; empty where it is not known: nobody could plan it
    auto operator<=>(const UnitName&) const = default;
};

// Of a unit: that of its worst claim. `unsteady`: its claims are reproduced, but other circumstances give
// other bits. `not_run`: nobody looked in this run; never a verdict, and never a good one.
enum class UnitState { reproduced, equivalent, differs, unsteady, failed, unbuildable, missing, not_run };
inline constexpr std::array<UnitState, 8> all_unit_states = {
    UnitState::reproduced, UnitState::equivalent,  UnitState::differs, UnitState::unsteady,
    UnitState::failed,     UnitState::unbuildable, UnitState::missing, UnitState::not_run};
std::string_view unit_state_name(UnitState state);              // "not run"
std::optional<UnitState> unit_state_of(std::string_view name);  // of such a name
// As verify's exit status has it: the same content in another packaging is not what was claimed.
inline bool is_good(UnitState state) {
    return state == UnitState::reproduced;
}

// A claim and what was built.
struct FileResult {
    std::string path;            // "_output/1-36/bin/plugins/linux-amd64/bridge"
    std::string verdict;         // as verify names it: "reproduced"; "unclaimed" where nobody claims it
    std::string claimed, built;  // sha256 in hex; empty where there is none
    std::string reason;          // for whatever is not reproduced
    std::string expected;        // where expected.yaml expects this verdict: why
};

// The inputs of a unit as the lock pinned them then.
struct UnitPins {
    std::string tag, commit;
    std::string go, go_declared;  // "go1.25.12", "1.25"
    std::string distro;           // "aws/eks-distro@178844623f23…", the whole commit
    std::string checksums;        // blob id of the distro's CHECKSUMS
    std::string patches;          // tree id of the distro's patches; empty: none
};

// A circumstance of a build that changed its bits.
struct Variance {
    std::string axis;  // "host-name"; "time" and "chance" where the very same circumstances give other bits
    std::string from, to;              // its two settings
    std::string action;                // the first build that came out otherwise
    std::string cause;                 // what explain finds most telling in the two files
    std::vector<std::string> paths{};  // of the files that differ
};

struct Steadiness {
    int rounds = 0;                                 // builds that were compared, the canonical one among them
    std::vector<std::string> varied;                // axes
    std::map<std::string, std::string> not_varied;  // axis → why it could not be varied
    std::vector<Variance> variances;                // empty: the same bits each time
    std::string failure;                            // where a varied build failed: why, in a line
    bool cut_short = false;                         // time was up before all was known: it proves nothing
};

struct UnitResult {
    UnitName unit;
    UnitState state = UnitState::not_run;
    std::string cause;      // where it is not good: the most telling one, in plain words
    bool expected = false;  // every claim that is not reproduced was expected
    std::vector<FileResult> files;
    UnitPins pins;
    std::vector<std::string> actions;      // run digests of the builds that made its files, in hex
    std::vector<std::string> evidence;     // commands that show more: "verbatim explain 1-36 etcd-io/etcd"
    std::int64_t milliseconds = 0;         // that its builds took in this run; 0: all came from the store
    std::optional<Steadiness> steadiness;  // where it was built under other circumstances as well
    // What its verdicts rest on (plan/definitions.h): a sha256 in hex, empty where nobody recorded it; and
    // what of it is not Verbatim's own, a text each: "toolchain go1.99.1 (h1:…)".
    std::string definitions;
    std::vector<std::string> not_own{};
};

// A numbered release of a branch that a run found at the distro, where none of that number was known before.
struct NumberedRelease {
    std::string release;      // "1-36"
    std::int64_t number = 0;  // 8
    std::int64_t before = 0;  // the newest known until then; 0: none was, so it may have been there for long
    std::string distro;       // "https://github.com/aws/eks-distro@178844623f23…", the whole commit
};

// What a report says beside a run, or a result of one, that shared_cache is said of.
inline constexpr std::string_view shared_cache_words =
    "made with the compiler cache that components shared, which could be forged";

enum class RunEnding { under_way, complete, budget_spent, interrupted, killed, failed };
std::string_view run_ending_name(RunEnding ending);  // "budget spent"
std::optional<RunEnding> run_ending_of(std::string_view name);

struct Run {
    std::int64_t id = 0;        // the history's number, from 1
    std::string kind;           // "nightly", "check"
    std::string configuration;  // "nightly.yaml's name"
    std::string version;        // of Verbatim
    std::string host;           // platform that it ran on: "linux/amd64"
    std::int64_t started = 0;   // seconds since 1970
    std::int64_t ended = 0;     // 0: under way
    RunEnding ending = RunEnding::under_way;
    std::string error;  // where it failed: in a line
    // Made by a Verbatim whose components shared a compiler cache, which a step of one of them could forge;
    // or nobody knows by which. What the history begins never is.
    bool shared_cache = false;
    std::vector<UnitResult> units;  // sorted by name; those that were not reached are there as not_run
    std::vector<NumberedRelease> published;  // what it found that the distro had released; by release
};

}  // namespace verbatim
