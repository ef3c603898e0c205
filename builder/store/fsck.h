// Is everything in a store what its name says? Hashes every blob and every shared copy, reads every tree and
// outcome; on wish takes away what is damaged and what needs it, so that the next run makes it again.
#pragma once

#include "base/event.h"
#include "store/store.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct Damage {
    enum class Kind {
        blob,     // its content is not what its name says, or cannot be read
        missing,  // a tree or an outcome needs it
        tree,     // whole, but no tree where one is needed
        outcome,  // cannot be read
        shared,   // a shared copy was changed
    };
    Kind kind;
    std::string place;                   // in the store's folder
    std::string what;                    // in words
    std::vector<std::string> needed_by;  // names of actions whose outcomes need it
};
std::string_view damage_name(Damage::Kind kind);

struct FsckReport {
    std::string store;
    std::uint64_t blobs = 0, blob_bytes = 0, trees = 0, outcomes = 0, shared_trees = 0;
    std::uint64_t leftovers = 0;       // of runs that go on or were killed: no damage
    std::vector<std::string> strange;  // files that are not the store's: no damage, never used, never removed
    std::vector<Damage> damage;
    std::vector<std::string> to_rebuild;  // names of actions whose outcomes are not whole
    bool repaired = false;                // all of that was taken away

    [[nodiscard]] bool clean() const { return damage.empty(); }
};

// `repair` needs a store that is open with Access::alone. Throws Error (interrupted).
FsckReport fsck(const Store& store, bool repair, const EventSink& events);

}  // namespace verbatim
