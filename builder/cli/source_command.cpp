#include "base/files.h"
#include "base/text.h"
#include "cli/patched_components.h"
#include "report/json.h"
#include "transform/source.h"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct SourceOptions {
    std::string release, component, out;
    bool json = false;
};

struct Checkout {
    std::string commit, branch;
    std::size_t patches = 0;
};

class SourceCommand {
  public:
    SourceCommand(const SourceOptions& options, const Globals& globals)
        : options_(options), workspace_(globals) {}

    Checkout run() {
        const fs::path out = options_.out;
        std::error_code error;
        if (fs::exists(out) && !fs::is_empty(out, error))
            throw Error(Failure::usage, options_.out + " is there already, and not empty")
                .next("give a folder that is not there, or remove it");
        const Plan plan = workspace_.plan(options_.release, {options_.component});
        for (const Action& action : plan.actions)
            if (const auto* source = std::get_if<MakeSource>(&action.operation))
                return write(plan, action, *source);
        throw Error(Failure::definition, options_.component + " has no source");
    }

  private:
    Checkout write(const Plan& plan, const Action& action, MakeSource source) {
        std::set<std::size_t> targets;
        for (const Input& input : action.inputs) targets.insert(input.action);
        const auto results = workspace_.execute(plan, targets, Check::content);
        std::vector<Digest> packs;
        Checkout made;
        for (const Input& input : action.inputs) {
            const ActionResult& result = results[input.action];
            if (!result.outcome) throw Error(results[result.because.value_or(input.action)].error.value());
            packs.push_back(result.outcome->trees.at(input.output));
            if (const auto commit = result.outcome->values.find("patched_commit");
                commit != result.outcome->values.end())
                source.commit = commit->second;
            if (const auto count = result.outcome->values.find("patches");
                count != result.outcome->values.end())
                made.patches = std::stoul(count->second);
        }
        source.markers.clear();  // they are the build's: a person's tree is clean
        made.commit = source.commit;
        made.branch = "verbatim-" + options_.release;
        place(make_source(source, packs, workspace_.store()).tree, made);
        return made;
    }

    // Beside its place first: what is there is whole.
    void place(const Digest& tree, const Checkout& made) {
        const fs::path out = fs::absolute(options_.out).lexically_normal();
        const fs::path target = out.has_filename() ? out : out.parent_path();
        make_directories(target.parent_path());
        const fs::path beside = target.string() + ".part-" + std::to_string(::getpid());
        try {
            workspace_.store().materialise(tree, beside, std::time(nullptr));
            write_file(beside / ".git/config", config(made.commit), 0644);
            write_file(beside / ".git/HEAD", "ref: refs/heads/" + made.branch + "\n", 0644);
            write_file(beside / ".git/refs/heads" / made.branch, made.commit + "\n", 0644);
            fs::rename(beside, target);
        } catch (...) {
            std::error_code ignored;
            fs::remove_all(beside, ignored);
            throw;
        }
    }

    std::string config(const std::string& commit) const {
        return "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates "
               "= true\n"
               "[verbatim]\n\trelease = " +
               options_.release + "\n\tcomponent = " + options_.component + "\n\texported = " + commit + "\n";
    }

    const SourceOptions& options_;
    Workspace workspace_;
};

}  // namespace

RunCommandLine declare_source(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<SourceOptions>();
    app.add_option("RELEASE", options->release, "A release branch of releases/, e.g. 1-36 or demo")
        ->required()
        ->type_name("");
    app.add_option("COMPONENT", options->component, "A component of it")->required()->type_name("");
    app.add_option("--out", options->out, "Folder for the checkout, which must not be there yet")
        ->required()
        ->type_name("DIR");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/patch-json.md)");
    return [options, &globals] {
        const Checkout made = SourceCommand(*options, globals).run();
        if (options->json) {
            std::fputs(json_text({{"format", "verbatim.source/1"},
                                  {"release", options->release},
                                  {"component", options->component},
                                  {"out", options->out},
                                  {"commit", made.commit},
                                  {"branch", made.branch},
                                  {"patches", made.patches}})
                           .c_str(),
                       stdout);
            return ExitStatus::ok;
        }
        fmt::print("{} at {}, {}, on the branch {} in {}\n", options->component, made.commit.substr(0, 12),
                   made.patches == 0 ? "not patched" : "with " + counted(made.patches, "patch", "patches"),
                   made.branch, options->out);
        fmt::print("   next: commit there, then `verbatim patch export {}`\n", options->out);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
