// What became of a release after it was out: withdrawn, or superseded by another. A text of our own beside
// the release, which itself never changes (docs/formats/release-status.md).
#pragma once

#include "attest/quirk.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace verbatim {

struct ReleaseStatus {
    enum class State { withdrawn, superseded };

    std::string channel;      // the branch
    std::int64_t number = 1;  // of the release that it is about
    State state = State::withdrawn;
    // The release to use instead, with a higher number: needed where it is superseded.
    std::optional<std::int64_t> superseded_by{};
    std::string reason{};   // a line; needed where it is withdrawn
    std::int64_t date = 0;  // seconds since 1970
    friend bool operator==(const ReleaseStatus&, const ReleaseStatus&) = default;
};

std::string_view state_name(ReleaseStatus::State state);  // "withdrawn"

// Keys sorted, empty fields left out. What is written was read back: throws Error (definition) where it would
// not be accepted.
std::string release_status_yaml(const ReleaseStatus& status);
// Throws Error (definition) with file, line and column. Strict: unsorted keys are all that it lets pass.
ReleaseStatus parse_release_status(const std::string& name, std::string_view text);

// What a ReleaseChannel says: the highest number that is not withdrawn, if any. A superseded release comes
// after the one that supersedes it by its number alone; it stays the latest as long as that one is not out,
// or where it is withdrawn. Statuses of releases that are not there say nothing.
std::optional<std::int64_t> latest_release(const std::set<std::int64_t>& released,
                                           const std::map<std::int64_t, ReleaseStatus>& statuses);

}  // namespace verbatim
