#include "cli/try_build.h"

#include "cli/verification.h"

namespace verbatim {

namespace {

// Why the release is not among the inputs' toolchains; empty: it is.
std::string take_toolchain(GoReleases& releases, PlanInputs& inputs) {
    const std::string& version = inputs.release.components.front().go.value;
    if (inputs.toolchains.contains(version)) return {};
    try {
        inputs.toolchains.emplace(version, releases.toolchain(version));
    } catch (const Error& error) {
        if (error.kind() != Failure::unavailable) throw;
        return version + " cannot be had: " + error.message();
    }
    return {};
}

BuiltArtifact take(Workspace& workspace, const Plan& plan, const Artifact& artifact,
                   const std::vector<ActionResult>& results) {
    BuiltArtifact one;
    const ActionResult& result = results[artifact.action];
    if (!result.outcome) {
        one.failure = why_failed(plan, artifact.action, results, workspace.store()).why;
        const Action& failed = plan.actions[result.because.value_or(artifact.action)];
        one.of_input = !std::holds_alternative<RunCommand>(failed.operation) &&
                       !std::holds_alternative<FetchToolchain>(failed.operation);
        return one;
    }
    const auto entry = workspace.store().find(result.outcome->trees.at("bin"), artifact.file);
    if (!entry || entry->kind == TreeEntry::Kind::directory) {
        one.failure = "its build made no file " + artifact.file;
        return one;
    }
    one.sha256 = entry->digest;
    one.size = entry->size;
    return one;
}

}  // namespace

BuiltArtifacts try_build(Workspace& workspace, GoReleases& releases, PlanInputs inputs,
                         const std::map<std::string, Digest>& claims, TriedBuilds* builds, bool cold) {
    BuiltArtifacts built;
    if (const std::string why = take_toolchain(releases, inputs); !why.empty()) {
        for (const auto& [path, digest] : claims) built[path].failure = why;
        return built;
    }
    inputs.cold = cold;
    const Plan plan = make_plan(inputs);
    std::set<std::size_t> targets;
    for (const Artifact& artifact : plan.artifacts)
        if (claims.contains(artifact.path)) targets.insert(artifact.action);
    const auto results = workspace.execute(plan, targets, Check::content);
    // Says nothing of the inputs that are tried.
    for (const ActionResult& result : results)
        if (result.error && result.error->kind() == Failure::store) throw Error(*result.error);
    for (const std::size_t target : targets)
        if (builds != nullptr && results[target].outcome)
            builds->made.emplace(results[target].run_digest.hex(), !results[target].from_store);
    for (const Artifact& artifact : plan.artifacts)
        if (targets.contains(artifact.action)) {
            const BuiltArtifact& one = built[artifact.path] = take(workspace, plan, artifact, results);
            if (builds != nullptr && one.sha256)
                builds->definitions[*one.sha256].add(plan, {artifact.action}, inputs.projects);
        }
    return built;
}

}  // namespace verbatim
