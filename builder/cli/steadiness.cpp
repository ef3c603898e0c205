#include "cli/steadiness.h"

#include "base/files.h"
#include "base/text.h"
#include "cause/pair.h"
#include "cli/verification.h"
#include "sandbox/bubblewrap/cannot_vary.h"
#include "vary/alike.h"
#include "vary/vary.h"

#include <algorithm>
#include <ctime>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// Of what is looked into for a time or an order; larger files than this are compared by `explain` alone.
constexpr std::uint64_t largest_file = 256ULL << 20U;  // as much as read_file() takes

class Checker {
  public:
    Checker(Workspace& workspace, PlanInputs inputs, const std::string& component,
            const SteadinessOptions& options)
        : workspace_(workspace), inputs_(std::move(inputs)), component_(component), options_(options) {}

    std::map<std::string, Steadiness> run() {
        leave_out_axes();
        const VariedBuild usual = build({});
        if (!usual.failure.empty()) throw Error(Failure::build, component_ + ": " + usual.failure);
        Vary vary_options{axes_, options_.rounds, options_.instance,
                          [this](const Variation& variation) { return build(variation); },
                          options_.out_of_time};
        const VaryResult result = vary(usual, vary_options);
        std::map<std::string, Steadiness> by_platform;
        for (const auto& [path, platform] : platform_of_) {
            Steadiness& one = by_platform[platform];
            one.rounds = result.rounds;
            one.not_varied = not_varied_;
            one.cut_short = result.cut_short;
            one.varied.clear();
            if (result.rounds > 1)
                for (const Axis axis : axes_) one.varied.emplace_back(axis_name(axis));
        }
        for (const AxisFound& found : result.found) tell(found, by_platform);
        return by_platform;
    }

  private:
    void leave_out_axes() {
        axes_ = options_.axes;
        const CannotVary cannot = what_cannot_vary();
        const auto leave_out = [&](Axis axis, const std::string& why) {
            if (!why.empty() && axes_.erase(axis) != 0) not_varied_[std::string(axis_name(axis))] = why;
        };
        leave_out(Axis::processors, cannot.processors);
        leave_out(Axis::directory_order, cannot.directories);
        leave_out(Axis::personality, cannot.kernel);
        const Project& project = inputs_.projects.at(component_);
        for (const Axis axis : all_axes) leave_out(axis, not_to_be_varied(axis, project));
        if (!uses_go(project)) leave_out(Axis::compiler_cache, "nothing of it is built by the go command");
    }

    VariedBuild build(const Variation& variation) {
        const Plan plan = make_varied_plan(inputs_, variation);
        std::set<std::size_t> targets;
        for (const Artifact& artifact : plan.artifacts) targets.insert(artifact.action);
        VariedBuild built;
        built.began = std::time(nullptr);
        const auto results = workspace_.execute(plan, targets, Check::content);
        built.ended = std::time(nullptr);
        for (const Artifact& artifact : plan.artifacts) {
            platform_of_[artifact.path] = artifact.platform.str();
            take(plan, artifact, results, built);
        }
        for (std::size_t i = 0; i < plan.actions.size(); ++i)
            if (plan.actions[i].kind() == "run" && results[i].outcome)
                built.steps.push_back({plan.actions[i].name, inputs_of(plan.actions[i], results),
                                       trees_of(*results[i].outcome)});
        return built;
    }

    void take(const Plan& plan, const Artifact& artifact, const std::vector<ActionResult>& results,
              VariedBuild& built) {
        const ActionResult& result = results[artifact.action];
        if (!result.outcome) {
            if (built.failure.empty())
                built.failure = why_failed(plan, artifact.action, results, workspace_.store()).why;
            return;
        }
        const auto entry = workspace_.store().find(result.outcome->trees.at("bin"), artifact.file);
        if (entry && entry->kind != TreeEntry::Kind::directory)
            built.files[artifact.path] = entry->digest;
        else if (built.failure.empty())
            built.failure = "its build made no file " + artifact.file;
    }

    static Digest trees_of(const Outcome& outcome) {
        std::string all;
        for (const auto& [name, tree] : outcome.trees) all += name + " " + tree.hex() + "\n";
        return sha256(all);
    }

    static Digest inputs_of(const Action& action, const std::vector<ActionResult>& results) {
        std::string all;
        for (const Input& input : action.inputs)
            if (results[input.action].outcome)
                all += input.name + " " + trees_of(*results[input.action].outcome).hex() + "\n";
        return sha256(all);
    }

