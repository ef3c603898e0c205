#include "cli/stale_claims.h"
#include "cli/verification.h"
#include "verify/expectations.h"

#include <algorithm>
#include <ctime>

namespace verbatim {

namespace {

class Verification {
  public:
    Verification(const VerifyOptions& options, Workspace& workspace)
        : options_(options), workspace_(workspace) {}

    VerifyReport run() {
        const auto begin = std::chrono::steady_clock::now();
        release_ = workspace_.catalog().release(options_.selection.release);
        make_plans();
        // Claims first: they cost little, and without any there is nothing to build for.
        const std::vector<Claim> claims = read_claims();
        keep_claimed(claims);
        const Scope scope = make_scope();
        VerifyReport report = start_report(scope);
        const Findings unbuilt = judge(claims, not_yet_built(), scope);
        if (unbuilt.in_scope() > 0) {
            verify_stale(unbuilt);
            auto results = build(report);
            report.findings = judge(claims, all_built(results), scope);
            for (const Artifact& artifact : plan_.artifacts)
                if (const ActionResult& made = results[artifact.action]; made.outcome)
                    report.builds[artifact.path] = made.run_digest.hex();
            if (options_.against.empty())
                verify_stale_claims(workspace_, release_, report.findings, StaleStage::after_builds,
                                    options_.cold, stale_);
            stale_.add_to(report);
        } else {
            report.findings = judge(claims, {}, scope);
        }
        if (options_.against.empty())
            report.findings.news = apply_expectations(report.findings, workspace_.catalog().expected(),
                                                      release_.branch, std::time(nullptr));
        name_definitions(report);
        report.elapsed = since(begin);
        return report;
    }

  private:
    // Those of builds with the pins of another day are in the report already.
    void name_definitions(VerifyReport& report) {
        std::set<std::size_t> actions;
        for (const Artifact& artifact : plan_.artifacts)
            if (!settled_.contains(artifact.path)) actions.insert(artifact.action);
        if (options_.against.empty() && plan_.distro) actions.insert(*plan_.distro);
        std::map<std::string, Project> projects;
        for (const ComponentPin& pin : release_.components)
            projects.emplace(pin.project, workspace_.catalog().project(pin));
        report.definitions.add(plan_, actions, projects);
        if (options_.against.empty())
            report.definitions.add(workspace_.catalog().expected(), release_.branch);
    }

    // The plan of what was asked for. A component whose inputs are not public is in no plan.
    void make_plans() {
        const Selection& asked = options_.selection;
        std::vector<std::string> buildable;
        for (const std::string& component : asked.components)
            (release_.unbuildable.contains(component) ? unbuildable_ : buildable).push_back(component);
        plan_ = workspace_.plan(asked.release, buildable, asked.platforms, options_.cold);
        if (buildable.empty() && !asked.components.empty()) plan_.artifacts.clear();
        if (asked.components.empty())
            for (const auto& [project, one] : release_.unbuildable) unbuildable_.push_back(project);
    }

    std::vector<Claim> read_claims() {
        if (!options_.against.empty()) return claims_against(options_.against);
        return read_distro_claims(workspace_, plan_, release_);
    }

    // A component of which nobody claims anything is not built: there is nothing to compare.
    void keep_claimed(const std::vector<Claim>& claims) {
        std::set<std::string> paths, claimed;
        for (const Claim& claim : claims) paths.insert(claim.path);
        for (const Artifact& artifact : plan_.artifacts)
            if (paths.contains(artifact.path)) claimed.insert(artifact.component);
        std::erase_if(plan_.artifacts, [&](const Artifact& one) { return !claimed.contains(one.component); });
    }

