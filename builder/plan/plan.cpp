#include "plan/plan.h"

#include "base/error.h"
#include "base/text.h"
#include "catalog/template.h"
#include "plan/command_build.h"
#include "plan/extender.h"
#include "plan/go_command.h"
#include "plan/pin_values.h"
#include "plan/prepare.h"
#include "plan/standard_library.h"

#include <algorithm>
#include <optional>
#include <set>

namespace verbatim {

namespace {

// Builds the graph.
class Planner {
  public:
    explicit Planner(const PlanInputs& inputs) : in_(inputs) { plan_.release = inputs.release.branch; }

    Plan run() {
        check_choices();
        if (in_.release.distro.known()) plan_.distro = add_distro();
        for (const ComponentPin& pin : in_.release.components)
            if (chosen(pin.project)) add_component(pin);
        finish_artifacts();
        if (in_.cold) compile_all_in_each_build(plan_);
        return std::move(plan_);
    }

  private:
    using Values = std::map<std::string, std::string>;

    bool chosen(const std::string& project) const {
        return in_.components.empty() ||
               std::find(in_.components.begin(), in_.components.end(), project) != in_.components.end();
    }

    bool chosen(const Platform& platform) const {
        return in_.platforms.empty() ||
               std::find(in_.platforms.begin(), in_.platforms.end(), platform) != in_.platforms.end();
    }

    void check_choices() const {
        std::vector<std::string> known;
        for (const ComponentPin& pin : in_.release.components) known.push_back(pin.project);
        for (const std::string& asked : in_.components) {
            if (std::find(known.begin(), known.end(), asked) != known.end()) continue;
            Error error(Failure::usage,
                        "release " + in_.release.branch + " has no component \"" + asked + "\"");
            if (const auto meant = suggestion(asked, known)) error.note("Did you mean " + *meant + "?");
            throw error.note("It has: " + join(known, ", ") + ".");
        }
        std::set<std::string> platforms;
        for (const auto& [name, project] : in_.projects)
            for (const ModuleBuild& build : project.builds)
                if (chosen(name))
                    for (const auto& platform : build.platforms) platforms.insert(platform.value.str());
        const std::vector<std::string> list(platforms.begin(), platforms.end());
        for (const Platform& asked : in_.platforms) {
            if (platforms.contains(asked.str())) continue;
            Error error(Failure::usage, "nothing of release " + in_.release.branch +
                                            " is built for the platform " + asked.str());
            if (const auto meant = suggestion(asked.str(), list)) error.note("Did you mean " + *meant + "?");
            throw error.note("It is built for: " + join(list, ", ") + ".");
        }
    }

    std::size_t add(std::string name, std::string component, Operation operation,
                    std::vector<Input> inputs = {}) {
        return extender_.add(std::move(name), std::move(component), std::move(operation), std::move(inputs));
    }

    std::size_t add_distro() {
        const Release& release = in_.release;
        FetchDistro fetch{release.distro.source.value, release.branch, release.distro.commit, {}, {}};
        for (const ComponentPin& pin : release.components) {
            if (pin.checksums) fetch.checksums[pin.project] = *pin.checksums;
            if (pin.patches) fetch.patches[pin.project] = *pin.patches;
        }
        return add("fetch " + release.distro.name, "", fetch);
    }

    // Nothing for a component that Go does not build; the lock says so as well.
    std::optional<std::size_t> add_toolchain(const ComponentPin& pin, const Project& project) {
        if (!uses_go(project)) {
            if (pin.has_go())
                throw Error(Failure::definition, "nothing of " + pin.project + " is built by Go")
                    .at(pin.go.at, "leave the key `go` out")
                    .note("All builds of the project are commands of its own.");
            return std::nullopt;
        }
        if (!pin.has_go())
            throw Error(Failure::definition,
                        pin.project + " is built by Go, and the lock names no release of it")
                .at(pin.at, "needs the key `go`")
                .note("For example: go: {declared: \"1.25\", found: go1.25.12}");
        const GoToolchain& toolchain = in_.toolchains.at(pin.go.value);
        const auto host = toolchain.hosts.find(in_.host);
        if (host == toolchain.hosts.end())
            throw Error(Failure::definition,
                        toolchain.version + " has no pin for this host, " + in_.host.str())
                .at(toolchain.at);
        return add("fetch " + toolchain.version, "",
                   FetchToolchain{toolchain.version, host->second.module_version, host->second.h1});
    }

