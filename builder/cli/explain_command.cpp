// `verbatim explain A B`: in what two files, folders or images differ, and why. A and B may also be a release
// and a component: then the two are what is claimed and what we make.
#include "base/process.h"
#include "base/scratch_folder.h"
#include "cause/pair.h"
#include "cli/explain_claim.h"
#include "report/explain_report.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace verbatim {

namespace {

struct ExplainOptions {
    std::string was, is, published;
    std::vector<std::string> platforms;
    bool json = false, deep = false;
};

// diffoscope says what it found on standard output, behind our text; its exit status is 1 where the two
// differ, and more where it could not compare them.
void look_deeper(const std::string& was, const std::string& is, bool json) {
    const auto program = find_program("diffoscope");
    if (!program)
        throw Error(Failure::unavailable, "diffoscope is not installed here")
            .note("--deep hands the pair to it.")
            .next("install it (the package is called diffoscope-minimal or diffoscope), or leave --deep out");
    ProcessSpec spec;
    spec.argv = {program->string(), "--", was, is};
    spec.environment["PATH"] = absolute_search_path();
    for (const char* name : {"HOME", "LANG", "LC_ALL", "TMPDIR", "TERM"})
        if (const char* value = std::getenv(name); value != nullptr) spec.environment[name] = value;
    std::FILE* const out = json ? stderr : stdout;
    spec.on_output = [out](std::string_view text) { std::fwrite(text.data(), 1, text.size(), out); };
    const ProcessResult result = run_process(spec);
    if (!result.succeeded() && result.exit_code != 1)
        throw Error(Failure::unavailable, "diffoscope ended with exit status " +
                                              std::to_string(result.exit_code) + ", signal " +
                                              std::to_string(result.signal))
            .next("run it by hand: diffoscope A B");
}

// Two files that are there are two files, whatever they are called.
bool names_a_claim(const ExplainOptions& options, const Globals& globals) {
    if (!options.published.empty() || !options.platforms.empty()) return true;
    if (std::filesystem::exists(options.was) && std::filesystem::exists(options.is)) return false;
    try {
        const std::vector<std::string> releases = Catalog(find_project(globals)).releases();
        return std::find(releases.begin(), releases.end(), options.was) != releases.end();
    } catch (const Error& error) {
        if (error.kind() != Failure::usage) throw;
        return false;  // no project is here
    }
}

ExitStatus explain_two(const ExplainOptions& options) {
    const ScratchFolder scratch("verbatim-explain-");
    const ExplainReport report{options.was, options.is,
                               explain_pair(options.was, options.is, scratch.path())};
    const std::string text = options.json ? explain_json(report) : explain_text(report, Style::of(stdout));
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    if (options.deep && !report.explanation.same) look_deeper(options.was, options.is, options.json);
    return report.explanation.same ? ExitStatus::ok : ExitStatus::not_reproduced;
}

ExitStatus explain_claims(const ExplainOptions& options, const Globals& globals) {
    if (options.deep && options.published.empty())
        throw Error(Failure::usage, "--deep needs two files: give the published one with --published FILE");
    Workspace workspace(globals);
    const ScratchFolder scratch("verbatim-explain-");
    const ExplainClaimReport report = explain_claim(
        {options.was, options.is, options.platforms, options.published}, workspace, scratch.path());
    const std::string text =
        options.json ? explain_claim_json(report) : explain_claim_text(report, Style::of(stdout));
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    if (options.deep && report.pair && !report.pair->explanation.same)
        look_deeper(report.pair->was, report.ours, options.json);
    if (report.in_scope == 0) return ExitStatus::nothing_to_check;
    const bool good = std::all_of(report.claims.begin(), report.claims.end(),
                                  [](const Finding& one) { return one.verdict == Verdict::reproduced; });
    return good ? ExitStatus::ok : ExitStatus::not_reproduced;
}

}  // namespace

RunCommandLine declare_explain(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<ExplainOptions>();
    app.add_option(
           "A", options->was,
           "A binary, an archive, an image (OCI layout or archive, docker archive) or a folder: what was "
           "published, where one of the two was; or a release branch, and B a component of it")
        ->required()
        ->type_name("");
    app.add_option("B", options->is, "The same, to be compared with A")->required()->type_name("");
    app.add_option("--published", options->published,
                   "Of a claim: the published file, whose digest has to be the claimed one")
        ->type_name("FILE");
    app.add_option("--platform", options->platforms, "Of claims: a platform (default: all), e.g. linux/amd64")
        ->type_name("OS/ARCH")
        ->allow_extra_args(false)
        ->delimiter(',');
    app.add_flag("--deep", options->deep, "Hand the two to diffoscope as well, where it is installed");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/explain-json.md)");
    return [options, &globals] {
        return names_a_claim(*options, globals) ? explain_claims(*options, globals) : explain_two(*options);
    };
}

}  // namespace verbatim
