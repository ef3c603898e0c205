// `verbatim search RELEASE COMPONENT`: which inputs give the published bits?
#include "base/files.h"
#include "base/text.h"
#include "cli/budget.h"
#include "cli/kept_search.h"
#include "cli/try_build.h"
#include "cli/verification.h"
#include "fetch/mirror.h"
#include "git/database.h"
#include "git/history.h"
#include "pin/found_go.h"
#include "report/search_report.h"
#include "verify/claims.h"

#include <cstdio>

namespace verbatim {

namespace {

struct SearchOptions {
    std::string release, component, against, budget;
    std::vector<std::string> platforms;
    bool pinned_only = false, write = false, json = false;
};

class SearchCommand {
  public:
    SearchCommand(const SearchOptions& options, const Globals& globals)
        : options_(options), workspace_(globals) {}

    ExitStatus run() {
        const auto begin = std::chrono::steady_clock::now();
        const auto budget = parse_budget(options_.budget);
        Search search;
        search.inputs = one_component();
        pin_ = search.inputs.release.components.front();
        search.claims = read_claims(search.inputs);
        FetchContext context = workspace_.fetch_context([](const Event&) {});
        report_.claimed = claimed_at(search.inputs, context);
        GoReleases releases(workspace_.catalog(), search.inputs.host, context,
                            options_.pinned_only ? GoReleases::Reach::pinned : GoReleases::Reach::listed);
        search.go = likely(releases);
        search.build = [&](const PlanInputs& inputs) {
            return try_build(workspace_, releases, inputs, search.claims);
        };
        search.out_of_time = [&] { return budget && std::chrono::steady_clock::now() - begin > *budget; };
        start_report(search);
        if (!options_.json) std::fputs(search_headline(report_).c_str(), stdout);
        search.on_try = [&, number = std::size_t{0}](const Try& tried) mutable {
            if (options_.json) return;
            std::fputs(search_try(tried, ++number, Style::of(stdout)).c_str(), stdout);
            std::fflush(stdout);
        };
        report_.result = verbatim::search(search);
        if (options_.write) write(releases);
        report_.elapsed = since(begin);
        if (options_.against.empty()) keep_search(workspace_.store(), report_);
        const std::string text =
            options_.json ? search_json(report_) : search_text(report_, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return exit_status();
    }

  private:
    PlanInputs one_component() {
        const Release release = workspace_.catalog().release(options_.release);
        if (const auto closed = release.unbuildable.find(options_.component);
            closed != release.unbuildable.end())
            throw Error(Failure::usage, "there are no inputs of " + options_.component + " to search through")
                .at(closed->second.at, missing_input(closed->second))
                .next("verbatim verify " + options_.release + " " + options_.component);
        PlanInputs inputs =
            workspace_.plan_inputs(options_.release, {options_.component}, options_.platforms);
        (void)make_plan(inputs);  // says what is wrong with the names before anything is done
        std::erase_if(inputs.release.components,
                      [&](const ComponentPin& pin) { return pin.project != options_.component; });
        if (const ComponentPin& pin = inputs.release.components.front(); !pin.has_go())
            throw Error(Failure::usage,
                        options_.component + " is not built by Go: there is nothing to search")
                .at(pin.at, "it has no key `go`")
                .note("What is varied are Go releases, their flags, and what the go command stamps.");
        return inputs;
    }

    std::map<std::string, Digest> read_claims(const PlanInputs& inputs) {
        std::map<std::string, Digest> found;
        const Plan plan = make_plan(inputs);
        std::vector<Claim> all;
        if (!options_.against.empty()) {
            all = claims_against(options_.against);
            report_.origin = options_.against;
        } else {
            report_.origin = distro_of(inputs.release);
            all = read_distro_claims(workspace_, plan, inputs.release);
        }
        std::set<std::string> built;
        for (const Artifact& artifact : plan.artifacts) built.insert(artifact.path);
        for (const Claim& claim : all) {
            const bool ours = claim.project.empty() || claim.project == options_.component;
            if (ours && (options_.platforms.empty() || built.contains(claim.path)))
                found.insert_or_assign(claim.path, claim.sha256);
        }
        return found;
    }

    std::vector<std::string> likely(GoReleases& releases) {
        const std::vector<GoRelease> out = releases.out_by(report_.claimed);
        report_.go_problem = releases.problem();
        report_.go_day_problem = releases.day_problem();
        report_.go_unlisted = go_releases_between(out);
        return likely_go(out, pin_.go_declared, report_.claimed);
    }

    // When the claims came into the distro's repository; where that cannot be told, the report says why.
    std::optional<std::int64_t> claimed_at(const PlanInputs& inputs, FetchContext& context) {
        const Release& release = inputs.release;
        std::string& why = report_.claimed_problem;
        if (!options_.against.empty()) why = "it is not the distro that claims them";
        if (!release.distro.known() || !pin_.checksums) why = "the lock has no CHECKSUMS of a distro";
        if (!why.empty()) return std::nullopt;
        try {
            const std::string& commit = release.distro.commit.value;
            const Mirror mirror = find_mirror(
                release.distro.source.value,
                [&](const auto& folder) { return git::Database::of_repository(folder).has(commit); },
                context);
            for (const git::FileChange& change :
                 git::changes_of_files(mirror.folder, commit, "projects/" + pin_.project, "CHECKSUMS"))
                if (change.between == release.branch && change.id == pin_.checksums->value)
                    return change.time;
            why = "no commit in the history of " + distro_of(release) + " brought these CHECKSUMS";
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            why = error.message();
        }
        return std::nullopt;
    }

    void start_report(const Search& search) {
        report_.release = options_.release;
        report_.component = options_.component;
        report_.tag = pin_.tag.value;
        report_.go_declared = pin_.go_declared;
        report_.go_pinned = pin_.go.value;
        report_.go_releases = search.go.size();
        report_.claims = search.claims;
    }

    // `found:` of the lock's line, where one Go release by itself explains every claim that is explained; its
    // pin first, so that no lock names a release that is not pinned. Where that is the pinned one, the lock
    // no longer says that it is a guess.
    void write(const GoReleases& releases) {
        const auto& explained = report_.result.explained;
        if (!report_.all_explained() || explained.size() != 1 || explained[0].changes.size() > 1) return;
        const std::string& go = explained[0].candidate.go;
        if (!explained[0].changes.empty() && go == pin_.go.value) return;  // it is not the release
        if (const auto pinned = releases.file_of(go)) {
            const std::filesystem::path pin = workspace_.catalog().folder() / pinned->file;
            make_directories(pin.parent_path());
            write_file(pin, pinned->text);
            report_.toolchain_written = pin.string();
        }
        const std::filesystem::path file =
            workspace_.catalog().folder() / "releases" / (options_.release + ".yaml");
        const std::string before = read_file(file, 2U << 20U);
        const std::string after = with_found_go(file.string(), before, pin_, go);
        if (after == before) return;
        write_file(file, after);
        report_.written = file.string();
    }

    ExitStatus exit_status() const {
        const SearchResult& result = report_.result;
        if (report_.claims.empty() || result.untried.size() == report_.claims.size())
            return ExitStatus::nothing_to_check;
        if (report_.all_explained()) return ExitStatus::ok;
        const bool any = std::any_of(result.tries.begin(), result.tries.end(),
                                     [](const Try& one) { return one.built.sha256.has_value(); });
        return any ? ExitStatus::not_reproduced : ExitStatus::nothing_compared;
    }

    const SearchOptions& options_;
    Workspace workspace_;
    ComponentPin pin_;
    SearchReport report_;
};

}  // namespace

RunCommandLine declare_search(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<SearchOptions>();
    app.add_option("RELEASE", options->release, "A release branch of releases/, e.g. 1-36 or demo")
        ->required()
        ->type_name("");
    app.add_option("COMPONENT", options->component, "A component of it")->required()->type_name("");
    app.add_option("--platform", options->platforms, "A platform (default: all), e.g. linux/amd64")
        ->type_name("OS/ARCH")
        ->allow_extra_args(false)
        ->delimiter(',');
    app.add_option("--against", options->against,
                   "A sums file or a folder of binaries, instead of the distro's CHECKSUMS")
        ->type_name("PATH");
    app.add_option("--budget", options->budget,
                   "Begins no further try after this time; the same command goes on later")
        ->type_name("TIME");
    app.add_flag("--pinned-only", options->pinned_only,
                 "Try the Go releases of toolchains/go/ alone, not all that the module proxy lists");
    app.add_flag("--write", options->write,
                 "Write the Go release that was found to the lock, and its pin to toolchains/go/");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/search-json.md)");
    return [options, &globals] { return SearchCommand(*options, globals).run(); };
}

}  // namespace verbatim
