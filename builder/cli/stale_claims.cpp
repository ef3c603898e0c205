#include "cli/stale_claims.h"

#include "audit/audit_set.h"
#include "cli/past_builds.h"
#include "pin/distro_folders.h"
#include "pin/distro_history.h"

#include <algorithm>
#include <ranges>

namespace verbatim {

namespace {

constexpr const char* go_from = "1.21";  // older ones are no modules

bool is_in_doubt(const Finding& finding) {
    return finding.verdict == Verdict::differs || finding.verdict == Verdict::failed ||
           finding.verdict == Verdict::unbuildable;
}

class StaleClaims {
  public:
    StaleClaims(Workspace& workspace, const Release& release, VerifyReport& report)
        : workspace_(workspace),
          release_(release),
          report_(report),
          context_(workspace.fetch_context([](const Event&) {})) {}

    void run() {
        std::set<std::string> projects;
        const std::vector<std::string> defined = workspace_.catalog().projects();
        for (const Finding& finding : report_.findings.claims)
            if (is_in_doubt(finding) &&
                std::find(defined.begin(), defined.end(), finding.claim.project) != defined.end())
                projects.insert(finding.claim.project);
        if (projects.empty() || !release_.distro.known()) return;
        const DistroRevision distro(release_.distro.source.value, release_.distro.commit.value, context_);
        for (const std::string& project : projects) {
            const auto states = folder_states(distro.mirror(), distro.commit(), project);
            if (const auto stale = stale_claim(states, release_.branch))
                verify(project, *stale, published_history(distro, project, states), states);
        }
    }

  private:
    // A CHECKSUMS may be copied from one branch to the next, beside other pins: what is claimed is of the day
    // on which just these hashes were published first, wherever that was.
    static PublishedSet set_of(const StaleClaim& stale, const PublishedSets& history,
                               const std::vector<FolderState>& states, std::map<std::string, Digest> hashes) {
        for (const PublishedSet& set : std::views::reverse(history.sets))
            if (std::includes(set.hashes.begin(), set.hashes.end(), hashes.begin(), hashes.end())) {
                PublishedSet found = set;
                found.hashes = std::move(hashes);
                return found;
            }
        return published_set(states, stale.claimed, std::move(hashes));
    }

    void verify(const std::string& project, const StaleClaim& stale, const PublishedSets& history,
                const std::vector<FolderState>& states) {
        std::map<std::string, Digest> hashes;
        for (const Finding& finding : report_.findings.claims)
            if (is_in_doubt(finding) && finding.claim.project == project)
                hashes.emplace(artifact_key(finding.claim.path), finding.claim.sha256);
        GoReleases releases(workspace_.catalog(), Platform::host(), context_, GoReleases::Reach::pinned);
        PastBuilds builds(workspace_, context_, releases, project, release_.distro.source.value,
                          committer_of(workspace_.catalog(), release_.distro.source.value, project));
        const SetAudit audit = audit_set(set_of(stale, history, states, std::move(hashes)),
                                         past_world(builds, releases, go_from));
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
        for (const AuditFound& found : audit.found)
            told.found.push_back(found.pins.git_tag.value_or("") + " with " + found.go);
        mark(project, audit, told);
        report_.stale.push_back(std::move(told));
    }

    void mark(const std::string& project, const SetAudit& audit, const VerifyReport::Stale& told) {
        const std::string why = stale_text(told);
        for (Finding& finding : report_.findings.claims) {
            if (!is_in_doubt(finding) || finding.claim.project != project) continue;
            const auto verdict = audit.hashes.find(artifact_key(finding.claim.path));
            if (verdict == audit.hashes.end()) continue;
            if (verdict->second == HashVerdict::reproduced) {
                finding.verdict = Verdict::reproduced;
                finding.component = project;
                finding.built = finding.claim.sha256;
                finding.log.clear();
                finding.reason = why;
            } else {
                finding.reason =
                    why + (finding.reason.empty() ? "" : "; with the pins of today: " + finding.reason);
            }
        }
    }

    Workspace& workspace_;
    const Release& release_;
    VerifyReport& report_;
    FetchContext context_;
};

}  // namespace

void verify_stale_claims(Workspace& workspace, const Release& release, VerifyReport& report) {
    try {
        StaleClaims(workspace, release, report).run();
    } catch (const Error& error) {
        if (error.kind() != Failure::unavailable) throw;
    }
}

}  // namespace verbatim
