#include "base/error.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "cli/command.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

const char* const exit_table =
    "    0  done; of verify: every claim in scope is reproduced\n"
    "    1  some claim in scope is not reproduced; of store fsck: something is damaged; of doctor: a check "
    "failed;\n       of patch check: a patch does not apply; of diff and explain: the two differ;\n       of "
    "check: something is "
    "not steady; of nightly: there is news\n"
    "    2  the command line, a definition or a setting is wrong\n"
    "    3  nothing could be compared, since a fetch or a build failed\n"
    "    4  there was nothing to check: never a pass\n"
    "  130  interrupted\n";

namespace {

// An option that takes a value each time it is given is not "OPTION VALUE ...", which says that one can take
// several: it would take the arguments after it.
class HelpText : public CLI::Formatter {
  public:
    std::string make_option_opts(const CLI::Option* option) const override {
        std::string text = Formatter::make_option_opts(option);
        constexpr std::string_view several = " ...";
        const auto at = text.find(several);
        if (option->nonpositional() && at != std::string::npos) text.erase(at, several.size());
        return text;
    }
    std::string make_option_desc(const CLI::Option* option) const override {
        const bool repeats = option->nonpositional() && option->get_items_expected_max() > 1;
        return Formatter::make_option_desc(option) + (repeats ? "; may be given several times" : "");
    }
};

void declare_globals(CLI::App& app, Globals& globals) {
    app.add_option("--project", globals.project,
                   "Folder with projects/, releases/, toolchains/ (default: found above the current folder; "
                   "VERBATIM_PROJECT)")
        ->type_name("DIR");
    app.add_option("--store", globals.settings.store, "Folder of the store (VERBATIM_STORE)")
        ->type_name("DIR");
    app.add_option("--mirror", globals.settings.mirrors,
                   "Local place for a URL prefix, e.g. 'https://github.com/=/srv/git/{owner}/{name}.git' "
                   "(VERBATIM_MIRRORS)")
        ->type_name("PREFIX=PLACE")
        ->allow_extra_args(false);
    app.add_option("--goproxy", globals.settings.goproxy,
                   "Go module proxies (VERBATIM_GOPROXY, else GOPROXY)")
        ->type_name("LIST");
    app.add_option("--debian-mirror", globals.settings.debian_mirror,
                   "Debian mirror of the builder root's packages (VERBATIM_DEBIAN_MIRROR)")
        ->type_name("URL");
    app.add_option("--debian-security-mirror", globals.settings.debian_security_mirror,
                   "The same for security updates (VERBATIM_DEBIAN_SECURITY_MIRROR)")
        ->type_name("URL");
    app.add_flag("--offline", globals.settings.offline, "Open no socket (VERBATIM_OFFLINE)");
    app.add_option("--jobs,-j", globals.settings.jobs,
                   "Builds at once (default: by cores and memory; VERBATIM_JOBS)")
        ->type_name("N");
    app.add_option("--memory-limit", globals.settings.memory_limit,
                   "Memory of one build (default: three quarters of the machine's; VERBATIM_MEMORY_LIMIT)")
        ->type_name("SIZE");
    app.add_option("--disk-limit", globals.settings.disk_limit,
                   "What one build may write (default: 32GiB; VERBATIM_DISK_LIMIT)")
        ->type_name("SIZE");
    app.add_option("--process-limit", globals.settings.process_limit,
                   "Processes and threads of one build at once (default: by cores; VERBATIM_PROCESS_LIMIT)")
        ->type_name("N");
    auto* quiet = app.add_flag("--quiet,-q", globals.quiet, "No progress");
    app.add_flag("--events", globals.events,
                 "Progress as JSON, an event a line (docs/formats/events-json.md)")
        ->excludes(quiet);
}

// What the user perhaps meant, of commands or of options.
void suggest(const CLI::App& app, const std::vector<std::string>& extras, Error& error) {
    for (const std::string& word : extras) {
        std::vector<std::string> known;
        if (word.starts_with("-")) {
            for (const CLI::App* scope = &app; scope != nullptr; scope = scope->get_parent())
                for (const CLI::Option* option : scope->get_options())
                    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
        } else {
            for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
                if (!sub->get_group().empty()) known.push_back(sub->get_name());  // the others are hidden
            for (const CommandEntry& entry : commands())
                if (!is_hidden(entry)) known.emplace_back(entry.name);
        }
        const std::string bare = word.substr(0, word.find('='));
        if (const auto meant = suggestion(bare, known)) error.note("Did you mean " + *meant + "?");
        return;
    }
}

Error usage_error(const CLI::App& app, const CLI::ParseError& parse, const std::vector<std::string>& words) {
    const auto chosen = app.get_subcommands();
    const CLI::App* innermost = &app;
    std::string command;  // "store gc ", as it was typed
    for (auto below = chosen; !below.empty(); below = innermost->get_subcommands()) {
        innermost = below.front();
        command += innermost->get_name() + " ";
    }
    const CLI::App& scope = *innermost;
    std::string first;
    for (std::size_t i = 0; i < words.size() && first.empty() && chosen.empty(); ++i)
        if (!words[i].starts_with("-")) first = words[i];
    if (chosen.empty() && !first.empty()) {
        // Options before the command may take a value; that is not the command.
        for (const std::string& extra : app.remaining())
            if (!extra.starts_with("-")) {
                first = extra;
                break;
            }
        Error error(Failure::usage, "there is no command \"" + first + "\"");
        suggest(app, {first}, error);
        return error.next("verbatim --help");
    }
    const std::string message = split(parse.what(), '\n').front();
    Error error(Failure::usage, message);
    constexpr std::string_view unexpected = "not expected: ";
    if (const auto at = message.find(unexpected); at != std::string::npos) {
        const std::string word = split(message.substr(at + unexpected.size()), ' ').front();
        error = Error(Failure::usage, "\"" + word + "\" was not expected here");
        suggest(scope, {word}, error);
    }
    return error.next("verbatim " + command + "--help");
}

int show(const Error& error) {
    std::fflush(stdout);
    std::fputs(error.render().c_str(), stderr);
    switch (error.kind()) {
        case Failure::usage:
        case Failure::definition:
            return static_cast<int>(ExitStatus::usage);
        case Failure::interrupted:
            return static_cast<int>(ExitStatus::interrupted);
        default:
            return static_cast<int>(ExitStatus::nothing_compared);
    }
}

int parse_and_run(int argc, const char* const* argv) {
    CLI::App app(
        "Verbatim rebuilds a Kubernetes distribution from pinned public sources, bit for bit, and compares "
        "the\nresult with what was published.",
        "verbatim");
    app.formatter(std::make_shared<HelpText>());
    Globals globals;
    app.set_version_flag("--version", "verbatim " VERBATIM_VERSION);
    app.footer(std::string("Try `verbatim verify demo`. Each command has its own --help with examples.\n\n"
                           "Exit status, of all commands:\n") +
               exit_table);
    declare_globals(app, globals);
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);
    RunCommandLine chosen;
    for (const CommandEntry& entry : commands()) {
        CLI::App* sub = app.add_subcommand(entry.name, entry.summary);
        sub->fallthrough();
        if (is_hidden(entry)) sub->group("");
        sub->footer(std::string("Examples:\n") + entry.examples +
                    "\nOptions of all commands: verbatim --help\n");
        sub->parse_complete_callback([&chosen, run = entry.declare(*sub, globals)] { chosen = run; });
    }
    if (argc <= 1) {
        std::fputs(app.help().c_str(), stdout);
        return static_cast<int>(ExitStatus::usage);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {  // --help, --version
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        return show(usage_error(app, error, {argv + 1, argv + argc}));
    }
    return static_cast<int>(chosen());
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
    try {
        const int status = parse_and_run(argc, argv);
        if (std::fflush(stdout) != 0) throw Error(Failure::store, "cannot write the output");
        return status;
    } catch (const Error& error) {
        return show(error);
    } catch (const std::exception& error) {
        std::fprintf(stderr,
                     "error: %s\n   This is a fault of Verbatim itself; please report it with the command "
                     "that you gave.\n",
                     printable(error.what()).c_str());
        return static_cast<int>(ExitStatus::nothing_compared);
    }
}

}  // namespace verbatim
