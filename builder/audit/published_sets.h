// The history of a component in a distro repository as what was claimed in it: each different set of
// published hashes, when and where it was published, and the pins that it has to be verified against. Pure.
#pragma once

#include "base/digest.h"
#include "pin/distro_history.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

// "linux/amd64/etcd": the same binary, whatever branch it was published for. The forms that CHECKSUMS had
// over the years are …/OS-ARCH/NAME, …/OS/ARCH/NAME and …/NAME-OS-ARCH; a path of none of them is its own
// key.
std::string artifact_key(const std::string& path);

struct PublishedSet {
    std::map<std::string, Digest> hashes;  // artifact_key() → SHA-256
    std::vector<FolderState> published;    // each CHECKSUMS that came to have just these, oldest first
    // What it can have been built of, likeliest first, all with different tags or patches: the state at the
    // commit that wrote the CHECKSUMS first; that before it and the one after it on the branch, as a commit
    // may forget to write CHECKSUMS anew, or do so before it moves the pins; those at the later publications.
    std::vector<FolderState> pins;

    // Of its own day.
    [[nodiscard]] const FolderState& first() const { return published.front(); }
};

struct UnreadableSums {
    FolderState state;
    std::string problem;
};

struct PublishedSets {
    std::vector<PublishedSet> sets;  // newest first, by the day of the first publication
    std::vector<UnreadableSums> unreadable;

    [[nodiscard]] std::set<Digest> hashes() const;  // all different ones
};

// `states` as of folder_states(); `texts`: the CHECKSUMS among them, by blob id.
PublishedSets published_sets(const std::vector<FolderState>& states,
                             const std::map<ObjectId, std::string>& texts);

// One of them: what was published at a commit that is among the states.
PublishedSet published_set(const std::vector<FolderState>& states, const FolderState& published,
                           std::map<std::string, Digest> hashes);

// A CHECKSUMS that is older than the pins beside it.
struct StaleClaim {
    FolderState claimed;               // the state at the commit that wrote the CHECKSUMS: its own day
    std::vector<FolderState> changed;  // each later state with other pins, oldest first; never empty
};

// Is what `branch` claims in the last of these states stale? Nothing where it is not, or claims nothing.
std::optional<StaleClaim> stale_claim(const std::vector<FolderState>& states, const std::string& branch);

}  // namespace verbatim
