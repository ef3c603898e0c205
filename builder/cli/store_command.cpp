#include "base/text.h"
#include "cli/workspace.h"
#include "report/events_json.h"
#include "report/store_report.h"

#include <cstdio>
#include <ctime>

namespace verbatim {

namespace {

struct StoreOptions {
    bool json = false;
    bool repair = false;
    bool dry_run = false;
    bool wait = false;
    int keep_days = -1;
};

class StoreCommand {
  public:
    StoreCommand(const StoreOptions& options, const Globals& globals)
        : options_(options), globals_(globals), folder_(Workspace(globals).settings().store) {}

    ExitStatus fsck() {
        const Store store = open(options_.repair ? Access::alone : Access::look);
        const FsckReport report = examine(store);
        show(options_.json ? fsck_json(report) : fsck_text(report, Style::of(stdout)));
        return report.clean() || report.repaired ? ExitStatus::ok : ExitStatus::not_reproduced;
    }

    ExitStatus gc() {
        const Store store = open(options_.dry_run ? Access::look : Access::alone);
        GcOptions what;
        if (options_.keep_days >= 0) what.keep_days = options_.keep_days;
        what.dry_run = options_.dry_run;
        what.now = std::time(nullptr);
        const GcReport report = verbatim::gc(store, what);
        show(options_.json ? gc_json(report) : gc_text(report, Style::of(stdout)));
        return ExitStatus::ok;
    }

    ExitStatus du() {
        const Store store = open(Access::look);
        const DuReport report = verbatim::du(store);
        show(options_.json ? du_json(report) : du_text(report));
        return ExitStatus::ok;
    }

  private:
    Store open(Access access) const {
        const auto say = [this] {
            if (!globals_.quiet) std::fputs("waiting   for the runs that use the store\n", stderr);
        };
        // Who only looks waits for a gc that goes on; that never lasts long.
        const bool waits = options_.wait || access == Access::look;
        return Store(folder_, access, waits ? std::function<void()>(say) : nullptr,
                     telling_of_take_over(globals_, folder_));
    }

    FsckReport examine(const Store& store) const {
        Progress progress(progress_options(globals_));
        EventLines lines(stderr);
        const EventSink events = [&](const Event& event) {
            globals_.events ? lines(event) : progress(event);
        };
        return verbatim::fsck(store, options_.repair, events);
    }

    static void show(const std::string& text) { std::fputs(text.c_str(), stdout); }

    const StoreOptions& options_;
    const Globals& globals_;
    std::filesystem::path folder_;
};

// CLI11 shows what this returns, after the option's name.
std::string number_of_days(const std::string& text) {
    const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    return is_number && text.size() < 7 ? "" : "expected a number of days, 0 or more";
}

CLI::App* declare(CLI::App& app, const char* name, const char* summary, StoreOptions& options) {
    CLI::App* sub = app.add_subcommand(name, summary);
    sub->fallthrough();
    sub->add_flag("--json", options.json, "One JSON record (docs/formats/store-json.md)");
    return sub;
}

}  // namespace

RunCommandLine declare_store(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<StoreOptions>();
    app.require_subcommand(0, 1);
    CLI::App* fsck =
        declare(app, "fsck", "Hash everything; exit status 1 where something is damaged", *options);
    fsck->add_flag("--repair", options->repair,
                   "Take away what is damaged and what needs it; the next run makes it again");
    CLI::App* gc =
        declare(app, "gc", "Remove what no outcome needs; never while a run uses the store", *options);
    gc->add_flag("--dry-run", options->dry_run, "Only say what would go, as if no run were going on");
    gc->add_option("--keep-days", options->keep_days,
                   "Also remove outcomes, and mirrors of upstreams, that no run has used for so many days")
        ->type_name("N")
        ->check(CLI::Validator(number_of_days, ""));
    CLI::App* du = declare(app, "du", "How much disk it takes, by kind", *options);
    for (CLI::App* sub : {fsck, gc})
        sub->add_flag("--wait", options->wait, "Wait until no run uses the store");
    return [options, &globals, fsck, gc, du] {
        StoreCommand command(*options, globals);
        if (fsck->parsed()) return command.fsck();
        if (gc->parsed()) return command.gc();
        if (du->parsed()) return command.du();
        throw Error(Failure::usage, "what to do with the store? fsck, gc or du")
            .next("verbatim store --help");
    };
}

}  // namespace verbatim
