// `verbatim history [COMPONENT]…`: what the recorded runs found.
#include "base/text.h"
#include "cli/workspace.h"
#include "history/history.h"
#include "report/history_report.h"

#include <cstdio>
#include <set>

namespace verbatim {

namespace {

struct HistoryOptions {
    std::vector<std::string> components;
    std::string release;
    std::optional<std::string> file;
    std::size_t runs = 20;
    bool json = false;
};

std::filesystem::path history_file(const HistoryOptions& options, const Globals& globals) {
    Globals own = globals;
    if (options.file) own.settings.history = options.file;
    const std::filesystem::path file = Workspace(own).settings().history;
    if (file.empty())
        throw Error(Failure::usage, "there is no place for the history")
            .note("Neither XDG_DATA_HOME nor HOME is set.")
            .next("name a file: --history FILE");
    return file;
}

// A name that nobody ever recorded is a mistake, not a component of which there is nothing to tell.
void check_names(const HistoryReport& report) {
    std::set<std::string> components, releases;
    const auto see = [&](const UnitName& unit) {
        components.insert(unit.component);
        releases.insert(unit.release);
    };
    for (const auto& [name, last] : report.known) see(name);
    for (const Run& run : report.runs)
        for (const UnitResult& unit : run.units) see(unit.unit);
    const auto refuse = [&](const char* what, const std::string& name, const std::set<std::string>& known) {
        if (known.contains(name)) return;
        Error error(Failure::usage,
                    "the history " + report.file + " has nothing of the " + what + " " + name);
        if (const auto meant = suggestion(name, {known.begin(), known.end()}))
            error.note("Did you mean " + *meant + "?");
        throw error.next("verbatim history --json shows all that it has");
    };
    for (const std::string& component : report.components) refuse("component", component, components);
    if (!report.release.empty()) refuse("release", report.release, releases);
}

ExitStatus run_history(const HistoryOptions& options, const Globals& globals) {
    HistoryReport report;
    const std::filesystem::path file = history_file(options, globals);
    report.file = file.string();
    report.components = options.components;
    report.release = options.release;
    std::error_code error;
    if (std::filesystem::status(file, error).type() != std::filesystem::file_type::not_found) {
        const History history(file, History::Access::look);
        report.notes = history.notes();
        report.runs = history.runs(options.runs);
        report.known = history.last_known();
        if (!report.runs.empty()) report.before = history.last_known(report.runs.front().id);
    }
    if (!report.runs.empty()) check_names(report);
    if (options.json) std::fputs(history_json(report).c_str(), stdout);
    if (report.runs.empty()) {
        std::fputs(Error(Failure::usage, "nothing is recorded in the history " + report.file)
                       .note("It is there once a nightly run or a check was.")
                       .next("where it lies elsewhere: --history FILE, or the setting `history`")
                       .render()
                       .c_str(),
                   stderr);
        return ExitStatus::nothing_to_check;
    }
    if (!options.json) std::fputs(history_text(report, Style::of(stdout)).c_str(), stdout);
    return ExitStatus::ok;
}

}  // namespace

RunCommandLine declare_history(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<HistoryOptions>();
    app.add_option("COMPONENT", options->components,
                   "Components to show the states of, e.g. etcd-io/etcd (default: an overview)")
        ->type_name("");
    app.add_option("--release", options->release, "This release branch alone")->type_name("RELEASE");
    app.add_option("--runs", options->runs, "How many of the last runs to show (default: 20)")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000));
    app.add_option("--history", options->file, "The file with the history (VERBATIM_HISTORY)")
        ->type_name("FILE");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/history-json.md)");
    return [options, &globals] { return run_history(*options, globals); };
}

}  // namespace verbatim
