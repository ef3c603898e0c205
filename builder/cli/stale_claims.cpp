#include "cli/stale_claims.h"

#include "audit/audit_set.h"
#include "cli/past_builds.h"
#include "pin/distro_folders.h"

#include <algorithm>
#include <ranges>

namespace verbatim {

namespace {

constexpr std::chrono::days few_days(7);
constexpr const char* go_from = "1.21";  // older ones are no modules

// Not reproduced, or not built yet.
bool is_in_doubt(const Finding& finding) {
    return finding.verdict == Verdict::differs || finding.verdict == Verdict::failed ||
           finding.verdict == Verdict::unbuildable;
}

bool same(const std::optional<Located<ObjectId>>& pinned, const std::optional<ObjectId>& found) {
    return pinned ? found == pinned->value : !found;
}

class StaleVerification {
  public:
    StaleVerification(Workspace& workspace, const Release& release, const Findings& findings,
                      StaleStage stage, bool cold, StaleClaims& found)
        : workspace_(workspace),
          release_(release),
          findings_(findings),
          stage_(stage),
          cold_(cold),
          found_(found),
          context_(workspace.fetch_context([](const Event&) {})) {}

    void run() {
        std::set<std::string> projects;
        const std::vector<std::string> defined = workspace_.catalog().projects();
        for (const Finding& finding : findings_.claims)
            if (is_in_doubt(finding) && !found_.projects.contains(finding.claim.project) &&
                std::find(defined.begin(), defined.end(), finding.claim.project) != defined.end())
                projects.insert(finding.claim.project);
        if (projects.empty() || !release_.distro.known()) return;
        const DistroRevision distro(release_.distro.source.value, release_.distro.commit.value, context_);
        for (const std::string& project : projects) {
            const DistroHistory& history = workspace_.histories().of(distro, project);
            if (const auto stale = stale_claim(history.states, release_.branch);
                stale && !may_be_ahead(*stale))
                verify(project, *stale, history);
        }
    }

  private:
    [[nodiscard]] bool may_be_ahead(const StaleClaim& stale) const {
        const std::chrono::seconds age(stale.changed.back().time - stale.claimed.time);
        return stage_ == StaleStage::before_builds && age < few_days;
    }

    // It was published ahead of its pins then: for them to give.
    [[nodiscard]] bool is_of_today(const std::string& project, const AuditFound& found) const {
        for (const ComponentPin& pin : release_.components)
            if (pin.project == project && pin.tag.value == found.pins.git_tag && pin.go.value == found.go &&
                same(pin.patches, found.pins.patches) && found.change.empty())
                return true;
        return false;
    }

    // A CHECKSUMS may be copied from one branch to the next, beside other pins: what is claimed is of the day
    // on which just these hashes were published first, wherever that was.
    static PublishedSet set_of(const StaleClaim& stale, const DistroHistory& history,
                               std::map<std::string, Digest> hashes) {
        for (const PublishedSet& set : std::views::reverse(history.published.sets))
            if (std::includes(set.hashes.begin(), set.hashes.end(), hashes.begin(), hashes.end())) {
                PublishedSet same = set;
                same.hashes = std::move(hashes);
                return same;
            }
        return published_set(history.states, stale.claimed, std::move(hashes));
    }

    void verify(const std::string& project, const StaleClaim& stale, const DistroHistory& history) {
        std::map<std::string, Digest> hashes;
        for (const Finding& finding : findings_.claims)
            if (is_in_doubt(finding) && finding.claim.project == project)
                hashes.emplace(artifact_key(finding.claim.path), finding.claim.sha256);
        GoReleases releases(workspace_.catalog(), Platform::host(), context_, GoReleases::Reach::dated);
        PastBuilds builds(workspace_, context_, releases, project, release_.distro.source.value,
                          committer_of(workspace_.catalog(), release_.distro.source.value, project), cold_);
        SetAudit audit =
            audit_set(set_of(stale, history, std::move(hashes)), past_world(builds, releases, go_from));
        if (std::ranges::any_of(audit.found,
                                [&](const AuditFound& one) { return is_of_today(project, one); }))
            return;
        VerifyReport::Stale told{project,
                                 stale.claimed.time,
                                 stale.changed.front().time,
                                 stale.claimed.git_tag.value_or(""),
                                 stale.claimed.golang.value_or(""),
                                 stale.changed.back().git_tag.value_or(""),
                                 stale.changed.back().golang.value_or(""),
                                 {},
                                 audit.hashes.size(),
                                 audit.count(HashVerdict::reproduced),
                                 audit.cause};
        for (const AuditFound& one : audit.found)
            told.found.push_back(one.pins.git_tag.value_or("") + " with " + one.go);
        found_.projects[project] = {std::move(told), std::move(audit.hashes), builds.builds()};
    }

    Workspace& workspace_;
    const Release& release_;
    const Findings& findings_;
    StaleStage stage_;
    bool cold_;
    StaleClaims& found_;
    FetchContext context_;
};

// What the pins of its day gave for a claim; none where it is not among them.
std::optional<HashVerdict> verdict_of(const StaleClaims::Project& project, const Claim& claim) {
    const auto verdict = project.verdicts.find(artifact_key(claim.path));
    if (verdict == project.verdicts.end()) return std::nullopt;
    return verdict->second;
}

}  // namespace

bool StaleClaims::reproduced(const Claim& claim) const {
    const auto project = projects.find(claim.project);
    return project != projects.end() && verdict_of(project->second, claim) == HashVerdict::reproduced;
}

void StaleClaims::add_to(VerifyReport& report) const {
    std::set<std::string> told;
    for (Finding& finding : report.findings.claims) {
        const auto project = projects.find(finding.claim.project);
        if (!is_in_doubt(finding) || project == projects.end()) continue;
        const auto verdict = verdict_of(project->second, finding.claim);
        if (!verdict) continue;
        told.insert(project->first);
        const std::string why = stale_text(project->second.told);
        if (verdict == HashVerdict::reproduced) {
            finding.verdict = Verdict::reproduced;
            finding.component = project->first;
            finding.built = finding.claim.sha256;
            finding.log.clear();
            finding.reason = why;
            if (const auto of = project->second.builds.definitions.find(finding.claim.sha256);
                of != project->second.builds.definitions.end())
                report.definitions.add(of->second);
        } else {
            finding.reason =
                why + (finding.reason.empty() ? "" : "; with the pins of today: " + finding.reason);
        }
    }
    for (const std::string& project : told) report.stale.push_back(projects.at(project).told);
    for (const auto& [name, project] : projects)
        for (const auto& [run, made] : project.builds.made)
            ++(made ? report.builds_made : report.builds_from_store);
}

void verify_stale_claims(Workspace& workspace, const Release& release, const Findings& findings,
                         StaleStage stage, bool cold, StaleClaims& stale) {
    try {
        StaleVerification(workspace, release, findings, stage, cold, stale).run();
    } catch (const Error& error) {
        if (error.kind() != Failure::unavailable) throw;
    }
}

}  // namespace verbatim
