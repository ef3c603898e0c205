// Builds a component as a distro had it at some commit of its history: pinned in memory, no lock is written.
#pragma once

#include "audit/audit_set.h"
#include "cli/try_build.h"
#include "cli/workspace.h"
#include "pin/go_releases.h"

#include <map>
#include <optional>
#include <string>

namespace verbatim {

class PastBuilds {
  public:
    // `distro_url` is where patches are read; `committer` ("Name <mail>", may be empty) makes the commits of
    // patched trees. All but the texts have to outlive it.
    PastBuilds(Workspace& workspace, FetchContext& context, GoReleases& releases,
               const std::string& component, std::string distro_url, std::string committer,
               bool cold = false);

    // Which binaries the definition makes of such pins; or why it makes none: upstream has no such tag.
    Buildable buildable(const FolderState& state);
    BuiltArtifacts build(const FolderState& state, const Candidate& how, const std::set<std::string>& keys);
    // What the distro may have done otherwise on another day: modules vendored or not, no marker in the tree.
    [[nodiscard]] std::vector<BuildChange> changes() const;
    // All that build() needed so far.
    [[nodiscard]] const TriedBuilds& builds() const { return builds_; }

  private:
    struct Upstream {
        ComponentPin pin;
        std::string problem;
    };
    const Upstream& upstream(const std::string& tag);
    PlanInputs inputs(const FolderState& state, const GoToolchain& toolchain);

    Workspace& workspace_;
    FetchContext& context_;
    GoReleases& releases_;
    Project project_;
    std::string distro_url_, committer_;
    std::map<std::string, BuilderRoot> roots_;
    std::map<std::string, Upstream> upstreams_;  // by tag
    TriedBuilds builds_;
    bool cold_;
};

// What audit_set() needs of the world, but for a budget: these builds, with the releases that were out on the
// day of a claim, `go_from` ("1.21") or newer. Both have to outlive it.
AuditWorld past_world(PastBuilds& builds, GoReleases& releases, const std::string& go_from);

// Who makes the commits of patched trees: as a lock of the distro says it, or else one of the component; may
// be empty.
std::string committer_of(const Catalog& catalog, const std::string& distro_url, const std::string& component);

}  // namespace verbatim
