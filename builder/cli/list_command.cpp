#include "base/text.h"
#include "cli/workspace.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace verbatim {

namespace {

using json = nlohmann::ordered_json;

struct ListOptions {
    std::string release;
    bool json = false;
};

void list_releases(const Catalog& catalog, bool as_json) {
    json all = json::array();
    for (const std::string& branch : catalog.releases()) {
        const Release release = catalog.release(branch);
        const DistroPin& distro = release.distro;
        all.push_back({{"release", branch},
                       {"distro", distro.known() ? json(distro.name) : json(nullptr)},
                       {"commit", distro.known() ? json(distro.commit.value) : json(nullptr)},
                       {"components", release.components.size()}});
        if (!as_json)
            fmt::print("{:<8}  {}  {}\n", branch,
                       distro.known() ? printable(distro.name) + "@" + distro.commit.value.substr(0, 8)
                                      : "no distro",
                       counted(release.components.size(), "component"));
    }
    if (as_json) fmt::print("{}\n", json{{"format", "verbatim.releases/1"}, {"releases", all}}.dump(2));
}

void list_components(const Catalog& catalog, const std::string& branch, bool as_json) {
    json all = json::array();
    for (const ComponentPin& pin : catalog.release(branch).components) {
        all.push_back({{"component", pin.project},
                       {"tag", pin.tag.value},
                       {"commit", pin.commit.value},
                       {"go", pin.go.value},
                       {"go_declared", pin.go_declared}});
        if (!as_json)
            fmt::print("{:<30}  {:<10}  {}  {}\n", printable(pin.project), printable(pin.tag.value),
                       pin.commit.value.substr(0, 12), pin.go.value);
    }
    if (as_json)
        fmt::print(
            "{}\n",
            json{{"format", "verbatim.components/1"}, {"release", branch}, {"components", all}}.dump(2));
}

}  // namespace

RunCommandLine declare_list(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<ListOptions>();
    app.add_option("RELEASE", options->release, "The release whose components to list")->type_name("");
    app.add_flag("--json", options->json, "One JSON record");
    return [options, &globals] {
        const Workspace workspace(globals);
        if (options->release.empty())
            list_releases(workspace.catalog(), options->json);
        else
            list_components(workspace.catalog(), options->release, options->json);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