    std::size_t add_root(const Located<std::string>& name) {
        const BuilderRoot& root = in_.roots.at(name.value);
        const auto host = root.hosts.find(in_.host);
        if (host == root.hosts.end())
            throw Error(Failure::definition,
                        "builder root " + root.name + " has no pins for this host, " + in_.host.str())
                .at(root.at);
        return add("fetch builder root " + root.name, "", FetchRoot{root.name, host->second});
    }

    void add_component(const ComponentPin& pin) {
        const Project& project = in_.projects.at(pin.project);
        const Values values = pin_values(pin, project, in_.release.branch);
        Parts parts{pin,
                    project,
                    values,
                    add_toolchain(pin, project),
                    add_root(project.root),
                    add_source(pin, project, values),
                    {},
                    {}};
        if (project.modules != ModuleSource::tree) parts.modules = add_modules(parts);
        add_prepare_steps(parts);
        if (project.modules == ModuleSource::vendor)
            for (const std::string& folder : folders(project))
                parts.vendors.emplace_back(folder, add_vendor(parts, folder));
        for (const ModuleBuild& build : project.builds)
            for (const auto& platform : build.platforms)
                if (chosen(platform.value) && build.is_go())
                    add_builds(parts, build, platform.value);
                else if (chosen(platform.value))
                    add_build_by_command(parts, build, platform.value);
    }

    // What the actions of one component share.
    struct Parts {
        const ComponentPin& pin;
        const Project& project;
        const Values& values;
        std::optional<std::size_t> toolchain;
        std::size_t root, source;
        std::optional<std::size_t> modules;
        std::vector<std::pair<std::string, std::size_t>> vendors;  // module folder → action
    };

    static std::vector<std::string> folders(const Project& project) {
        std::set<std::string> unique;
        for (const ModuleBuild& build : project.builds)
            if (build.is_go()) unique.insert(build.folder.value);
        return {unique.begin(), unique.end()};
    }

    std::size_t add_source(const ComponentPin& pin, const Project& project, const Values& values) {
        const std::size_t objects = add("fetch " + pin.project + " " + pin.tag.value, pin.project,
                                        FetchCommit{project.source.value, pin.tag, pin.tag_object, pin.commit,
                                                    pin.tags, pin.commit_time});
        const std::optional<std::size_t> patched = add_series(pin, objects);
        MakeSource source{patched ? "{patched_commit}" : pin.commit.value, pin.commit.value, {}, {}};
        for (const auto& [name, object] : pin.tags) source.tags[name] = object.value;
        for (const Marker& marker : project.markers)
            if (marker.when == Marker::When::always || patched)
                source.markers.push_back(expand(marker.path, values));
        std::vector<Input> inputs = {{"objects", objects, "objects", {}}};
        if (patched) inputs.push_back({"patched", *patched, "objects", {}});
        return add("source " + pin.project, pin.project, source, inputs);
    }

