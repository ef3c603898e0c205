#include "base/error.h"
#include "base/http.h"
#include "base/text.h"
#include "cli/workspace.h"
#include "fetch/apt_sources.h"
#include "fetch/go_proxy.h"
#include "report/json.h"
#include "sandbox/sandbox_limits.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {

// A setting as it is in force.
struct Shown {
    std::string name;
    Json value;        // null: not known
    std::string text;  // the value for people
    std::string origin;
    const char* chosen_by = nullptr;  // where the value was left to this machine
};

// GOPROXY is a list, and each of it may hold a password.
std::string redacted_list(const std::string& list) {
    std::string out;
    for (std::size_t from = 0;;) {
        const std::size_t end = std::min(list.find_first_of(",|", from), list.size());
        out += redacted_url(list.substr(from, end - from));
        if (end == list.size()) return out;
        out += list[end];
        from = end + 1;
    }
}

// In the unit that limits are mostly given in.
std::string size_text(std::uint64_t bytes) {
    constexpr std::uint64_t gibibyte = 1ULL << 30U;
    if (bytes < gibibyte) return human_size(bytes);
    if (bytes % gibibyte == 0) return fmt::format("{} GiB", bytes / gibibyte);
    return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / static_cast<double>(gibibyte));
}

class Listing {
  public:
    explicit Listing(const Globals& globals)
        : globals_(globals), workspace_(globals, NotTakenNote::leave_out) {}

    [[nodiscard]] const Settings& settings() const { return workspace_.settings(); }

    std::vector<Shown> run() {
        const FoundProject project = locate_project(globals_);
        add("project", project.folder.string(), project.folder.string(), project.origin, project.chosen_by);
        const Settings& set = workspace_.settings();
        text("store", set.store.string());
        text("history", set.history.string());
        place("goproxy", redacted_list(set.goproxy), "go env",
              [] { return redacted_list(goproxy_in_force("")); });
        place("debian_mirror", redacted_url(set.debian_mirror), "apt's settings",
              [] { return redacted_url(debian_mirror_in_force("main", "")); });
        place("debian_security_mirror", redacted_url(set.debian_security_mirror), "apt's settings",
              [] { return redacted_url(debian_mirror_in_force("security", "")); });
        text("offline", set.offline ? "true" : "false");
        const int jobs = machine_limits(set.jobs).runs;
        add("jobs", jobs, std::to_string(jobs), origin("jobs"),
            set.jobs == 0 ? "cores and memory of this machine" : nullptr);
        limits(set);
        const auto heartbeat = verbatim::heartbeat();
        add("heartbeat", heartbeat.value.count(), fmt::format("{} s", heartbeat.value.count()),
            heartbeat.origin);
        const auto silence = verbatim::silence();
        add("silence", silence.value.count(), fmt::format("{} s", silence.value.count()), silence.origin);
        for (const auto& [prefix, folder] : set.mirrors)
            add("mirrors " + redacted_url(prefix), folder, folder, origin("mirrors " + prefix));
        for (const auto& [folder, from] : set.trusted_projects)
            add("trusted_projects", folder.string(), folder.string(), from);
        return std::move(all_);
    }

  private:
    void add(const std::string& name, Json value, const std::string& text, const std::string& origin,
             const char* chosen_by = nullptr) {
        all_.push_back({name, std::move(value), text, origin, chosen_by});
    }

    std::string origin(const std::string& name) const {
        const auto found = workspace_.settings().origins.find(name);
        return found != workspace_.settings().origins.end() ? found->second : "default";
    }

    void text(const std::string& name, const std::string& value) { add(name, value, value, origin(name)); }

    // Asks only where no setting says it.
    template <typename Ask>
    void place(const std::string& name, const std::string& value, const char* asked, Ask ask) {
        if (!value.empty()) return text(name, value);
        try {
            const std::string answer = ask();
            add(name, answer, answer, asked);
        } catch (const Error& error) {
            if (error.kind() != Failure::unavailable) throw;
            add(name, nullptr, "none known", origin(name));
        }
    }

    void limits(const Settings& set) {
        const SandboxLimits in_force =
            machine_sandbox_limits({set.memory_limit, set.process_limit, set.disk_limit});
        add("memory_limit", in_force.memory_bytes, size_text(in_force.memory_bytes), origin("memory_limit"),
            set.memory_limit == 0 ? "three quarters of this machine's memory" : nullptr);
        add("disk_limit", in_force.disk_bytes, size_text(in_force.disk_bytes), origin("disk_limit"));
        add("process_limit", in_force.processes, std::to_string(in_force.processes), origin("process_limit"),
            set.process_limit == 0 ? "cores of this machine" : nullptr);
    }

    const Globals& globals_;
    Workspace workspace_;
    std::vector<Shown> all_;
};

// A name or a value of a project's file: whatever it is, no password in it is shown.
std::string shown(const Settings::NotTaken& one) {
    return one.name == "goproxy" ? redacted_list(one.value) : redacted_url(one.value);
}

std::string shown_name(const std::string& name) {
    const auto blank = name.find(' ');
    return blank == std::string::npos ? name
                                      : name.substr(0, blank + 1) + redacted_url(name.substr(blank + 1));
}

std::string how_to_trust(const Settings& settings, const std::string& project) {
    return "where you trust who wrote it, list " + project + " under `trusted_projects` in " +
           (settings.user_file.empty() ? "your own settings file (HOME is not set)"
                                       : settings.user_file.string());
}

Json not_taken_record(const Settings& settings, const std::string& project) {
    Json all = Json::array();
    for (const Settings::NotTaken& one : settings.not_taken)
        all.push_back({{"name", shown_name(one.name)},
                       {"value", shown(one)},
                       {"origin", one.origin},
                       {"because", one.why},
                       {"next", how_to_trust(settings, project)}});
    return all;
}

std::string not_taken_text(const Settings& settings, const std::string& project) {
    if (settings.not_taken.empty()) return {};
    std::string out = "\nnot taken, since a project's own file may not set it:\n";
    for (const Settings::NotTaken& one : settings.not_taken)
        out += fmt::format("{:<24}  {}  ({}: {})\n", printable(shown_name(one.name)), printable(shown(one)),
                           printable(one.origin), one.why);
    return out + "next: " + printable(how_to_trust(settings, project)) + "\n";
}

}  // namespace

RunCommandLine declare_config(CLI::App& app, const Globals& globals) {
    auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "One JSON record (docs/formats/commands-json.md)");
    return [json, &globals] {
        Json all = Json::array();
        Listing listing(globals);
        for (const Shown& one : listing.run()) {
            const Json chosen_by = one.chosen_by != nullptr ? Json(one.chosen_by) : Json(nullptr);
            all.push_back(
                {{"name", one.name}, {"value", one.value}, {"origin", one.origin}, {"chosen_by", chosen_by}});
            const std::string why = one.chosen_by != nullptr ? std::string(": ") + one.chosen_by : "";
            if (!*json)
                fmt::print("{:<24}  {}  ({})\n", printable(one.name), printable(one.text),
                           printable(one.origin + why));
        }
        const std::string project = find_project(globals).string();
        const std::string text =
            *json ? json_text({{"format", "verbatim.config/1"},
                               {"settings", all},
                               {"not_taken", not_taken_record(listing.settings(), project)}})
                  : not_taken_text(listing.settings(), project);
        std::fputs(text.c_str(), stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
