#include "cli/explain_claim.h"

#include "base/files.h"
#include "base/text.h"
#include "cause/pair.h"
#include "cli/kept_search.h"
#include "cli/verification.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

class ClaimExplainer {
  public:
    ClaimExplainer(const ExplainClaimOptions& options, Workspace& workspace, const fs::path& scratch)
        : options_(options),
          workspace_(workspace),
          scratch_(scratch),
          release_(workspace.catalog().release(options.release)),
          closed_(release_.unbuildable.find(options.component) != release_.unbuildable.end()) {}

    ExplainClaimReport run() {
        VerifyOptions asked;
        asked.selection = {options_.release, {options_.component}, options_.platforms};
        if (!options_.published.empty()) find_published(asked.selection.platforms);
        const VerifyReport verified = verify_release(asked, workspace_);
        start(verified);
        for (const Finding& finding : verified.findings.claims)
            if (is_asked(finding)) report_.claims.push_back(finding);
        if (!options_.published.empty()) compare();
        if (pin_ != nullptr)
            report_.searched = kept_search(workspace_.store(), release_, *pin_, report_.origin);
        say_what_to_do();
        return std::move(report_);
    }

  private:
    // Which claim the published file is of. Its platform alone is built, where none was asked for.
    void find_published(std::vector<std::string>& platforms) {
        const std::vector<std::string> components =
            closed_ ? std::vector<std::string>() : std::vector{options_.component};
        const Plan plan = workspace_.plan(options_.release, components);
        digest_ = sha256_file(options_.published);
        std::vector<Claim> ours;
        for (const Claim& claim : read_distro_claims(workspace_, plan, release_))
            if (claim.project == options_.component) ours.push_back(claim);
        std::set<std::string> found;
        for (const Claim& claim : ours)
            if (claim.sha256 == digest_) found.insert(claim.path);
        if (found.empty()) throw not_claimed(ours);
        std::set<std::string> of;
        for (const Artifact& artifact : plan.artifacts)
            if (found.contains(artifact.path)) of.insert(artifact.platform.str());
        if (platforms.empty()) platforms.assign(of.begin(), of.end());
    }

    Error not_claimed(const std::vector<Claim>& claims) const {
        constexpr std::size_t shown = 4;
        Error error(Failure::usage, options_.published + " is not what " + distro_of(release_) +
                                        " claims of " + options_.component);
        error.note("Its SHA-256 is " + digest_.hex() + ".");
        const std::string name = fs::path(options_.published).filename().string();
        std::size_t named = 0;
        for (const Claim& claim : claims)
            if (fs::path(claim.path).filename() == name && ++named <= shown)
                error.note("Claimed is " + claim.sha256.hex() + " of " + claim.path + ".");
        return error.next("verbatim explain " + options_.release + " " + options_.component +
                          "   shows all that is claimed and not reproduced");
    }

    bool is_asked(const Finding& finding) const {
        if (finding.verdict == Verdict::out_of_scope) return false;
        if (!options_.published.empty()) return finding.claim.sha256 == digest_;
        return finding.verdict != Verdict::reproduced;
    }

    void start(const VerifyReport& verified) {
        report_.release = release_.branch;
        report_.component = options_.component;
        report_.origin = verified.origin;
        report_.in_scope = verified.findings.in_scope();
        report_.reproduced = verified.findings.count(Verdict::reproduced);
        if (release_.publish) report_.published_at = release_.publish->uri;
        if (closed_) report_.tag = release_.unbuildable.at(options_.component).tag.value;
        for (const ComponentPin& pin : release_.components)
            if (pin.project == options_.component) pin_ = &pin;
        if (pin_ == nullptr) return;
        report_.tag = pin_->tag.value;
        report_.commit = pin_->commit.value;
        report_.go_declared = pin_->go_declared;
        report_.go_found = pin_->go.value;
    }

    // The published file and ours of the same claim.
    void compare() {
        for (const Finding& finding : report_.claims) {
            if (!finding.built) continue;
            const fs::path folder = scratch_ / "ours", work = scratch_ / "work";
            make_directories(folder);
            make_directories(work);
            const fs::path ours = folder / fs::path(finding.claim.path).filename();
            write_file(ours, workspace_.store().get(*finding.built));
            report_.ours = ours.string();
            report_.pair = ExplainReport{options_.published, "our build of " + finding.claim.path,
                                         explain_pair(options_.published, ours, work)};
            return;
        }
    }

    void say_what_to_do() {
        const std::string words = options_.release + " " + options_.component;
        std::vector<std::string>& next = report_.next;
        const auto any = [&](Verdict verdict) {
            return std::any_of(report_.claims.begin(), report_.claims.end(),
                               [&](const Finding& one) { return one.verdict == verdict; });
        };
        if (any(Verdict::failed)) next.push_back("verbatim build " + words + "   shows the build's errors");
        if (any(Verdict::missing))
            next.push_back("projects/" + options_.component +
                           "/project.yaml   builds nothing at these paths: see `output` and `builds`");
        if (any(Verdict::unbuildable))
            next.emplace_back("ask the distro for the input; expected.yaml says that it is known");
        if (!any(Verdict::differs) || report_.pair) return;
        if (!report_.searched || report_.searched->left > 0)
            next.push_back("verbatim search " + words + "   tries other inputs");
        next.push_back("verbatim explain " + words + " --published FILE   FILE: the published binary" +
                       (report_.published_at.empty() ? ", from whoever claims it"
                                                     : ", out of what lies at " + report_.published_at));
    }

    const ExplainClaimOptions& options_;
    Workspace& workspace_;
    const fs::path scratch_;
    const Release release_;
    const bool closed_;  // the lock lists it as unbuildable
    const ComponentPin* pin_ = nullptr;
    Digest digest_;  // of the published file
    ExplainClaimReport report_;
};

}  // namespace

ExplainClaimReport explain_claim(const ExplainClaimOptions& options, Workspace& workspace,
                                 const fs::path& scratch) {
    return ClaimExplainer(options, workspace, scratch).run();
}

}  // namespace verbatim
