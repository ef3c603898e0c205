// What the command line consists of, as a value: the program, its commands, their options and arguments. The
// man pages and the shells' completion are made of it. Unaware of the library that parses command lines.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace verbatim {

// An option ("--jobs", "-j") or, where it has no names, an argument that goes by its place.
struct OptionHelp {
    std::vector<std::string> names;  // the long ones first
    std::string placeholder;         // "OS/ARCH"; of an argument its name; empty: takes no value
    std::string text;
    std::vector<std::string> choices;  // where only these words are allowed
    bool repeats = false, required = false;
};

struct CommandHelp {
    std::string name, summary, examples;
    std::vector<OptionHelp> options, arguments;
    std::vector<CommandHelp> commands;  // "fsck" of "store"
};

struct ProgramHelp {
    std::string name, version, description;
    std::string exit_status;  // the table, as --help shows it
    std::vector<OptionHelp> options;
    std::vector<std::pair<std::string, std::string>> environment, files;  // what has an effect → which
    std::vector<CommandHelp> commands;
};

// The option of that name, of the list; null where there is none.
const OptionHelp* find_option(const std::vector<OptionHelp>& options, std::string_view name);

}  // namespace verbatim
