#include "cli/describe.h"

#include "base/text.h"
#include "cli/command.h"
#include "cli/variables.h"

namespace verbatim {

namespace {

// CLI11 tells of choices as part of the type: "{bash,zsh}".
void take_choices(std::string type, OptionHelp& help) {
    const auto open = type.find('{');
    if (open != std::string::npos && type.ends_with("}")) {
        help.choices = split(std::string_view(type).substr(open + 1, type.size() - open - 2), ',');
        type.resize(open);
        if (type.ends_with(":")) type.pop_back();
    }
    if (help.placeholder.empty()) help.placeholder = type.empty() ? "WORD" : type;
}

OptionHelp describe_option(const CLI::Option& option) {
    OptionHelp help;
    for (const std::string& name : option.get_lnames()) help.names.push_back("--" + name);
    for (const std::string& name : option.get_snames()) help.names.push_back("-" + name);
    help.text = option.get_description();
    help.required = option.get_required();
    if (option.get_items_expected_max() == 0) return help;
    if (help.names.empty()) help.placeholder = option.get_name(true);
    take_choices(option.get_type_name(), help);
    help.repeats = option.get_items_expected_max() > 1;
    return help;
}

void describe_options(const CLI::App& app, std::vector<OptionHelp>& options,
                      std::vector<OptionHelp>* arguments) {
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_group().empty()) continue;
        OptionHelp help = describe_option(*option);
        if (!help.names.empty())
            options.push_back(std::move(help));
        else if (arguments != nullptr)
            arguments->push_back(std::move(help));
    }
}

// With what is below it; a group without a name is hidden, as CLI11 has it.
CommandHelp describe_command(const CLI::App& app) {
    CommandHelp command;
    command.name = app.get_name();
    command.summary = app.get_description();
    describe_options(app, command.options, &command.arguments);
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        if (!sub->get_group().empty()) command.commands.push_back(describe_command(*sub));
    return command;
}

}  // namespace

ProgramHelp describe(const CLI::App& root) {
    ProgramHelp program;
    program.name = root.get_name();
    program.version = VERBATIM_VERSION;
    program.description = root.get_description();
    program.exit_status = exit_table;
    describe_options(root, program.options, nullptr);
    for (const Variable& variable : variables) program.environment.emplace_back(variable.name, variable.text);
    program.files = {
        {"projects/ORG/REPO/project.yaml", "What a component is and how it is built."},
        {"releases/RELEASE.yaml", "The pins of a release."},
        {"toolchains/", "Go releases and builder roots, by hash."},
        {"verbatim.yaml",
         "Settings of the project, beside releases/: those that write, open and run nothing, unless the user "
         "trusts it."},
        {"~/.config/verbatim/config.yaml", "Settings of the user; in XDG_CONFIG_HOME where that is set."},
        {"~/.cache/verbatim/", "The store, where none is set; in XDG_CACHE_HOME where that is set."},
    };
    for (const CommandEntry& entry : commands()) {
        if (is_hidden(entry)) continue;
        CommandHelp command = describe_command(*root.get_subcommand(entry.name));
        command.examples = entry.examples;
        program.commands.push_back(std::move(command));
    }
    return program;
}

}  // namespace verbatim
