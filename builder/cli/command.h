// A command: its name, what it is for, its options, and what it does. All commands stand in one table
// (commands.cpp).
#pragma once

#include "cli/settings.h"
#include "verify/exit_status.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// Options that every command takes.
struct Globals {
    SettingsFlags settings;
    std::string project;  // --project
    bool quiet = false;
    bool events = false;  // progress as JSON lines
};

using RunCommandLine = std::function<ExitStatus()>;

struct CommandEntry {
    const char* name;
    const char* summary;
    const char* examples;
    // Declares options and arguments, and returns what is run after parsing. `globals` outlives it.
    RunCommandLine (*declare)(CLI::App& app, const Globals& globals);
};

const std::vector<CommandEntry>& commands();
// For programs, not for people: in no help, no man page, no suggestion.
inline bool is_hidden(const CommandEntry& entry) {
    return std::string_view(entry.name).starts_with("__");
}
extern const char* const exit_table;  // what --help says of exit statuses

RunCommandLine declare_plan(CLI::App& app, const Globals& globals);
RunCommandLine declare_fetch(CLI::App& app, const Globals& globals);
RunCommandLine declare_build(CLI::App& app, const Globals& globals);
RunCommandLine declare_verify(CLI::App& app, const Globals& globals);
RunCommandLine declare_list(CLI::App& app, const Globals& globals);
RunCommandLine declare_config(CLI::App& app, const Globals& globals);
RunCommandLine declare_store(CLI::App& app, const Globals& globals);
RunCommandLine declare_patch(CLI::App& app, const Globals& globals);
RunCommandLine declare_pin(CLI::App& app, const Globals& globals);
RunCommandLine declare_outdated(CLI::App& app, const Globals& globals);
RunCommandLine declare_source(CLI::App& app, const Globals& globals);
RunCommandLine declare_release(CLI::App& app, const Globals& globals);
RunCommandLine declare_push(CLI::App& app, const Globals& globals);
RunCommandLine declare_why(CLI::App& app, const Globals& globals);
RunCommandLine declare_search(CLI::App& app, const Globals& globals);
RunCommandLine declare_nightly(CLI::App& app, const Globals& globals);
RunCommandLine declare_check(CLI::App& app, const Globals& globals);
RunCommandLine declare_audit(CLI::App& app, const Globals& globals);
RunCommandLine declare_diff(CLI::App& app, const Globals& globals);
RunCommandLine declare_explain(CLI::App& app, const Globals& globals);
RunCommandLine declare_history(CLI::App& app, const Globals& globals);
RunCommandLine declare_report(CLI::App& app, const Globals& globals);
RunCommandLine declare_doctor(CLI::App& app, const Globals& globals);
RunCommandLine declare_import(CLI::App& app, const Globals& globals);
RunCommandLine declare_notify(CLI::App& app, const Globals& globals);
RunCommandLine declare_new(CLI::App& app, const Globals& globals);
RunCommandLine declare_completion(CLI::App& app, const Globals& globals);
RunCommandLine declare_complete(CLI::App& app, const Globals& globals);
RunCommandLine declare_man(CLI::App& app, const Globals& globals);

// Parses and runs; returns the process's exit status. Shows errors on stderr.
int run_command_line(int argc, const char* const* argv);

}  // namespace verbatim
