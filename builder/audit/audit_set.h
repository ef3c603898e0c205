// One set of published hashes against what it can have been built of: pins × Go releases, on one binary
// first, then all. Pure but for what it is given to build with.
#pragma once

#include "audit/published_sets.h"
#include "search/search.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

enum class HashVerdict {
    reproduced,
    differs,      // everything that was tried gives other bits
    unbuildable,  // nothing could be built: an input is missing, or does not fit
    not_defined,  // the project's definition builds no such binary
    not_tried,    // the budget was spent
    too_old,      // declared for a Go release before those that are tried
};
inline constexpr std::array<HashVerdict, 6> all_hash_verdicts = {
    HashVerdict::reproduced,  HashVerdict::differs,   HashVerdict::unbuildable,
    HashVerdict::not_defined, HashVerdict::not_tried, HashVerdict::too_old};
std::string_view hash_verdict_name(HashVerdict verdict);  // "not tried"

// What can be built of a folder's state: artifact_key()s, or why nothing can.
struct Buildable {
    std::set<std::string> keys;
    std::string problem;
};

// What the definition has otherwise than a distro may have had it on another day.
struct BuildChange {
    std::string name;  // in words, "modules not vendored"; empty: as defined
    Candidate how;     // without a Go release
};

struct AuditTry {
    FolderState pins;
    std::string go, change, key;
    BuiltArtifact built;
    bool matches = false;
    std::chrono::milliseconds took{0};
};

struct AuditWorld {
    std::function<Buildable(const FolderState&)> buildable;
    // The releases to try for these pins, likeliest first. `published`: seconds since 1970.
    std::function<std::vector<std::string>(const FolderState&, std::int64_t published)> go;
    // Releases of the declared minor that nobody has and that may have been out then; may be empty.
    std::function<std::vector<std::string>(const FolderState&, std::int64_t published)> absent;
    // Of these keys, for each of which the state is buildable: key → what came of it.
    std::function<BuiltArtifacts(const FolderState&, const Candidate& how, const std::set<std::string>& keys)>
        build;
    // Changes to try where the definition as it is does not give the bits. May be empty.
    std::function<std::vector<BuildChange>(const FolderState&)> changes;
    // What gave sets close by: the name of the change, and by what GOLANG_VERSION declares the release. These
    // are tried first. May be empty.
    std::string likely_change;
    std::map<std::string, std::string> likely_go;
    std::function<bool()> out_of_time;  // asked before each try
    // Told before each try: the nth of so many for a binary. May be empty.
    std::function<void(const AuditTry& next, std::size_t number, std::size_t most)> trying;
    std::string host;        // "linux/amd64": what is cheapest to try
    std::size_t tries = 14;  // at most, for one binary
};

// Inputs that reproduce some of the set.
struct AuditFound {
    FolderState pins;
    std::string go, change;  // of BuildChange the name
    std::vector<std::string> keys;
    bool own_day = true;  // false: the pins of a neighbouring commit, CHECKSUMS was stale or ahead
};

struct SetAudit {
    PublishedSet set;
    std::map<std::string, HashVerdict> hashes;  // by key
    std::vector<AuditFound> found;
    std::vector<AuditTry> tries;
    std::string cause;  // where not all are reproduced: why, in a line

    [[nodiscard]] std::size_t count(HashVerdict verdict) const;
};

SetAudit audit_set(const PublishedSet& set, const AuditWorld& world);

// A set that is left out: all of its hashes have the verdict, for one cause.
SetAudit left_out(const PublishedSet& set, HashVerdict verdict, const std::string& cause);

// Is what GOLANG_VERSION declares ("1.21") older than `from`? So is what declares nothing.
bool declared_before(const FolderState& state, const std::string& from);

}  // namespace verbatim
