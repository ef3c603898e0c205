#include "cli/workspace.h"

#include "base/http.h"
#include "base/text.h"
#include "report/events_json.h"
#include "sandbox/bubblewrap/bubblewrap.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

bool is_project(const fs::path& folder) {
    return fs::is_directory(folder / "releases") && fs::is_directory(folder / "projects");
}

// "--platform linux/amd64 linux/arm64" names a component linux/arm64, which hardly anybody means.
void refuse_platforms_as_components(const PlanInputs& inputs) {
    std::set<std::string> pinned, platforms;
    for (const ComponentPin& pin : inputs.release.components) pinned.insert(pin.project);
    for (const auto& [name, project] : inputs.projects)
        for (const ModuleBuild& build : project.builds)
            for (const auto& platform : build.platforms) platforms.insert(platform.value.str());
    for (const std::string& asked : inputs.components)
        if (!pinned.contains(asked) && platforms.contains(asked))
            throw Error(Failure::usage, "\"" + asked + "\" is a platform, and stands where a component may")
                .note("Each --platform takes one.")
                .next("give it as --platform " + asked);
}

// "verbatim.yaml: store, mirrors are not taken, since …"
void tell_not_taken(const Settings& settings, const Globals& globals) {
    static bool told = false;
    if (settings.not_taken.empty() || globals.quiet || told) return;
    told = true;
    std::set<std::string> keys;
    for (const Settings::NotTaken& one : settings.not_taken)
        keys.insert(one.name.substr(0, one.name.find(' ')));
    Event event;
    event.subject = "verbatim.yaml";
    event.text = join({keys.begin(), keys.end()}, ", ") +
                 " not taken from it: this project is not one that you trust; `verbatim config` says more";
    if (globals.events) {
        std::fputs(event_json(event).c_str(), stderr);
    } else {
        Progress(progress_options(globals))(event);
    }
}

}  // namespace

namespace {
std::optional<std::chrono::seconds> seconds_in(const std::string& name) {
    const char* variable = std::getenv(name.c_str());
    const std::string text = variable != nullptr ? variable : "";
    if (text.empty()) return std::nullopt;
    const bool is_number = text.find_first_not_of("0123456789") == std::string::npos && text.size() < 5;
    if (!is_number || std::stoi(text) == 0)
        throw Error(Failure::usage, name + " is \"" + text + "\"").note("Expected seconds, 1 to 9999.");
    return std::chrono::seconds(std::stoi(text));
}
}  // namespace

Heartbeat heartbeat() {
    const auto seconds = seconds_in("VERBATIM_HEARTBEAT");
    if (!seconds) return {Progress::Options().heartbeat, "default"};
    return {*seconds, "environment VERBATIM_HEARTBEAT"};
}

Heartbeat silence() {
    const auto seconds = seconds_in("VERBATIM_SILENCE");
    if (!seconds) return {silence_limit(), "default"};
    return {*seconds, "environment VERBATIM_SILENCE"};
}

fs::path find_project(const Globals& globals) {
    return locate_project(globals).folder;
}

FoundProject locate_project(const Globals& globals) {
    std::string given = globals.project, origin = "flag --project";
    if (const char* variable = std::getenv("VERBATIM_PROJECT"); given.empty() && variable != nullptr) {
        given = variable;
        origin = "environment VERBATIM_PROJECT";
    }
    if (!given.empty()) {
        if (is_project(given)) return {fs::canonical(given), origin};
        throw Error(Failure::usage, given + " is no Verbatim project")
            .note("It needs the folders releases/ and projects/.")
            .next(globals.project.empty()
                      ? "correct VERBATIM_PROJECT, or give the folder with --project DIR"
                      : "give a project's folder with --project DIR, or run in one without it");
    }
    for (fs::path folder = fs::current_path();; folder = folder.parent_path()) {
        if (is_project(folder)) return {folder, "default", "the nearest folder from here upwards"};
        if (folder == folder.parent_path()) break;
    }
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    for (const fs::path& folder :
         {program.parent_path().parent_path(), program.parent_path().parent_path() / "share/verbatim"})
        if (!error && is_project(folder)) return {folder, "default", "the one that came with this program"};
    throw Error(Failure::usage,
                "no Verbatim project is here: no folder from here upwards has releases/ and projects/")
        .next("give its folder with --project DIR");
}

std::map<std::string, std::string> process_environment() {
    std::map<std::string, std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        if (const auto equals = text.find('='); equals != std::string::npos)
            variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return variables;
}

std::function<void(const TakenOver&)> telling_of_take_over(const Globals& globals, const fs::path& store) {
    return [&globals, store](const TakenOver& taken) {
        Event event;
        event.subject = "the store " + store.string();
        event.text = "an earlier version made it";
        if (taken.removed_caches) event.text += "; the compiler caches that its builds shared are removed";
        if (taken.forgotten_outcomes != 0)
            event.text += "; what was made with such a cache no longer counts: " +
                          counted(taken.forgotten_outcomes, "outcome") + " forgotten";
        const std::string line = globals.events
                                     ? event_json(event)
                                     : "note      " + printable(event.subject + ": " + event.text) + "\n";
        std::fputs(line.c_str(), stderr);
    };
}

