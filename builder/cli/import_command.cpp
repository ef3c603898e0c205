#include "cli/command.h"
#include "fetch/embedded.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {
struct ImportOptions {
    std::string folder, repository;
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
    return [options] {
        for (const auto& [tag, imported] : import_embedded(options->folder, options->repository))
            fmt::print("{}  tag_object {}  commit {}\n", tag, imported.object, imported.commit);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
