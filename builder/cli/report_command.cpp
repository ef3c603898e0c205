#include "base/text.h"
#include "cli/read_runs.h"
#include "cli/workspace.h"
#include "cli/write_report.h"
#include "history/history.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {

struct ReportCommandOptions {
    std::string runs, out;
    ReportOptions report;
    std::optional<std::string> history;
    std::size_t last = 60;
    bool json = false;
};

// Throws Error (usage) where nothing is recorded: a report of nothing would look like one of all being well.
std::vector<Run> recorded_runs(const ReportCommandOptions& options, const Globals& globals) {
    Globals own = globals;
    if (options.history) own.settings.history = options.history;
    const std::filesystem::path file = Workspace(own).settings().history;
    std::vector<Run> runs;
    if (!file.empty() && std::filesystem::exists(file))
        runs = History(file, History::Access::look).runs(options.last);
    if (runs.empty())
        throw Error(Failure::usage, "nothing is recorded in the history " + file.string())
            .note("It is there once a night was.")
            .next("name another with --history FILE, or runs as JSON with --runs FILE");
    return runs;
}

std::string report_record(const ReportCommandOptions& options, const WrittenReport& written,
                          std::size_t runs) {
    Json files = Json::array();
    for (const WrittenReport::File& file : written.files)
        files.push_back({{"path", file.path}, {"size", file.size}});
    return json_text(
        {{"format", "verbatim.report/1"}, {"out", options.out}, {"runs", runs}, {"files", files}});
}

// The site's pages are many: its front page stands for them.
std::string report_text(const ReportCommandOptions& options, const WrittenReport& written, std::size_t runs) {
    std::uint64_t size = 0;
    std::string others;
    for (const WrittenReport::File& file : written.files) {
        size += file.size;
        if (!file.path.starts_with("site/")) others += "  " + file.path + "\n";
    }
    return fmt::format("{} into {} ({}, {})\n  site/index.html\n{}", counted(runs, "run"),
                       printable(options.out), counted(written.files.size(), "file"), human_size(size),
                       others);
}

}  // namespace

RunCommandLine declare_report(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<ReportCommandOptions>();
    auto* runs_file = app.add_option("--runs", options->runs,
                                     "Runs as JSON: one record, or an array (docs/formats/run-json.md); "
                                     "else those of the history")
                          ->type_name("FILE");
    app.add_option("--history", options->history, "Not the setting `history`, but this one")
        ->type_name("FILE")
        ->excludes(runs_file);
    app.add_option("--last", options->last, "So many runs of the history (default: 60)")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, 10000));
    app.add_option("--out", options->out, "Where to write; its site/ is replaced as a whole")
        ->required()
        ->type_name("DIR");
    app.add_option("--title", options->report.title,
                   "What the site and the feed are called (default: Verbatim)")
        ->type_name("TEXT");
    app.add_option("--address", options->report.address, "Where the site will be, for the links of the feed")
        ->type_name("URL")
        ->check([](const std::string& url) {
            return url.starts_with("https://") || url.starts_with("http://")
                       ? std::string()
                       : "an address begins with https://";
        });
    app.add_flag("--json", options->json, "One JSON record (docs/formats/run-json.md)");
    return [options, &globals] {
        const std::vector<Run> runs =
            options->runs.empty() ? recorded_runs(*options, globals) : read_runs(options->runs);
        const WrittenReport written = write_report(options->out, runs, options->report);
        if (options->json)
            std::fputs(report_record(*options, written, runs.size()).c_str(), stdout);
        else if (!globals.quiet)
            std::fputs(report_text(*options, written, runs.size()).c_str(), stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
