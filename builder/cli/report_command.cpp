#include "base/text.h"
#include "cli/command.h"
#include "cli/read_runs.h"
#include "cli/write_report.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {

struct ReportCommandOptions {
    std::string runs, out;
    ReportOptions report;
    bool json = false;
};

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
    app.add_option("--runs", options->runs,
                   "Runs as JSON: one record, or an array (docs/formats/run-json.md)")
        ->required()
        ->type_name("FILE");
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
        const std::vector<Run> runs = read_runs(options->runs);
        const WrittenReport written = write_report(options->out, runs, options->report);
        if (options->json)
            std::fputs(report_record(*options, written, runs.size()).c_str(), stdout);
        else if (!globals.quiet)
            std::fputs(report_text(*options, written, runs.size()).c_str(), stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