Workspace::Workspace(const Globals& globals, NotTakenNote note)
    : globals_(globals),
      settings_(load_settings(globals.settings, process_environment(), find_project(globals))),
      catalog_(find_project(globals)) {
    set_offline(settings_.offline);
    set_silence_limit(silence().value);
    if (note == NotTakenNote::tell) tell_not_taken(settings_, globals);
}

PlanInputs Workspace::plan_inputs(const std::string& branch, const std::vector<std::string>& components,
                                  const std::vector<std::string>& platforms) const {
    PlanInputs inputs;
    inputs.release = catalog_.release(branch);
    inputs.host = Platform::host();
    inputs.components = components;
    for (const std::string& text : platforms) {
        const auto platform = Platform::parse(text);
        if (!platform)
            throw Error(Failure::usage, "\"" + text + "\" is no platform")
                .note("Expected something like linux/amd64.")
                .next("verbatim plan " + branch + "   (what is built, and for which platforms)");
        inputs.platforms.push_back(*platform);
    }
    for (const ComponentPin& pin : inputs.release.components) {
        const Project project = catalog_.project(pin);
        if (pin.has_go() && !inputs.toolchains.contains(pin.go.value))
            inputs.toolchains.emplace(pin.go.value, catalog_.toolchain(pin.go.value, pin.go.at));
        for (const Located<std::string>& root : roots_of(project))
            if (!inputs.roots.contains(root.value))
                inputs.roots.emplace(root.value, catalog_.root(root.value, root.at));
        inputs.projects.emplace(pin.project, project);
        inputs.own_patches[pin.project] = catalog_.own_patches(pin.project, branch);
    }
    refuse_platforms_as_components(inputs);
    return inputs;
}

Plan Workspace::plan(const std::string& branch, const std::vector<std::string>& components,
                     const std::vector<std::string>& platforms, bool cold) const {
    PlanInputs inputs = plan_inputs(branch, components, platforms);
    inputs.cold = cold;
    return make_plan(inputs);
}

ReleaseInputs Workspace::release_inputs(const std::string& branch, std::int64_t number, bool cold) const {
    ReleaseInputs inputs{plan_inputs(branch, {}, {}), catalog_.licence_tool(), number};
    inputs.plan.cold = cold;
    inputs.plan.release.number = number;  // what is built with it is of this release, whatever the lock says
    const LicenceTool& tool = inputs.licences;
    if (!inputs.plan.toolchains.contains(tool.go.value))
        inputs.plan.toolchains.emplace(tool.go.value, catalog_.toolchain(tool.go.value, tool.go.at));
    if (!inputs.plan.roots.contains(tool.root.value))
        inputs.plan.roots.emplace(tool.root.value, catalog_.root(tool.root.value, tool.root.at));
    return inputs;
}

Store& Workspace::store() {
    const auto on_wait = [this] {
        if (!globals_.quiet)
            std::fputs("waiting   for another process that cleans or repairs the store\n", stderr);
    };
    if (!store_)
        store_ = std::make_unique<Store>(settings_.store, Access::work, on_wait,
                                         telling_of_take_over(globals_, settings_.store));
    return *store_;
}

Progress::Options progress_options(const Globals& globals) {
    Progress::Options options;
    options.live = is_terminal(stderr) &&
                   std::string_view(std::getenv("TERM") != nullptr ? std::getenv("TERM") : "dumb") != "dumb";
    options.columns = terminal_columns(stderr);
    options.heartbeat = heartbeat().value;
    options.quiet = globals.quiet || globals.events;
    return options;
}

std::vector<ActionResult> Workspace::execute(const Plan& plan, const std::set<std::size_t>& targets,
                                             Check check) {
    Progress progress(progress_options(globals_));
    EventLines lines(stderr);
    const EventSink events = [&](const Event& event) { globals_.events ? lines(event) : progress(event); };
    const FetchContext context = fetch_context(events);
    const SandboxLimits limits{settings_.memory_limit, settings_.process_limit, settings_.disk_limit};
    Scheduler scheduler(plan, store(), make_perform(store(), context, bubblewrap_sandbox(store(), limits)),
                        machine_limits(settings_.jobs), events);
    progress.set_total(scheduler.needed(targets));
    return scheduler.run(targets, check);
}

FetchContext Workspace::fetch_context(EventSink events) {
    return {store(),           catalog_.folder(),       settings_.mirrors,
            settings_.goproxy, settings_.debian_mirror, settings_.debian_security_mirror,
            std::move(events)};
}

std::vector<std::string> rendered_errors(const std::vector<ActionResult>& results) {
    std::vector<std::string> errors;
    for (const ActionResult& result : results)
        if (result.error) errors.push_back(result.error->render());
    // The same missing network fails several fetches in the same words.
    std::sort(errors.begin(), errors.end());
    errors.erase(std::unique(errors.begin(), errors.end()), errors.end());
    return errors;
}

void Selection::declare(CLI::App& app, bool with_platforms) {
    app.add_option("RELEASE", release, "A release branch of releases/, e.g. 1-36 or demo")
        ->required()
        ->type_name("");
    app.add_option("COMPONENT", components, "Components of the release (default: all)")->type_name("");
    if (with_platforms)
        app.add_option("--platform", platforms, "A platform (default: all), e.g. linux/amd64")
            ->type_name("OS/ARCH")
            ->allow_extra_args(false)
            ->delimiter(',');
}

}  // namespace verbatim
