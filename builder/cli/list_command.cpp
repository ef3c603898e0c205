#include "base/text.h"
#include "cli/workspace.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {

struct ListOptions {
    std::string release;
    bool toolchains = false, roots = false, json = false;
};

// A record of the list, and its line for people.
struct Listed {
    Json record;
    std::string line;
};

std::vector<Listed> releases(const Catalog& catalog) {
    std::vector<Listed> all;
    for (const std::string& branch : catalog.releases()) {
        const Release release = catalog.release(branch);
        const DistroPin& distro = release.distro;
        all.push_back(
            {{{"release", branch},
              {"distro", distro.known() ? Json(distro.name) : Json(nullptr)},
              {"commit", distro.known() ? Json(distro.commit.value) : Json(nullptr)},
              {"components", release.components.size()}},
             fmt::format("{:<8}  {}  {}", branch,
                         distro.known() ? distro.name + "@" + distro.commit.value.substr(0, 8) : "no distro",
                         counted(release.components.size(), "component"))});
    }
    return all;
}

std::vector<Listed> components(const Catalog& catalog, const std::string& branch) {
    std::vector<Listed> all;
    for (const ComponentPin& pin : catalog.release(branch).components)
        all.push_back({{{"component", pin.project},
                        {"tag", pin.tag.value},
                        {"commit", pin.commit.value},
                        {"go", pin.go.value},
                        {"go_declared", pin.go_declared}},
                       fmt::format("{:<30}  {:<10}  {}  {}", pin.project, pin.tag.value,
                                   pin.commit.value.substr(0, 12), pin.go.value)});
    return all;
}

template <typename Hosts>
std::vector<std::string> hosts_of(const Hosts& hosts) {
    std::vector<std::string> names;
    for (const auto& [host, pins] : hosts) names.push_back(host.str());
    return names;
}

std::vector<Listed> toolchains(const Catalog& catalog) {
    std::vector<Listed> all;
    for (const std::string& version : catalog.toolchains()) {
        const auto hosts = hosts_of(catalog.toolchain(version).hosts);
        all.push_back({{{"toolchain", version}, {"hosts", hosts}},
                       fmt::format("{:<12}  on {}", version, join(hosts, ", "))});
    }
    return all;
}

std::vector<Listed> roots(const Catalog& catalog) {
    std::vector<Listed> all;
    for (const std::string& name : catalog.roots()) {
        Json hosts = Json::array();
        std::string line;
        for (const auto& [host, packages] : catalog.root(name).hosts) {
            hosts.push_back({{"host", host.str()}, {"packages", packages.size()}});
            line +=
                (line.empty() ? "" : ", ") + host.str() + " (" + counted(packages.size(), "package") + ")";
        }
        all.push_back({{{"root", name}, {"hosts", hosts}}, fmt::format("{:<12}  on {}", name, line)});
    }
    return all;
}

void show(const std::vector<Listed>& all, const std::string& format, const std::string& key, bool as_json,
          const std::string& release = {}) {
    Json list = Json::array();
    for (const Listed& one : all) {
        if (!as_json) fmt::print("{}\n", printable(one.line));
        list.push_back(one.record);
    }
    if (!as_json) return;
    Json record = {{"format", format}};
    if (!release.empty()) record["release"] = release;
    record[key] = std::move(list);
    std::fputs(json_text(record).c_str(), stdout);
}

}  // namespace

RunCommandLine declare_list(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<ListOptions>();
    auto* release =
        app.add_option("RELEASE", options->release, "The release whose components to list")->type_name("");
    auto* toolchains_flag =
        app.add_flag("--toolchains", options->toolchains, "List the Go releases that are pinned")
            ->excludes(release);
    app.add_flag("--roots", options->roots, "List the builder roots that are pinned")
        ->excludes(release)
        ->excludes(toolchains_flag);
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] {
        const Workspace workspace(globals);
        const Catalog& catalog = workspace.catalog();
        if (options->toolchains)
            show(toolchains(catalog), "verbatim.toolchains/1", "toolchains", options->json);
        else if (options->roots)
            show(roots(catalog), "verbatim.roots/1", "roots", options->json);
        else if (options->release.empty())
            show(releases(catalog), "verbatim.releases/1", "releases", options->json);
        else
            show(components(catalog, options->release), "verbatim.components/1", "components", options->json,
                 options->release);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
