#include "base/text.h"
#include "catalog/draft.h"
#include "cli/workspace.h"
#include "fetch/go_layout.h"
#include "fetch/upstream.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

using json = nlohmann::ordered_json;

struct NewOptions {
    std::string component, url, release, tag;
    bool json = false;
};

class Beginning {
  public:
    Beginning(const NewOptions& options, const Globals& globals) : asked_(options), workspace_(globals) {
        draft_.name = asked_.component;
        draft_.source = asked_.url.empty() ? "https://github.com/" + asked_.component : asked_.url;
        project_file_ = "projects/" + asked_.component + "/project.yaml";
        release_file_ = "releases/" + asked_.release + ".yaml";
    }

    ExitStatus run() {
        // Whatever can go wrong does before anything is written.
        check_names();
        check_url();
        check_absent();
        if (!asked_.tag.empty()) look();
        if (draft_.builds.empty()) guess();
        const std::string project = project_text(draft_);
        (void)parse_project(project_file_, project, asked_.component);
        std::string release;
        if (!asked_.release.empty()) release = new_lock();
        write(project_file_, project);
        if (!release.empty()) write(release_file_, release);
        asked_.json ? print_json() : print_text();
        return ExitStatus::ok;
    }

  private:
    fs::path in_project(const std::string& file) const { return workspace_.catalog().folder() / file; }

    void check_names() const {
        const std::string& name = asked_.component;
        if (!is_contained_path(name) || std::count(name.begin(), name.end(), '/') != 1)
            throw Error(Failure::usage, "\"" + name + "\" is no component")
                .note("Expected ORG/REPO, as upstream is called.")
                .next("verbatim new ORG/REPO   (e.g. FiloSottile/age)");
        const std::string& release = asked_.release;
        if (!release.empty() && (!is_contained_path(release) || release.find('/') != std::string::npos))
            throw Error(Failure::usage, "\"" + release + "\" is no release")
                .note("Expected a branch, as 1-36.")
                .next("verbatim list   (the releases that there are)");
    }

    void check_url() const {
        for (const char* scheme : {"https://", "http://", "file:///", "embedded:"})
            if (draft_.source.starts_with(scheme)) return;
        throw Error(Failure::usage, "\"" + draft_.source + "\" is no source that Verbatim can fetch from")
            .note("Expected https://…, http://…, file:///… or embedded:FOLDER.");
    }

    void check_absent() const {
        if (fs::exists(in_project(project_file_)))
            throw Error(Failure::usage, project_file_ + " is there already, and stays as it is")
                .next("edit it (docs/formats/project.md), or move it away first");
        if (asked_.release.empty() || !fs::exists(in_project(release_file_))) return;
        for (const ComponentPin& pin : workspace_.catalog().release(asked_.release).components)
            if (pin.project == asked_.component)
                throw Error(Failure::usage,
                            release_file_ + " has " + asked_.component + " already, and stays as it is")
                    .at(pin.at, "pinned here")
                    .next("leave --release out, and edit the lock (docs/formats/lock.md)");
    }

    // What upstream has at the tag.
    void look() {
        const Settings& settings = workspace_.settings();
        FetchContext context{workspace_.store(),
                             workspace_.catalog().folder(),
                             settings.mirrors,
                             settings.goproxy,
                             settings.debian_mirror,
                             settings.debian_security_mirror,
                             {}};
        UpstreamTag upstream = read_upstream(draft_.source, asked_.tag, context);
        seen_ = survey_go(upstream.paths, upstream.read);
        pin_ = upstream.pin;
        pin_->project = asked_.component;
        draft_.seen = asked_.tag;
        for (const GoModuleSeen& module : seen_) take(module);
        choose_toolchain();
    }

    void take(const GoModuleSeen& module) {
        if (module.binaries.empty() && module.namesakes.empty()) {
            draft_.idle.push_back(module.folder + " (" + module.path + ")");
            return;
        }
        if (module.binaries.empty()) return;
        if (module.vendored) draft_.modules = ModuleSource::tree;
        std::string remark = module.path + (module.go.empty() ? "" : ", go " + module.go);
        if (!module.toolchain.empty()) remark += ", toolchain " + module.toolchain;
        draft_.builds.push_back(
            {module.folder, remark, {module.binaries.begin(), module.binaries.end()}, module.namesakes});
    }

    // Of those that are pinned for this host.
    void choose_toolchain() {
        std::vector<std::string> usable;
        for (const std::string& release : workspace_.catalog().toolchains())
            if (workspace_.catalog().toolchain(release).hosts.contains(Platform::host()))
                usable.push_back(release);
        std::string least;
        for (const GoModuleSeen& module : seen_)
            if (!module.go.empty() && (least.empty() || go_at_least("go" + module.go, least)))
                least = module.go;
        const auto chosen = choose_go(usable, seen_);
        if (!chosen)
            throw Error(Failure::definition,
                        "no Go release that is pinned for this host is as new as go.mod asks for: " +
                            printable(least))
                .note(usable.empty() ? "None is pinned in toolchains/go/."
                                     : "There are: " + join(usable, ", ") + ".")
                .next("pin one in toolchains/go/ (docs/hacking.md)");
        pin_->go.value = *chosen;
        pin_->go_declared = chosen->substr(2, chosen->find('.', chosen->find('.') + 1) - 2);
        remark_ = least.empty() ? ""
                                : "go.mod asks for " + least +
                                      " or later; what upstream itself builds with, its own CI says.";
    }

