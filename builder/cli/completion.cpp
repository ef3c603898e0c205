#include "cli/completion.h"

#include <algorithm>
#include <ranges>

namespace verbatim {

namespace {

// Of the innermost command that has it: each takes the options of those around it, too.
const OptionHelp* find(const ProgramHelp& program, const ParsedWords& parsed, const std::string& name) {
    for (const CommandHelp* command : std::views::reverse(parsed.commands))
        if (const OptionHelp* own = find_option(command->options, name)) return own;
    return find_option(program.options, name);
}

// What may come next, where it is a command.
const std::vector<CommandHelp>& next_commands(const ProgramHelp& program, const ParsedWords& parsed) {
    return parsed.command() != nullptr ? parsed.command()->commands : program.commands;
}

class Completer {
  public:
    Completer(const ProgramHelp& program, const ParsedWords& parsed, const std::string& current,
              const Known& known)
        : program_(program), parsed_(parsed), current_(current), known_(known) {}

    Completion run() {
        if (parsed_.pending != nullptr)
            value_of(*parsed_.pending, "");
        else if (!parsed_.only_arguments && current_.starts_with("-"))
            option();
        else
            argument();
        return std::move(result_);
    }

  private:
    void offer(const std::string& word, const std::string& text = {}) {
        if (word.starts_with(current_)) result_.words.push_back({word, text});
    }

    void option() {
        if (const auto equals = current_.find('=');
            current_.starts_with("--") && equals != std::string::npos) {
            const OptionHelp* found = find(program_, parsed_, current_.substr(0, equals));
            if (found != nullptr && !found->placeholder.empty())
                value_of(*found, current_.substr(0, equals + 1));
            return;
        }
        for (const CommandHelp* command : std::views::reverse(parsed_.commands))
            offer_options(command->options);
        offer_options(program_.options);
    }

    bool offered(const std::string& word) const {
        return std::any_of(result_.words.begin(), result_.words.end(),
                           [&](const Completion::Word& one) { return one.word == word; });
    }

    void offer_options(const std::vector<OptionHelp>& options) {
        for (const OptionHelp& option : options)
            if (option.repeats || !parsed_.options.contains(option.names.front()))
                for (const std::string& name : option.names)
                    if (!offered(name)) offer(name, option.text);  // --help is everybody's
    }

    void argument() {
        const std::size_t place = parsed_.arguments.size();
        if (place == 0)
            for (const CommandHelp& command : next_commands(program_, parsed_))
                offer(command.name, command.summary);
        if (parsed_.command() == nullptr) return;
        const auto& all = parsed_.command()->arguments;
        if (place < all.size())
            value_of(all[place], "");
        else if (!all.empty() && all.back().repeats)
            value_of(all.back(), "");
    }

    // `before`: what stands before the value in the same word, "--platform=".
    void value_of(const OptionHelp& help, const std::string& before) {
        const std::string& kind = help.placeholder;
        for (const std::string& choice : help.choices) offer(before + choice);
        if (!help.choices.empty()) return;
        if (kind == "RELEASE") {
            for (const std::string& release : known_.releases()) offer(before + release);
        } else if (kind == "COMPONENT") {
            for (const std::string& component : known_.components(release()))
                if (std::find(parsed_.arguments.begin(), parsed_.arguments.end(), component) ==
                    parsed_.arguments.end())
                    offer(before + component);
        } else if (kind == "OS/ARCH") {
            platforms(before);
        } else if (kind == "DIR" || kind == "FOLDER" || kind == "REPOSITORY") {
            result_.kind = Completion::Kind::folders;
        } else if (kind.find("PATH") != std::string::npos || kind.find("FILE") != std::string::npos) {
            result_.kind = Completion::Kind::files;
        }
    }

    // Several may stand in one word, with commas between; none is offered twice.
    void platforms(const std::string& before) {
        const auto comma = current_.rfind(',');
        const std::string done = comma == std::string::npos ? before : current_.substr(0, comma + 1);
        const std::string given = "," + done.substr(done.starts_with(before) ? before.size() : 0);
        std::vector<std::string> components(parsed_.arguments.begin() + (parsed_.arguments.empty() ? 0 : 1),
                                            parsed_.arguments.end());
        for (const std::string& platform : known_.platforms(release(), components))
            if (given.find("," + platform + ",") == std::string::npos) offer(done + platform);
    }

    std::string release() const {
        const auto& all =
            parsed_.command() != nullptr ? parsed_.command()->arguments : std::vector<OptionHelp>{};
        for (std::size_t i = 0; i < all.size() && i < parsed_.arguments.size(); ++i)
            if (all[i].placeholder == "RELEASE") return parsed_.arguments[i];
        return {};
    }

    const ProgramHelp& program_;
    const ParsedWords& parsed_;
    const std::string& current_;
    const Known& known_;
    Completion result_;
};

}  // namespace

ParsedWords parse_words(const ProgramHelp& program, const std::vector<std::string>& finished) {
    ParsedWords parsed;
    for (const std::string& word : finished) {
        if (parsed.pending != nullptr) {
            parsed.options[parsed.pending->names.front()] = word;
            parsed.pending = nullptr;
        } else if (!parsed.only_arguments && word == "--") {
            parsed.only_arguments = true;
        } else if (!parsed.only_arguments && word.starts_with("-") && word.size() > 1) {
            const auto equals = word.find('=');
            const std::string name = word.starts_with("--") ? word.substr(0, equals) : word.substr(0, 2);
            const OptionHelp* option = find(program, parsed, name);
            if (option == nullptr) continue;
            const bool with_value = word.size() > name.size();
            auto& value = parsed.options[option->names.front()];
            if (with_value)
                value = word.substr(equals == std::string::npos ? name.size() : equals + 1);
            else if (!option->placeholder.empty())
                parsed.pending = option;
        } else {
            const auto& next = next_commands(program, parsed);
            const auto named = std::find_if(next.begin(), next.end(),
                                            [&](const CommandHelp& command) { return command.name == word; });
            if (parsed.arguments.empty() && named != next.end())
                parsed.commands.push_back(&*named);
            else if (parsed.commands.empty())
                return parsed;  // no such command: the first word stays to be completed
            else
                parsed.arguments.push_back(word);
        }
    }
    return parsed;
}

Completion complete(const ProgramHelp& program, const ParsedWords& parsed, const std::string& current,
                    const Known& known) {
    return Completer(program, parsed, current, known).run();
}

}  // namespace verbatim
