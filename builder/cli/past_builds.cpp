#include "cli/past_builds.h"

#include "cli/try_build.h"
#include "fetch/mirror.h"
#include "fetch/upstream.h"

namespace verbatim {

namespace {

// What keeps one state of a long history from being built, and need not keep others.
bool is_of_one_state(const Error& error) {
    return error.kind() == Failure::unavailable || error.kind() == Failure::mismatch ||
           error.kind() == Failure::definition;
}

std::string key_of(const Artifact& artifact) {
    return artifact.platform.str() + "/" + artifact.name;
}

}  // namespace

PastBuilds::PastBuilds(Workspace& workspace, FetchContext& context, GoReleases& releases,
                       const std::string& component, std::string distro_url, std::string committer, bool cold)
    : workspace_(workspace),
      context_(context),
      releases_(releases),
      project_(workspace.catalog().project(component)),
      distro_url_(std::move(distro_url)),
      committer_(std::move(committer)),
      cold_(cold) {
    const Catalog& catalog = workspace.catalog();
    for (const Located<std::string>& root : roots_of(project_))
        roots_.try_emplace(root.value, catalog.root(root.value, root.at));
}

const PastBuilds::Upstream& PastBuilds::upstream(const std::string& tag) {
    const auto [known, fresh] = upstreams_.try_emplace(tag);
    if (!fresh) return known->second;
    try {
        known->second.pin = find_upstream_tag(project_.source.value, tag, context_).pin;
    } catch (const NoSuchTag&) {
        known->second.problem = "upstream has no tag " + tag;
    } catch (const Error& error) {
        if (!is_of_one_state(error)) throw;
        known->second.problem = error.message();
    }
    return known->second;
}

// The distro is part of them only where something of it is built: so equal pins of many commits are one
// build.
PlanInputs PastBuilds::inputs(const FolderState& state, const GoToolchain& toolchain) {
    ComponentPin pin = upstream(state.git_tag.value_or("")).pin;
    pin.project = project_.name;
    pin.go_declared = state.golang.value_or("");
    pin.go.value = toolchain.version;
    PlanInputs made;
    made.release.branch = state.branch.empty() ? "none" : state.branch;
    if (state.patches) {
        pin.patches.emplace().value = *state.patches;
        made.release.distro.source.value = distro_url_;
        made.release.distro.commit.value = state.commit;
        made.release.distro.name = repository_name(distro_url_);
        made.release.committer.emplace().value = committer_;
    }
    made.release.components = {std::move(pin)};
    made.projects.emplace(project_.name, project_);
    made.toolchains.emplace(toolchain.version, toolchain);
    made.roots = roots_;
    made.host = Platform::host();
    return made;
}

Buildable PastBuilds::buildable(const FolderState& state) {
    if (!state.git_tag) return {{}, "the distro has no GIT_TAG beside it"};
    if (const std::string& problem = upstream(*state.git_tag).problem; !problem.empty()) return {{}, problem};
    if (state.patches && state.branch.empty()) return {{}, "its patches lie in no folder of a branch"};
    if (state.patches && committer_.empty())
        return {{}, "it is patched, and no lock says who commits patches (`committer`)"};
    Buildable found;
    try {
        GoToolchain any;  // what it is called changes no artifact
        any.version = "go1.21.0";
        any.hosts[Platform::host()].module_version =
            "v0.0.1-go1.21.0." + Platform::host().os + "-" + Platform::host().arch;
        for (const Artifact& artifact : make_plan(inputs(state, any)).artifacts)
            found.keys.insert(key_of(artifact));
    } catch (const Error& error) {
        if (!is_of_one_state(error)) throw;
        found.problem = error.message();
    }
    return found;
}

std::vector<BuildChange> PastBuilds::changes() const {
    std::vector<BuildChange> all;
    if (project_.modules != ModuleSource::tree) {
        Candidate how;
        const bool vendored = project_.modules == ModuleSource::vendor;
        how.modules = vendored ? ModuleSource::cache : ModuleSource::vendor;
        all.push_back({vendored ? "modules not vendored" : "modules vendored", how});
    }
    if (!project_.markers.empty()) {
        Candidate how;
        how.clean = true;
        all.push_back({"no marker file in the tree", how});
    }
    return all;
}

BuiltArtifacts PastBuilds::build(const FolderState& state, const Candidate& how,
                                 const std::set<std::string>& keys) {
    BuiltArtifacts built;
    try {
        PlanInputs made = varied(inputs(state, releases_.toolchain(how.go)), how);
        std::map<std::string, std::string> asked;  // path → key
        std::map<std::string, Digest> paths;
        const Plan plan = make_plan(made);
        for (const Artifact& artifact : plan.artifacts) {
            if (!keys.contains(key_of(artifact))) continue;
            asked[artifact.path] = key_of(artifact);
            paths.emplace(artifact.path, Digest());
            if (keys.size() == 1) made = only_artifact(made, artifact);
        }
        // A build may make more than what was asked of it.
        for (auto& [path, one] : try_build(workspace_, releases_, made, paths, &builds_, cold_))
            if (const auto key = asked.find(path); key != asked.end()) built[key->second] = std::move(one);
    } catch (const Error& error) {
        if (!is_of_one_state(error)) throw;
        for (const std::string& key : keys) built[key].failure = error.message();
    }
    return built;
}

AuditWorld past_world(PastBuilds& builds, GoReleases& releases, const std::string& go_from) {
    AuditWorld world;
    world.buildable = [&](const FolderState& state) { return builds.buildable(state); };
    world.go = [&releases, go_from](const FolderState& state, std::int64_t published) {
        std::vector<GoRelease> out = releases.out_by(published);
        std::erase_if(out, [&](const GoRelease& one) {
            FolderState of = state;
            of.golang = one.version.substr(2);
            return declared_before(of, go_from);
        });
        return likely_go(out, state.golang.value_or(""), published);
    };
    world.absent = [&releases](const FolderState& state, std::int64_t published) {
        return releases.absent(state.golang.value_or(""), published);
    };
    world.build = [&](const FolderState& state, const Candidate& how, const std::set<std::string>& keys) {
        return builds.build(state, how, keys);
    };
    world.changes = [&](const FolderState&) { return builds.changes(); };
    world.host = Platform::host().str();
    return world;
}

std::string committer_of(const Catalog& catalog, const std::string& distro_url,
                         const std::string& component) {
    std::string of_component;
    for (const std::string& branch : catalog.releases()) {
        const Release lock = catalog.release(branch);
        if (!lock.committer) continue;
        if (lock.distro.known() && lock.distro.source.value == distro_url) return lock.committer->value;
        for (const ComponentPin& pin : lock.components)
            if (pin.project == component) of_component = lock.committer->value;
    }
    return of_component;
}

}  // namespace verbatim