    // The distro's patches, then ours; nothing where there are none.
    std::optional<std::size_t> add_series(const ComponentPin& pin, std::size_t objects) {
        const auto own = in_.own_patches.find(pin.project);
        const bool has_own = own != in_.own_patches.end() && !own->second.empty();
        if (!pin.patches && !has_own) {
            if (pin.patched_commit)
                throw Error(Failure::definition, pin.project + " has no patches, and a patched commit")
                    .at(pin.patched_commit->at, "of which series?");
            return std::nullopt;
        }
        if (!in_.release.committer)
            throw Error(Failure::definition, pin.project + " is patched, and the lock names no committer")
                .at(pin.at, "its patches are in patches/" + pin.project + "/" + in_.release.branch + "/")
                .note("The lock needs the key `committer` beside `components`.");
        const Release& release = in_.release;
        ApplySeries series{pin.commit.value, release.committer->value, "", "", "", pin.patched_commit};
        std::vector<Input> inputs = {{"objects", objects, "objects", {}}};
        if (pin.patches) {
            series.distro = "projects/" + pin.project + "/" + release.branch + "/patches";
            series.label = release.distro.name + "@" + release.distro.commit.value.substr(0, 8);
            const FetchDistro fetch{release.distro.source.value,   release.branch, release.distro.commit, {},
                                    {{pin.project, *pin.patches}}, pin.project};
            inputs.push_back({"distro",
                              add("fetch patches of " + pin.project, pin.project, fetch),
                              "tree",
                              {series.distro}});
        }
        if (has_own) {
            series.own = "patches/" + pin.project + "/" + release.branch;
            const FetchPatches fetch{pin.project, release.branch, own->second};
            inputs.push_back(
                {"own", add("read own patches of " + pin.project, pin.project, fetch), "tree", {}});
        }
        return add("patch " + pin.project, pin.project, series, inputs);
    }

    std::size_t add_modules(const Parts& parts) {
        FetchModules fetch{folders(parts.project)};
        std::vector<std::string> only;
        for (const std::string& folder : fetch.folders)
            for (const char* file : {"go.mod", "go.sum"})
                only.push_back(folder == "." ? file : folder + "/" + file);
        return add("fetch modules of " + parts.pin.project, parts.pin.project, fetch,
                   {{"source", parts.source, "tree", only}});
    }

    // Builder root, toolchain and source, which every Run sees; without a toolchain where it needs none.
    static void mount_base(const Parts& parts, RunCommand& run, std::vector<Input>& inputs) {
        inputs = {{"root", parts.root, "tree", {}}};
        run.mounts = {{"root", "/", false, false}};
        if (parts.toolchain) {
            inputs.push_back({"toolchain", *parts.toolchain, "tree", {}});
            run.mounts.push_back({"toolchain", parts.project.paths.goroot, false, false});
        }
        inputs.push_back({"source", parts.source, "tree", {}});
        run.mounts.push_back({"source", parts.project.paths.source, true, false});
    }

    static void mount_modules(const Parts& parts, RunCommand& run, std::vector<Input>& inputs) {
        inputs.push_back({"modules", *parts.modules, "proxy", {}});
        run.mounts.push_back({"modules", modules_folder, false, false});
    }

    // Each step's command, and the source that it leaves, which takes the place of the one before.
    void add_prepare_steps(Parts& parts) {
        int number = 0;
        for (const PrepareStep& step : parts.project.prepare) {
            ++number;
            const std::string name =
                parts.pin.project + (parts.project.prepare.size() > 1 ? " " + std::to_string(number) : "");
            RunCommand run = prepare_command(parts.project, step, parts.values);
            std::vector<Input> inputs;
            Parts own = parts;
            own.root = add_root(step.root);
            mount_base(own, run, inputs);
            if (parts.modules) mount_modules(parts, run, inputs);
            const std::size_t made = add("prepare " + name, parts.pin.project, run, inputs);
            parts.source = add("prepared source " + name, parts.pin.project, take_prepared(step, name),
                               {{"source", parts.source, "tree", {}}, {"made", made, "tree", {}}});
        }
    }

    std::size_t add_vendor(const Parts& parts, const std::string& folder) {
        RunCommand run = vendor_command(parts.project, folder);
        std::vector<Input> inputs;
        mount_base(parts, run, inputs);
        mount_modules(parts, run, inputs);
        return add("vendor " + parts.pin.project + module_suffix(folder), parts.pin.project, run, inputs);
    }

