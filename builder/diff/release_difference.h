// What `verbatim diff` says, as one value: how a release differs from another, whichever way the two are
// known (locks, Release manifests, release trees). Unaware of how it was found, and of how it is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

enum class SideKind { lock, manifest, tree };
enum class Change { added, changed, dropped };

// What stood there; nothing: there was, or is, no such thing. All texts are from outside: not yet
// printable().
struct Was {
    std::optional<std::string> was, is;
    [[nodiscard]] bool changed() const { return was != is; }
    [[nodiscard]] Change change() const {
        return !was ? Change::added : !is ? Change::dropped : Change::changed;
    }
    bool operator==(const Was&) const = default;
};

struct DiffSide {
    std::string name;         // as it was asked for: "1-36", "1-36@HEAD~1", "out/kubernetes-1-36-eks-7.yaml"
    std::string branch;       // "1-36"
    std::int64_t number = 0;  // of the release; 0: none
};

// A thing with a name that the whole release has: "release number", "distro", "base image minimal".
struct FactChange {
    std::string name;
    Was value;
};

// Commits that one of two tags has and the other has not; merges left out.
struct CommitList {
    struct Line {
        std::string id, subject;
    };
    std::size_t count = 0;
    std::vector<Line> shown;  // the newest, newest first
};
struct CommitsChange {
    CommitList added, dropped;  // dropped: the old tag has them and the new one has not
    std::string problem;        // where they could not be had: why, in a line
};

struct PatchChange {
    // reworded: the same change with another mail (author, date, message): another commit id, no other
    // source. renamed: the same bytes under another name.
    enum class How { added, changed, reworded, renamed, dropped } how = How::changed;
    std::string file, was_file;  // names without folders; of a dropped one `was_file` alone
    std::string subject;
    std::vector<std::string> cves;  // of both sides, each once
    bool own = false;               // of the project's own patches/, not the distro's
};

struct ComponentDifference {
    std::string name;
    Change change = Change::changed;
    Was tag, commit;                       // commit: of an equal tag too, which is one that moved
    Was go, go_declared;                   // the toolchain found and used, and what the distro declares
    Was not_public;                        // of a side that nobody else can build: because
    std::vector<FactChange> facts;         // others: "tag that the build sees api/v3.6.12"
    std::optional<CommitsChange> commits;  // where both sides have a commit and they differ
    std::vector<PatchChange> patches;      // in the order of the new series, then what was dropped
    std::size_t patches_unchanged = 0;
    bool patches_differ = false;  // by their pins; `patches` says how, unless there is a problem
    std::string patches_problem;  // where they could not be had: why, in a line
};

// Why an artifact has other bits.
struct Reason {
    // definition: how it is built (flags, environment, markers). packaging: what is made of equal binaries.
    // number: of the release, in a name. not_told: patch, toolchain or packaging: a manifest does not tell
    // which.
    enum class Kind {
        source,
        patch,
        toolchain,
        builder_root,
        base_image,
        definition,
        packaging,
        number,
        not_told
    };
    Kind kind = Kind::source;
    std::string detail;  // "v1.14.2 → v1.14.3"; may be empty
    bool operator==(const Reason&) const = default;
    auto operator<=>(const Reason&) const = default;
};

struct ArtifactName {
    std::string component, platform, name;  // platform: empty where it is of all, or not known
    auto operator<=>(const ArtifactName&) const = default;
};
struct ArtifactDifference {
    ArtifactName artifact;
    Change change = Change::changed;
    std::vector<Reason> reasons;  // of a changed one; sorted; none of a page
};

struct ReleaseDifference {
    SideKind kind = SideKind::lock;
    DiffSide was, is;
    std::vector<FactChange> facts;
    std::vector<ComponentDifference> components;    // that differ, sorted by name
    std::vector<std::string> unchanged_components;  // sorted
    std::vector<ArtifactDifference> artifacts;      // that differ, sorted
    std::vector<ArtifactName> unchanged_artifacts;  // that stay bit-equal, sorted
    // Whose digest a manifest leaves out; of locks, of components that one of them lists as unbuildable.
    // Sorted.
    std::vector<ArtifactName> untold_artifacts;
    std::string artifacts_problem;  // where nothing can be said of artifacts: why
    std::string only_binaries;      // where no archives and images could be compared: why

    [[nodiscard]] bool equal() const { return facts.empty() && components.empty() && artifacts.empty(); }
};

}  // namespace verbatim
