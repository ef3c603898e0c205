// How `verbatim diff` shows what it found: for a terminal, for a changelog, for programs.
#pragma once

#include "diff/release_difference.h"
#include "report/style.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

std::string diff_text(const ReleaseDifference& difference, const Style& style);
// For a changelog: headings of the second level and below.
std::string diff_markdown(const ReleaseDifference& difference);
// One record, docs/formats/diff-json.md.
std::string diff_json(const ReleaseDifference& difference);

// The words that all three share.
std::string_view change_name(Change change);
std::string_view how_name(PatchChange::How how);
std::string_view reason_name(Reason::Kind kind);
std::string_view side_name(SideKind kind);

// Artifacts of one component that changed in the same way for the same reasons, as people read them.
struct ArtifactGroup {
    std::string component;
    Change change = Change::changed;
    std::vector<Reason> reasons;
    std::size_t count = 0;
    // Names → the platforms on which all of them are ("" alone: of no platform), in the order of platforms.
    std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> names;
};
// But for those of which the release's number is the only reason: each image's tars and names, in every
// release.
std::vector<ArtifactGroup> artifact_groups(const ReleaseDifference& difference);
// "71 changed: release number 6 → 7, and nothing else in them"; empty where there are none.
std::string number_alone_words(const ReleaseDifference& difference);
// Of those that stay bit-equal: component → how many.
std::map<std::string, std::size_t> unchanged_counts(const ReleaseDifference& difference);

// A value as people read it: of 40 or 64 hexadecimal digits the first 12; "none" where there is none.
// Printable.
std::string shown_value(const std::optional<std::string>& value);
// "source v1 → v2, toolchain go1.25 → go1.26". Printable.
std::string shown_reasons(const std::vector<Reason>& reasons);
// "no longer public: BECAUSE"; empty where both are public. Not yet printable.
std::string public_words(const ComponentDifference& component);
// Why artifacts were not compared.
std::string_view untold_words(SideKind kind);
// "1 added, 2 changed; 9 unchanged"
std::string patch_counts(const ComponentDifference& component);

}  // namespace verbatim