    void guess() {
        draft_.builds.push_back(
            {".", "", {{asked_.component.substr(asked_.component.find('/') + 1), "."}}, {}});
        if (!draft_.seen.empty()) draft_.builds.front().remark = "a guess: no program was found";
    }

    // The lock's whole text; empty where it is for a person to put together.
    std::string new_lock() {
        if (!fs::exists(in_project(release_file_))) {
            const std::string text = release_text(asked_.release, *pin_, remark_);
            (void)parse_release(release_file_, text, asked_.release);
            return text;
        }
        const std::string before = read_file(in_project(release_file_), 2U << 20U);
        if (auto text = with_component(asked_.release, before, *pin_, remark_)) return *text;
        paste_ = pin_text(*pin_, remark_);
        return {};
    }

    void write(const std::string& file, const std::string& text) {
        make_directories(in_project(file).parent_path());
        write_file(in_project(file), text);
        written_.push_back(file);
    }

    std::vector<std::string> binaries() const {
        std::vector<std::string> names;
        for (const auto& build : draft_.builds)
            for (const auto& [name, package] : build.binaries) names.push_back(name);
        return names;
    }

    void print_text() const {
        const std::string found =
            draft_.seen.empty() ? "a pattern to fill in" : "builds " + join(binaries(), ", ");
        fmt::print("wrote {}: {}\n", printable(project_file_), printable(found));
        if (written_.size() > 1)
            fmt::print("wrote {}: {} {}, commit {}, {}\n", printable(release_file_),
                       printable(asked_.component), printable(asked_.tag), pin_->commit.value.substr(0, 12),
                       pin_->go.value);
        if (!paste_.empty())
            fmt::print("Put this under `components:` of {}, which does not end with them:\n{}",
                       printable(release_file_), paste_);
        fmt::print("next: read {}, then {}\n", written_.size() > 1 ? "both" : "it",
                   asked_.release.empty() ? "pin it in a lock (docs/formats/lock.md)"
                                          : "`verbatim plan " + printable(asked_.release) + "`");
    }

    void print_json() const {
        json record = {{"format", "verbatim.new/1"},
                       {"component", asked_.component},
                       {"source", draft_.source},
                       {"written", written_},
                       {"to_paste", paste_.empty() ? json(nullptr) : json(paste_)},
                       {"detected", pin_ ? detected() : json(nullptr)}};
        fmt::print("{}\n", record.dump(2, ' ', true, json::error_handler_t::replace));
    }

    json detected() const {
        json modules = json::array(), tags = json::object();
        for (const auto& [tag, object] : pin_->tags) tags[tag] = object.value;
        for (const GoModuleSeen& module : seen_)
            modules.push_back({{"folder", module.folder},
                               {"path", module.path},
                               {"go", module.go},
                               {"toolchain", module.toolchain},
                               {"vendored", module.vendored},
                               {"binaries", json(module.binaries)}});
        const std::time_t time = pin_->commit_time.value;
        return {{"tag", asked_.tag},
                {"tag_object", pin_->tag_object.value},
                {"commit", pin_->commit.value},
                {"commit_time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time))},
                {"tags", tags},
                {"go", pin_->go.value},
                {"modules", modules}};
    }

    const NewOptions& asked_;
    Workspace workspace_;
    ProjectDraft draft_;
    std::string project_file_, release_file_, remark_, paste_;
    std::optional<ComponentPin> pin_;  // where somebody looked
    std::vector<GoModuleSeen> seen_;
    std::vector<std::string> written_;
};

}  // namespace

RunCommandLine declare_new(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<NewOptions>();
    app.add_option("ORG/REPO", options->component, "The component, as upstream is called")
        ->required()
        ->type_name("");
    app.add_option("--url", options->url, "The upstream's repository (default: https://github.com/ORG/REPO)")
        ->type_name("URL");
    auto* tag = app.add_option("--tag", options->tag,
                               "Look at upstream's source at this tag, and fill in what is seen there")
                    ->type_name("TAG");
    app.add_option("--release", options->release,
                   "Pin the tag in this release too, which is begun where absent")
        ->type_name("RELEASE")
        ->needs(tag);
    app.add_flag("--json", options->json, "One JSON record (docs/formats/new-json.md)");
    return [options, &globals] { return Beginning(*options, globals).run(); };
}

}  // namespace verbatim
