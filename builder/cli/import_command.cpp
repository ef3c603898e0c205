#include "cli/command.h"
#include "fetch/embedded.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {
struct ImportOptions {
    std::string folder, repository;
    bool json = false;
};
}  // namespace

RunCommandLine declare_import(CLI::App& app, const Globals&) {
    auto options = std::make_shared<ImportOptions>();
    app.add_option("FOLDER", options->folder, "The embedded source, with its import.yaml")
        ->required()
        ->type_name("");
    app.add_option("REPOSITORY", options->repository, "A bare git repository, made where absent")
        ->required()
        ->type_name("");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options] {
        const auto tags = import_embedded(options->folder, options->repository);
        Json all = Json::array();
        for (const auto& [tag, imported] : tags) {
            all.push_back({{"tag", tag},
                           {"tag_object", imported.object},
                           {"commit", imported.commit},
                           {"commit_time", imported.commit_time}});
            if (!options->json)
                fmt::print("{}  tag_object {}  commit {}\n", tag, imported.object, imported.commit);
        }
        if (options->json)
            std::fputs(json_text({{"format", "verbatim.import/1"},
                                  {"folder", options->folder},
                                  {"repository", options->repository},
                                  {"tags", all}})
                           .c_str(),
                       stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
