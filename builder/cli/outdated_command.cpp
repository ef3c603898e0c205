#include "cli/workspace.h"
#include "pin/outdated.h"
#include "report/events_json.h"
#include "report/outdated_report.h"

#include <cstdio>

namespace verbatim {

RunCommandLine declare_outdated(CLI::App& app, const Globals& globals) {
    struct Options {
        std::string release;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    app.add_option("RELEASE", options->release, "A release branch of releases/ (default: all)")
        ->type_name("");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] {
        Workspace workspace(globals);
        Progress progress(progress_options(globals));
        EventLines lines(stderr);
        FetchContext context = workspace.fetch_context(
            [&](const Event& event) { globals.events ? lines(event) : progress(event); });
        const std::vector<std::string> branches = options->release.empty()
                                                      ? workspace.catalog().releases()
                                                      : std::vector<std::string>{options->release};
        std::vector<Outdated> all;
        for (const std::string& branch : branches)
            all.push_back(find_outdated(workspace.catalog(), workspace.catalog().release(branch), context));
        std::string text;
        for (const Outdated& one : all)
            text += (text.empty() ? "" : "\n") + outdated_text(one, Style::of(stdout));
        std::fputs((options->json ? outdated_json(all) : text).c_str(), stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
