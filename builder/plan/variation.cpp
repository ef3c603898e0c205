#include "plan/variation.h"

#include "base/digest.h"
#include "plan/standard_library.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::array<std::pair<Axis, std::string_view>, all_axes.size()> names = {{
    {Axis::build_path, "build-path"},
    {Axis::user, "user"},
    {Axis::host_name, "host-name"},
    {Axis::time_zone, "time-zone"},
    {Axis::locale, "locale"},
    {Axis::umask, "umask"},
    {Axis::processors, "processors"},
    {Axis::directory_order, "directory-order"},
    {Axis::personality, "personality"},
    {Axis::environment, "environment"},
    {Axis::compiler_cache, "compiler-cache"},
}};

constexpr const char* varied_source = "/srv/another/place/of-the-source";
constexpr const char* varied_home = "/srv/homes/somebody";
constexpr const char* varied_host = "varied.example";
// In Debian's /etc/passwd, so that a name belongs to them where the builder root has that file.
constexpr const char* varied_user = "games";
constexpr int varied_user_id = 5, varied_group_id = 60;
constexpr const char* varied_zone = "XYZ-13:45";
constexpr const char* varied_locale = "tr_TR.UTF-8";
constexpr int varied_umask = 0077;
constexpr const char* varied_maxprocs = "3";

// A variable that no build asks for; its name and value are others in each instance.
std::string noise_name(const std::string& instance) {
    return "NOISE_" + sha256(instance).hex().substr(0, 8);
}
std::string noise_value(const std::string& instance) {
    return sha256("noise " + instance).hex();
}

// Without a blank in them: some builds cannot be made in such a folder at all, which says nothing of bits.
void vary_paths(SandboxPaths& paths) {
    const SandboxPaths usual;
    if (paths.source == usual.source) paths.source = varied_source;
    if (paths.home == usual.home) paths.home = varied_home;
}

void vary_run(RunCommand& run, const Variation& variation) {
    const auto has = [&](Axis axis) { return variation.axes.contains(axis); };
    Circumstances& about = run.circumstances;
    about.instance = variation.instance;
    if (has(Axis::host_name)) about.host_name = varied_host;
    if (has(Axis::user)) {
        about.user = varied_user_id;
        about.group = varied_group_id;
        run.environment["USER"] = varied_user;
        run.environment["LOGNAME"] = varied_user;
    }
    if (has(Axis::time_zone)) run.environment["TZ"] = varied_zone;
    if (has(Axis::locale)) {
        run.environment["LANG"] = varied_locale;
        run.environment["LC_ALL"] = varied_locale;
        run.environment["LANGUAGE"] = "tr";
    }
    if (has(Axis::umask)) about.umask = varied_umask;
    if (has(Axis::processors)) {
        about.processors = 1;
        run.environment["GOMAXPROCS"] = varied_maxprocs;
    }
    if (has(Axis::directory_order)) about.directories_reversed = true;
    if (has(Axis::personality)) about.old_kernel = true;
    if (has(Axis::environment))
        run.environment[noise_name(variation.instance)] = noise_value(variation.instance);
}

}  // namespace

std::string_view axis_name(Axis axis) {
    return std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == axis; })
        ->second;
}

std::optional<Axis> axis_of(std::string_view name) {
    for (const auto& [axis, its_name] : names)
        if (its_name == name) return axis;
    return std::nullopt;
}

AxisSettings settings_of(Axis axis, const std::string& instance) {
    const SandboxPaths paths;
    const Circumstances usual;
    switch (axis) {
        case Axis::build_path:
            return {paths.source, varied_source};
        case Axis::user:
            return {"builder (1000:1000)", std::string(varied_user) + " (5:60)"};
        case Axis::host_name:
            return {usual.host_name, varied_host};
        case Axis::time_zone:
            return {"UTC", varied_zone};
        case Axis::locale:
            return {"C.UTF-8", varied_locale};
        case Axis::umask:
            return {"022", "077"};
        case Axis::processors:
            return {"all of the machine's", std::string("one, GOMAXPROCS=") + varied_maxprocs};
        case Axis::directory_order:
            return {"as the file system has it", "the reverse of the names' order"};
        case Axis::personality:
            return {"the machine's", "uname says 2.6, addresses not random"};
        case Axis::environment:
            return {"as the action says", "and " + noise_name(instance) + "=" + noise_value(instance)};
        case Axis::compiler_cache:
            return {"begins with Go's compiled standard library", "empty"};
    }
    return {};
}

Plan make_varied_plan(PlanInputs inputs, const Variation& variation) {
    if (variation.axes.contains(Axis::build_path))
        for (auto& [name, project] : inputs.projects) vary_paths(project.paths);
    Plan plan = make_plan(inputs);
    if (variation.instance.empty()) return plan;
    if (variation.axes.contains(Axis::compiler_cache)) compile_all_in_each_build(plan);
    for (Action& action : plan.actions) {
        auto* run = std::get_if<RunCommand>(&action.operation);
        if (run != nullptr && !makes_standard_library(*run)) vary_run(*run, variation);
        std::vector<std::pair<Input, Digest>> digests;
        for (const Input& input : action.inputs)
            digests.emplace_back(input, plan.actions.at(input.action).plan_digest);
        action.plan_digest = plan_digest(action.operation, digests);
    }
    return plan;
}

std::string not_to_be_varied(Axis axis, const Project& project) {
    if (axis != Axis::build_path || project.paths.source == SandboxPaths().source) return {};
    return "its definition says in which folder it is built";
}

}  // namespace verbatim
