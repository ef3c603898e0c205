// Pages about a release, for a site and for mail: pure text of a manifest and of what has changed. Unaware of
// where they are put and how changes are found.
#pragma once

#include "attest/release_manifest.h"
#include "attest/release_status.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// A line of the changelog; plain text, not Markdown.
struct ReleaseChange {
    std::string text;
    std::string uri{};  // where more is to be read; may be empty
};

struct ReleaseChanges {
    std::vector<ReleaseChange> patches{}, projects{}, base_image{}, toolchain{};
};

struct ReleaseDocs {
    ReleaseManifest manifest;
    std::string distribution{};   // whose release it is, for titles: "EKS-D"; may be empty
    std::string manifest_uri;     // where the Release manifest is published
    std::string changelog_uri{};  // where the changelog is, for the announcement; may be empty
    ReleaseChanges changes{};
    std::optional<ReleaseStatus> status{};  // where it is withdrawn or superseded
};

inline constexpr std::string_view release_index_name = "index.md";
inline constexpr std::string_view release_announcement_name = "release-announcement.txt";
std::string release_changelog_name(const std::string& channel,
                                   std::int64_t number);  // CHANGELOG-v1-36-eks-7.md

// They expect to lie side by side in a folder of the release's number, beside the folders of the others.
std::string release_index(const ReleaseDocs& docs);
std::string release_changelog(const ReleaseDocs& docs);
std::string release_announcement(const ReleaseDocs& docs);

// Plain text as Markdown that shows just that, in a line or in the cell of a table.
std::string markdown_text(std::string_view text);
std::string markdown_code(std::string_view text);
// Where `uri` cannot be a link, the text alone.
std::string markdown_link(std::string_view text, std::string_view uri);

}  // namespace verbatim