    Scope make_scope() const {
        Scope scope;
        scope.by_path_only = !options_.against.empty();
        const auto& asked = options_.selection.components;
        for (const ComponentPin& pin : release_.components)
            if (asked.empty() || std::find(asked.begin(), asked.end(), pin.project) != asked.end())
                scope.components.insert(pin.project);
        for (const std::string& project : unbuildable_)
            scope.unbuildable.emplace(project, missing_input(release_.unbuildable.at(project)));
        for (std::string platform : options_.selection.platforms) {
            std::replace(platform.begin(), platform.end(), '/', '-');
            scope.platform_folders.insert(platform);
        }
        if (!options_.selection.platforms.empty() || !asked.empty()) {
            const Plan whole = workspace_.plan(options_.selection.release);
            for (const Artifact& artifact : whole.artifacts) scope.left_out.insert(artifact.path);
            for (const Artifact& artifact : plan_.artifacts) scope.left_out.erase(artifact.path);
        }
        return scope;
    }

    VerifyReport start_report(const Scope& scope) const {
        VerifyReport report;
        report.release = release_.branch;
        report.origin = options_.against.empty() ? distro_of(release_) : options_.against;
        for (const ComponentPin& pin : release_.components)
            if (scope.components.contains(pin.project))
                report.components.push_back({pin.project, pin.tag.value, pin.go.value, 0});
        if (options_.against.empty())
            for (const std::string& project : unbuildable_)
                report.components.push_back({project, release_.unbuildable.at(project).tag.value, "", 0});
        return report;
    }

    std::vector<Built> not_yet_built() const {
        std::vector<Built> all;
        for (const Artifact& artifact : plan_.artifacts)
            all.push_back({artifact.path, artifact.component, artifact.platform.str(), {}, {}, {}});
        return all;
    }

    // What is older than the pins of today is not for them to give: it is built with those of its own day
    // first, and with today's where that gives other bits. What is older by a few days may have been
    // published ahead of its pins: that is first built with today's.
    void verify_stale(const Findings& unbuilt) {
        if (!options_.against.empty()) return;
        verify_stale_claims(workspace_, release_, unbuilt, StaleStage::before_builds, options_.cold, stale_);
        for (const Finding& finding : unbuilt.claims)
            if (stale_.reproduced(finding.claim)) settled_.insert(finding.claim.path);
    }

    // What is compared is hashed, also where it comes from the store.
    std::vector<ActionResult> build(VerifyReport& report) {
        std::set<std::size_t> targets;
        for (const Artifact& artifact : plan_.artifacts)
            if (!settled_.contains(artifact.path)) targets.insert(artifact.action);
        auto results = workspace_.execute(plan_, targets, Check::content);
        report.errors = rendered_errors(results);
        count_patches(plan_, results, report);
        count_builds(targets, results, report);
        return results;
    }

    std::vector<Built> all_built(const std::vector<ActionResult>& results) {
        std::vector<Built> all = not_yet_built();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (!settled_.contains(all[i].path)) take_result(plan_.artifacts[i], results, all[i]);
        return all;
    }

    std::optional<Digest> digest_of(const Artifact& artifact, const Outcome& outcome) {
        const auto entry = workspace_.store().find(outcome.trees.at("bin"), artifact.file);
        if (!entry || entry->kind == TreeEntry::Kind::directory || entry->kind == TreeEntry::Kind::symlink)
            return std::nullopt;
        return entry->digest;
    }

    void take_result(const Artifact& artifact, const std::vector<ActionResult>& results, Built& built) {
        const ActionResult& result = results[artifact.action];
        if (result.outcome) {
            built.sha256 = digest_of(artifact, *result.outcome);
            if (!built.sha256) built.failure = "its build made no file " + artifact.file;
            return;
        }
        const FailedAction failed = why_failed(plan_, artifact.action, results, workspace_.store());
        built.failure = failed.why;
        built.log = failed.log;
    }

    const VerifyOptions& options_;
    Workspace& workspace_;
    Plan plan_;
    Release release_;
    std::vector<std::string> unbuildable_;  // of the components asked for
    StaleClaims stale_;
    std::set<std::string> settled_;  // paths of binaries that nothing has to be built for any more
};

}  // namespace

VerifyReport verify_release(const VerifyOptions& options, Workspace& workspace) {
    return Verification(options, workspace).run();
}

}  // namespace verbatim
