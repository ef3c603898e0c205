// What a shell offers at the end of a command line that is not finished. Pure: the commands' help and what
// the catalog is said to hold → candidates. Unaware of shells.
#pragma once

#include "report/command_help.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct Completion {
    enum class Kind { words, files, folders };
    struct Word {
        std::string word, text;  // text: what a shell shows beside it
    };
    Kind kind = Kind::words;  // otherwise the shell completes names of files itself
    std::vector<Word> words;
};

// The finished words of a command line, put in their places.
struct ParsedWords {
    std::vector<const CommandHelp*> commands;    // the command, its subcommand, and so on
    std::vector<std::string> arguments;          // of the last of them
    std::map<std::string, std::string> options;  // first name → value; empty for flags
    const OptionHelp* pending = nullptr;         // the last word is an option that waits for its value
    bool only_arguments = false;                 // "--" was there

    [[nodiscard]] const CommandHelp* command() const { return commands.empty() ? nullptr : commands.back(); }
};
ParsedWords parse_words(const ProgramHelp& program, const std::vector<std::string>& finished);

// The catalog, asked when it is needed. What cannot be read gives nothing.
struct Known {
    std::function<std::vector<std::string>()> releases;
    std::function<std::vector<std::string>(const std::string& release)> components;
    std::function<std::vector<std::string>(const std::string& release,
                                           const std::vector<std::string>& components)>
        platforms;
};

// Candidates that begin with `current`, the word that the cursor is at.
Completion complete(const ProgramHelp& program, const ParsedWords& parsed, const std::string& current,
                    const Known& known);

}  // namespace verbatim
