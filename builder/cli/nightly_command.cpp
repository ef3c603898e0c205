#include "base/files.h"
#include "cli/budget.h"
#include "cli/configuration_file.h"
#include "cli/newer.h"
#include "cli/night.h"
#include "cli/notifying.h"
#include "cli/verification.h"
#include "cli/write_report.h"
#include "publish/webhook_signature.h"
#include "report/night_report.h"
#include "report/notification_json.h"
#include "report/run_report.h"

#include <cstdio>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct NightlyOptions {
    std::string config, budget;
    bool json = false;
};

constexpr std::size_t shown_runs = 60;
constexpr std::size_t largest_configuration = 1U << 20U;

// Paths of a configuration are meant from its folder, so that a timer may start it anywhere.
fs::path from(const fs::path& configuration, const std::string& path) {
    return path.empty() ? fs::path() : fs::absolute(configuration).parent_path() / path;
}

// So that two nights never overlap; the file stays, what counts is who holds it.
FileLock only_one(const fs::path& history) {
    const fs::path file = history.string() + ".night";
    if (auto lock = FileLock::attempt(file)) return std::move(*lock);
    throw Error(Failure::unavailable, "another night is under way: it holds " + file.string())
        .next("wait until it has ended; `verbatim history` shows it");
}

// The last runs, this one as it is here: the history may have no room for it. Why they could not be written;
// then the night's text and messages are all that a person gets.
std::optional<Error> write_reports(const NightlySettings& settings, const fs::path& file,
                                   const History& history, const NightResult& night,
                                   std::string& written_to) {
    if (settings.report.empty() && settings.metrics.empty()) return std::nullopt;
    try {
        std::vector<Run> runs = history.runs(shown_runs);
        std::erase_if(runs, [&](const Run& run) { return run.id == night.run.id; });
        runs.push_back(night.run);
        if (!settings.report.empty()) {
            const fs::path folder = from(file, settings.report);
            write_report(folder, runs, {settings.name, settings.address});
            written_to = folder.string();
        }
        if (!settings.metrics.empty()) {
            const fs::path metrics = from(file, settings.metrics);
            make_directories(metrics.parent_path());
            write_file(metrics, prometheus_text(runs));
        }
    } catch (const Error& error) {
        if (error.kind() != Failure::interrupted) return error;
    }
    return std::nullopt;
}

// What cannot be looked for is a note, and ends no night.
std::vector<Newer> look_for_newer(Workspace& workspace, const NightlySettings& settings, const fs::path& told,
                                  History& history, NightResult& night) {
    std::vector<std::string> releases;
    for (const Located<std::string>& one : settings.releases) releases.push_back(one.value);
    if (releases.empty()) releases = workspace.catalog().releases();
    WhatIsNewer newer;
    try {
        newer = what_is_newer(workspace, releases, told);
    } catch (const Error& error) {
        night.notes.push_back("nobody looked for what is newer: " + error.message());
    }
    try {
        for (const NumberedRelease& one : newer.published)
            if (auto found = history.publish(night.run.id, one))
                night.run.published.push_back(std::move(*found));
    } catch (const Error& error) {
        night.notes.push_back("the history could not be written: " + error.message());
    }
    return std::move(newer.news);
}

// What could not be delivered is kept (docs/formats/webhooks.md), and is no reason for another status.
std::vector<NotifyResult> tell(const NightlySettings& settings, const fs::path& file,
                               const NightResult& night, const std::vector<Newer>& newer) {
    if (!settings.notify.any()) return {};
    const NotificationHead head{night.run.ended, VERBATIM_VERSION, settings.name};
    const RunLinks links{settings.address.empty() ? from(file, settings.report).string() : settings.address};
    std::vector<Notice> notices;
    for (const std::string& body : {regression_json(head, night.run, night.changes, links),
                                    recovery_json(head, night.run, night.changes, links),
                                    night_json(head, night.run, night.changes, links)})
        if (!body.empty()) notices.push_back({event_of_notification(body), new_delivery_id(), body});
    for (const Newer& one : newer)
        notices.push_back(
            {"release", new_delivery_id(), release_json(head, {one.release, 0, {}, {}, one.announcement})});
    return notify(settings.notify, notices, notify_context(file));
}

ExitStatus nightly(const NightlyOptions& options, const Globals& globals) {
    const fs::path file = options.config;
    NightlySettings settings = parse_nightly(options.config, read_configuration(file, largest_configuration));
    if (const auto budget = parse_budget(options.budget)) settings.budget = budget;
    if (settings.name.empty()) settings.name = file.stem().string();
    Workspace workspace(globals);
    const fs::path where =
        settings.history.empty() ? workspace.settings().history : from(file, settings.history);
    if (where.empty())
        throw Error(Failure::usage,
                    "there is no place for the history: neither HOME nor XDG_DATA_HOME is set")
            .next("say one as `history: FILE` in " + options.config);
    make_directories(where.parent_path());
    const FileLock lock = only_one(where);
    const fs::path told = where.string() + ".told";
    History history(where);
    NightResult night = run_night(workspace, settings, history);
    std::vector<Newer> newer;
    if (settings.newer && night.run.ending != RunEnding::interrupted)
        newer = look_for_newer(workspace, settings, told, history, night);
    NightReport report{night.run, night.changes, night.news, night.notes, {}, {}};
    for (const Newer& one : newer) report.newer.push_back(one.announcement.message);
    const std::optional<Error> unwritten = write_reports(settings, file, history, night, report.written_to);
    // Before anybody is told: an interrupted night tells nobody, and its text is not lost by that.
    std::fputs((options.json ? run_json(night.run) : night_text(report, Style::of(stdout))).c_str(), stdout);
    std::fflush(stdout);
    const std::string told_whom = notified_text(tell(settings, file, night, newer));
    if (!options.json) std::fputs(told_whom.c_str(), stdout);
    remember_newer(newer, told);
    if (unwritten && night.run.ending != RunEnding::interrupted) throw Error(*unwritten);
    return exit_status(night);
}

}  // namespace

RunCommandLine declare_nightly(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<NightlyOptions>();
    app.add_option("--config", options->config, "What the night is to do (docs/formats/nightly.md)")
        ->required()
        ->type_name("FILE");
    app.add_option("--budget", options->budget, "Instead of the configuration's")->type_name("TIME");
    app.add_flag("--json", options->json, "The night as one JSON record (docs/formats/run-json.md)");
    return [options, &globals] { return nightly(*options, globals); };
}

}  // namespace verbatim