    void add_builds(const Parts& parts, const ModuleBuild& build, const Platform& platform) {
        Values values = parts.values;
        values.insert({{"os", platform.os}, {"arch", platform.arch}, {"module", build.folder.value}});
        const std::vector<BuildGroup> groups = group_binaries(build);
        for (const BuildGroup& group : groups) {
            RunCommand run = build_command(parts.project, build, group, platform, values);
            std::vector<Input> inputs;
            mount_base(parts, run, inputs);
            for (const auto& [folder, vendor] : parts.vendors) {
                const std::string input = "vendor" + module_suffix(folder);
                const std::string at =
                    parts.project.paths.source + (folder == "." ? "" : "/" + folder) + "/vendor";
                inputs.push_back({input, vendor, "vendor", {}});
                run.mounts.push_back({input, at, true, true});
            }
            if (parts.project.modules == ModuleSource::cache) mount_modules(parts, run, inputs);
            extender_.give_standard_library(run, inputs, parts.pin.go.value, parts.project.root.value);
            run.stamps = {{"go", parts.pin.go.value}, {"GOOS", platform.os}, {"GOARCH", platform.arch}};
            if (stamps_vcs(run)) {
                run.stamps["vcs.revision"] = "{patched_commit}";
                run.stamps["vcs.time"] = "{commit_date}";
                if (!parts.project.markers.empty()) run.stamps["vcs.modified"] = "true";
            }
            std::string name =
                "build " + parts.pin.project + module_suffix(build.folder.value) + " " + platform.str();
            if (groups.size() > 1 && !group.by_package_name) name += " " + group.binaries.begin()->first;
            const std::size_t action = add(name, parts.pin.project, run, inputs);
            for (const auto& [binary, package] : group.binaries)
                add_artifact(parts, platform, binary, action);
        }
    }

    void add_build_by_command(const Parts& parts, const ModuleBuild& build, const Platform& platform) {
        Values values = parts.values;
        values.insert({{"os", platform.os}, {"arch", platform.arch}, {"module", build.folder.value}});
        if (in_.release.number > 0) values["number"] = std::to_string(in_.release.number);
        RunCommand run = build_by_command(parts.project, build, platform, values);
        std::vector<Input> inputs;
        Parts own = parts;
        own.root = add_root(build.root);
        own.toolchain.reset();
        mount_base(own, run, inputs);
        for (Input& input : inputs)
            if (input.name == "source") input.only = build.sources;
        const std::size_t action = add("build " + parts.pin.project + module_suffix(build.folder.value) +
                                           " " + platform.str() + " " + build.binaries.begin()->first,
                                       parts.pin.project, run, inputs);
        for (const auto& [binary, path] : build.binaries) add_artifact(parts, platform, binary, action);
    }

    void add_artifact(const Parts& parts, const Platform& platform, const std::string& binary,
                      std::size_t action) {
        const std::string file = file_name(binary, platform);
        Values values = parts.values;
        values.insert({{"os", platform.os}, {"arch", platform.arch}, {"name", file}});
        plan_.artifacts.push_back(
            {parts.pin.project, platform, file, expand(parts.project.output, values), action, file});
    }

    static std::string module_suffix(const std::string& folder) { return folder == "." ? "" : " " + folder; }

    void finish_artifacts() {
        auto& artifacts = plan_.artifacts;
        std::sort(artifacts.begin(), artifacts.end(),
                  [](const Artifact& a, const Artifact& b) { return a.path < b.path; });
        for (std::size_t i = 1; i < artifacts.size(); ++i)
            if (artifacts[i].path == artifacts[i - 1].path)
                throw Error(Failure::definition, "two binaries would stand at " + artifacts[i].path +
                                                     ": of " + artifacts[i - 1].component + " and of " +
                                                     artifacts[i].component)
                    .at(in_.projects.at(artifacts[i].component).at, "its `output` must tell them apart");
    }

    const PlanInputs& in_;
    Plan plan_;
    Extender extender_{plan_};
};

}  // namespace

Plan make_plan(const PlanInputs& inputs) {
    return Planner(inputs).run();
}

}  // namespace verbatim
