#include "base/text.h"
#include "cli/patch_export.h"
#include "cli/patched_components.h"
#include "fetch/mirror.h"
#include "git/database.h"
#include "git/version_tags.h"
#include "report/patch_report.h"

#include <algorithm>
#include <cstdio>

namespace verbatim {

namespace {

struct PatchOptions {
    Selection selection;
    std::string tag, folder = ".";
    bool json = false;
};

// An upstream's mirror, for other tags than the pinned one.
class Upstream {
  public:
    Upstream(const PatchedComponent& component, const std::string& tag, FetchContext& context)
        : mirror_(find_mirror(
              component.url, [&](const auto& folder) { return git::tags_of(folder).contains(tag); },
              context)),
          objects_(git::Database::of_repository(mirror_.folder)),
          tags_(git::tags_of(mirror_.folder)) {}

    std::string commit(const std::string& tag, const PatchedComponent& component) const {
        const auto found = tags_.find(tag);
        if (found != tags_.end()) {
            if (auto commit = git::commit_of(objects_, found->second)) return *commit;
            throw Error(Failure::unavailable,
                        "the tag " + tag + " of " + component.pin.project + " names no commit that is there")
                .note("Looked in " + mirror_.name + ".");
        }
        Error error(Failure::usage, "upstream " + component.pin.project + " has no tag \"" + tag + "\"");
        if (const auto meant = suggestion(tag, names())) error.note("Did you mean " + *meant + "?");
        throw error;
    }

    // The first of the tags up to `last` that has what the patch makes, as all after it do; nothing where
    // `last` itself has not.
    std::optional<std::string> came_in(const patch::PatchFile& file, const std::string& last,
                                       const PatchedComponent& component) const {
        std::optional<std::string> first;
        std::vector<std::string> versions = git::versions_like(last, names());
        std::reverse(versions.begin(), versions.end());
        for (const std::string& tag : versions) {
            if (git::is_older(last, tag)) continue;
            if (!is_applied(commit(tag, component), file, parse_committer(component.series.committer),
                            reader()))
                break;
            first = tag;
        }
        return first;
    }

    patch::ObjectReader reader() const {
        return [this](const std::string& id) { return objects_.find(id); };
    }

  private:
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& [name, id] : tags_) all.push_back(name);
        return all;
    }

    Mirror mirror_;
    git::Database objects_;
    std::map<std::string, std::string> tags_;
};

class PatchChecker {
  public:
    PatchChecker(const PatchOptions& options, const Globals& globals)
        : options_(options), workspace_(globals), context_(workspace_.fetch_context({})) {}

    ExitStatus run() {
        const Selection& asked = options_.selection;
        const PatchedComponents found =
            read_patched_components(workspace_, asked.release, asked.components, options_.tag.empty());
        if (!options_.tag.empty() && found.components.size() != 1)
            throw Error(Failure::usage, "--tag needs one component that is patched: " +
                                            std::string(found.components.empty() ? "none is" : "name it"))
                .next("verbatim patch list " + asked.release);
        PatchCheckReport report{found.release, found.origin, {}};
        for (const PatchedComponent& component : found.components)
            report.components.push_back(check(component));
        const std::string text =
            options_.json ? patch_check_json(report) : patch_check_text(report, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return report.all_apply() ? ExitStatus::ok : ExitStatus::not_reproduced;
    }

  private:
    PatchCheckReport::Component check(const PatchedComponent& component) {
        const std::string tag = options_.tag.empty() ? component.pin.tag.value : options_.tag;
        PatchCheckReport::Component result{component.pin.project, tag, {}, {}, {}};
        const patch::Committer committer = parse_committer(component.series.committer);
        if (options_.tag.empty()) {
            const TemporaryDirectory work = workspace_.store().scratch("series-");
            workspace_.store().materialise(component.objects, work.path() / "pinned", 0);
            const auto objects = git::Database::of_packs({work.path() / "pinned" / "objects.idx"});
            result.series = check_series(component.pin.commit.value, component.files, committer,
                                         [&](const std::string& id) { return objects.find(id); });
        } else {
            const Upstream upstream(component, tag, context_);
            result.series =
                check_series(upstream.commit(tag, component), component.files, committer, upstream.reader());
        }
        add_origins(component, tag, result);
        return result;
    }

    // Where upstream cannot be asked, the answer is poorer and as right.
    void add_origins(const PatchedComponent& component, const std::string& tag,
                     PatchCheckReport::Component& result) {
        std::optional<Upstream> upstream;
        for (std::size_t i = 0; i < result.series.patches.size(); ++i) {
            const patch::CheckedPatch& patch = result.series.patches[i];
            if (!patch.refusal || !patch.refusal->applied_already) continue;
            try {
                if (!upstream) upstream.emplace(component, tag, context_);
                if (const auto came = upstream->came_in(component.files[i], tag, component))
                    result.came_in[patch.file] = *came;
            } catch (const Error& error) {
                if (error.kind() != Failure::unavailable) throw;
            }
        }
    }

    const PatchOptions& options_;
    Workspace workspace_;
    FetchContext context_;
};

ExitStatus list(const PatchOptions& options, const Globals& globals) {
    Workspace workspace(globals);
    const PatchedComponents found =
        read_patched_components(workspace, options.selection.release, options.selection.components, false);
    PatchListReport report{found.release, found.origin, {}};
    for (const PatchedComponent& component : found.components) {
        PatchListReport::Component listed{component.pin.project, component.pin.tag.value, {}};
        for (const patch::PatchFile& file : component.files)
            for (patch::Summary& summary : patch::summarise(file))
                listed.patches.push_back(std::move(summary));
        report.components.push_back(std::move(listed));
    }
    const std::string text =
        options.json ? patch_list_json(report) : patch_list_text(report, Style::of(stdout));
    std::fputs(text.c_str(), stdout);
    return ExitStatus::ok;
}

}  // namespace

RunCommandLine declare_patch(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<PatchOptions>();
    app.require_subcommand(0, 1);
    const auto declare = [&](const char* name, const char* summary) {
        CLI::App* sub = app.add_subcommand(name, summary);
        sub->fallthrough();
        sub->add_flag("--json", options->json, "One JSON record (docs/formats/patch-json.md)");
        return sub;
    };
    CLI::App* check = declare("check", "Does every series apply? Exit status 1 where a patch does not");
    options->selection.declare(*check, false);
    check->add_option("--tag", options->tag, "Try the series of one component on another tag of upstream")
        ->type_name("TAG");
    CLI::App* list_them = declare("list", "Author, date, subject, files and CVE names of each patch");
    options->selection.declare(*list_them, false);
    CLI::App* write =
        declare("export", "Write what was committed in a checkout of `source` as patches of our own");
    write->add_option("DIR", options->folder, "The checkout (default: the current folder)")->type_name("");
    return [options, &globals, check, list_them, write] {
        if (check->parsed()) return PatchChecker(*options, globals).run();
        if (list_them->parsed()) return list(*options, globals);
        if (write->parsed()) return export_patches(options->folder, options->json, globals);
        throw Error(Failure::usage, "what to do with the patches? check, list or export")
            .next("verbatim patch --help");
    };
}

}  // namespace verbatim
