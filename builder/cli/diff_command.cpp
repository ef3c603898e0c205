#include "cli/workspace.h"
#include "diff/look_up.h"
#include "diff/side.h"
#include "diff/tree_difference.h"
#include "report/diff_report.h"
#include "report/events_json.h"

#include <cstdio>

namespace verbatim {

namespace {

struct DiffOptions {
    std::string was, is;
    bool markdown = false, json = false;
};

// Looks up what the two do not say themselves, with progress on stderr.
class Comparer {
  public:
    Comparer(Workspace& workspace, const Globals& globals) : workspace_(workspace), globals_(globals) {}

    ReleaseDifference run(const DiffInput& was, const DiffInput& is) {
        const SideKind kind = common_kind(was, is);
        if (kind == SideKind::lock) return locks(was, is);
        if (kind == SideKind::tree && was.manifest.lock && is.manifest.lock) return trees(was, is);
        return manifests(kind, was.manifest, is.manifest);
    }

  private:
    ReleaseDifference locks(const DiffInput& was, const DiffInput& is) {
        return lock_difference(was.lock, is.lock,
                               looked_up(was.lock, is.lock, {was.definitions, is.definitions}));
    }

    ReleaseDifference trees(const DiffInput& was, const DiffInput& is) {
        const LookedUp found =
            looked_up(*was.manifest.lock, *is.manifest.lock, {was.definitions, is.definitions});
        return tree_difference(was.manifest, is.manifest, found);
    }

    LookedUp looked_up(const LockSide& was, const LockSide& is, const DefinitionFolders& definitions) {
        LookedUp found;
        if (!with_other_commits(was, is).empty() || !with_other_patches(was, is).empty())
            with_context([&](FetchContext& context) { found = look_up(was, is, definitions, context); });
        return found;
    }

    ReleaseDifference manifests(SideKind kind, const ManifestSide& was, const ManifestSide& is) {
        std::map<std::string, CommitsChange> commits;
        const auto pairs = with_other_commits(was, is);
        if (!pairs.empty())
            with_context([&](FetchContext& context) {
                commits = look_up_commits(pairs, workspace_.catalog().folder(), context);
            });
        return manifest_difference(kind, was, is, commits);
    }

    template <typename Work>
    void with_context(Work work) {
        Progress progress(progress_options(globals_));
        EventLines lines(stderr);
        FetchContext context = workspace_.fetch_context(
            [&](const Event& event) { globals_.events ? lines(event) : progress(event); });
        work(context);
    }

    Workspace& workspace_;
    const Globals& globals_;
};

}  // namespace

RunCommandLine declare_diff(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<DiffOptions>();
    const char* const what =
        "A release branch, a lock file, BRANCH@REVISION or FILE@REVISION (as of a git revision of the "
        "project), a "
        "Release manifest, or a folder with a release tree";
    app.add_option("A", options->was, what)->required()->type_name("");
    app.add_option("B", options->is, "The same, to be compared with A")->required()->type_name("");
    auto* markdown = app.add_flag("--markdown", options->markdown, "Markdown, for a changelog");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/diff-json.md)")->excludes(markdown);
    return [options, &globals] {
        Workspace workspace(globals);
        const auto here = std::filesystem::current_path();
        const DiffInput was = read_side(options->was, workspace.catalog(), here);
        const DiffInput is = read_side(options->is, workspace.catalog(), here);
        const ReleaseDifference difference = Comparer(workspace, globals).run(was, is);
        const std::string text = options->json       ? diff_json(difference)
                                 : options->markdown ? diff_markdown(difference)
                                                     : diff_text(difference, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return difference.equal() ? ExitStatus::ok : ExitStatus::not_reproduced;
    };
}

}  // namespace verbatim