    void tell(const AxisFound& found, std::map<std::string, Steadiness>& by_platform) {
        std::set<std::string> platforms;
        for (const std::string& path : found.paths) platforms.insert(platform_of_.at(path));
        for (const std::string& platform : platforms) {
            std::vector<std::string> paths;
            for (const std::string& path : found.paths)
                if (platform_of_.at(path) == platform) paths.push_back(path);
            by_platform[platform].variances.push_back(variance(found, paths));
            if (!found.failure.empty()) by_platform[platform].failure = found.failure;
        }
    }

    Variance variance(const AxisFound& found, const std::vector<std::string>& paths) {
        Variance one;
        one.action = found.action;
        one.paths = paths;
        std::vector<std::string> names, from, to;
        for (const Axis axis : found.axes) {
            const AxisSettings settings = settings_of(axis, found.instance);
            names.emplace_back(axis_name(axis));
            from.push_back(settings.usual);
            to.push_back(settings.varied);
        }
        one.axis = join(names, " with ");
        one.from = join(from, ", ");
        one.to = join(to, ", ");
        explain(found, paths.front(), one);
        return one;
    }

    // Of the first file, in which the cause is the same as in the others, mostly.
    void explain(const AxisFound& found, const std::string& path, Variance& one) {
        const bool chance = found.kind == AxisFound::Kind::chance;
        if (chance) one.axis = "chance";
        if (found.kind == AxisFound::Kind::unknown) one.axis = "unknown";
        if (!found.failure.empty()) {
            one.cause = "it cannot be built so: " + found.failure;
            return;
        }
        if (!found.was.files.contains(path) || !found.is.files.contains(path)) {
            one.cause = "one of the two builds did not make it";
            return;
        }
        const Digest &was = found.was.files.at(path), &is = found.is.files.at(path);
        const TemporaryDirectory scratch = workspace_.store().scratch("explain-");
        const std::string name = fs::path(path).filename().string();
        const fs::path was_file = scratch.path() / "was" / name, is_file = scratch.path() / "is" / name;
        for (const auto& [file, digest] : {std::pair(was_file, was), std::pair(is_file, is)}) {
            make_directories(file.parent_path());
            write_file(file, workspace_.store().get(digest));
        }
        make_directories(scratch.path() / "work");
        const Explanation explanation = explain_pair(was_file, is_file, scratch.path() / "work");
        if (!explanation.causes.empty()) one.cause = explanation.causes.front().text;
        if (!chance || fs::file_size(was_file) > largest_file || fs::file_size(is_file) > largest_file)
            return;
        const std::string was_bytes = read_file(was_file), is_bytes = read_file(is_file);
        if (const auto clock = clock_readings(was_bytes, {found.was.began, found.was.ended}, is_bytes,
                                              {found.is.began, found.is.ended})) {
            one.axis = "time";
            one.from = printable(clock->was);
            one.to = printable(clock->is);
            one.cause = "it holds the time at which it was built";
        } else if (same_in_another_order(was_bytes, is_bytes)) {
            one.cause =
                "the same things in another order, as from a map, from goroutines, or from a list that "
                "nobody sorted";
        }
    }

    Workspace& workspace_;
    PlanInputs inputs_;
    const std::string& component_;
    const SteadinessOptions& options_;
    std::set<Axis> axes_;
    std::map<std::string, std::string> not_varied_;
    std::map<std::string, std::string> platform_of_;  // path →
};

}  // namespace

std::map<std::string, Steadiness> check_steadiness(Workspace& workspace, const std::string& release,
                                                   const std::string& component,
                                                   const std::vector<std::string>& platforms,
                                                   const SteadinessOptions& options) {
    return Checker(workspace, workspace.plan_inputs(release, {component}, platforms), component, options)
        .run();
}

std::set<Axis> axes_asked(const std::vector<std::string>& names) {
    if (names.empty()) return {all_axes.begin(), all_axes.end()};
    std::set<Axis> axes;
    for (const std::string& name : names) {
        const auto axis = axis_of(name);
        if (!axis) {
            std::vector<std::string> known;
            for (const Axis one : all_axes) known.emplace_back(axis_name(one));
            Error error(Failure::usage, "there is no axis \"" + printable(name) + "\"");
            if (const auto meant = suggestion(name, known)) error.note("Did you mean " + *meant + "?");
            throw error.note("There are: " + join(known, ", ") + ".");
        }
        axes.insert(*axis);
    }
    return axes;
}

}  // namespace verbatim
