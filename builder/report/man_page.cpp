#include "report/man_page.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace verbatim {

namespace {

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

// The code point that begins at `at`, which is moved to the next one. `text` is printable(), so valid UTF-8.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t first = byte(at++);
    if (first < 0x80) return first;
    std::uint32_t point = first & (first >= 0xF0 ? 0x07U : first >= 0xE0 ? 0x0FU : 0x1FU);
    while (at < text.size() && (byte(at) & 0xC0U) == 0x80) point = (point << 6U) | (byte(at++) & 0x3FU);
    return point;
}

std::string bold(std::string_view text) {
    return "\\fB" + roff_text(text) + "\\fR";
}

std::string italic(std::string_view text) {
    return "\\fI" + roff_text(text) + "\\fR";
}

std::string section(const std::string& title) {
    return ".SH " + title + "\n";
}

std::string header(const ProgramHelp& program, const std::string& page) {
    return ".\\\" Made by the program from the source of its --help.\n.TH \"" + roff_text(upper(page)) +
           "\" 1 \"\" \"" + roff_text(program.name + " " + program.version) + "\" \"Verbatim\"\n.ad l\n.nh\n";
}

// As it stands, a line a line.
std::string literal(std::string_view text) {
    std::string out = ".EX\n";
    for (const std::string& line : split(text, '\n'))
        if (!line.empty()) out += roff_text(line.starts_with("  ") ? line.substr(2) : line) + "\n";
    return out + ".EE\n";
}

std::string paragraph(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return roff_text(text) + "\n";
}

std::string options(const std::vector<OptionHelp>& all) {
    std::string out;
    for (const OptionHelp& option : all) {
        std::vector<std::string> names;
        for (const std::string& name : option.names) names.push_back(bold(name));
        out += ".TP\n" + join(names, ", ");
        if (!option.placeholder.empty()) out += (names.empty() ? "" : " ") + italic(option.placeholder);
        std::string text = option.text;
        if (!option.choices.empty()) text += ": " + join(option.choices, ", ");
        if (option.repeats) text += "; may be given several times";
        out += "\n" + paragraph(text);
    }
    return out;
}

std::string argument(const OptionHelp& help) {
    const std::string name = italic(help.placeholder) + (help.repeats ? " .\\|.\\|." : "");
    return help.required ? name : "[" + name + "]";
}

// What is typed, with its options and arguments.
std::string usage(const std::string& words, const CommandHelp& command) {
    std::string out = bold(words) + " [" + italic("OPTION") + " .\\|.\\|.]";
    for (const OptionHelp& help : command.arguments) out += " " + argument(help);
    return out + "\n";
}

// One line for the command, or one for each of its subcommands.
std::string synopsis(const std::string& words, const CommandHelp& command) {
    if (command.commands.empty()) return usage(words, command);
    std::string out;
    for (const CommandHelp& sub : command.commands)
        out += (out.empty() ? "" : ".br\n") + synopsis(words + " " + sub.name, sub);
    return out;
}

// A section for each subcommand, however deep.
std::string subcommands(const std::string& words, const CommandHelp& command) {
    std::string out;
    for (const CommandHelp& sub : command.commands) {
        const std::string longer = words + " " + sub.name;
        out += ".SS " + roff_text(longer) + "\n" + paragraph(sub.summary + ".") + options(sub.arguments) +
               options(sub.options) + subcommands(longer, sub);
    }
    return out;
}

std::string table(const std::vector<std::pair<std::string, std::string>>& rows) {
    std::string out;
    for (const auto& [name, text] : rows) out += ".TP\n" + bold(name) + "\n" + paragraph(text);
    return out;
}

std::string see_also(const ProgramHelp& program, const std::string& page) {
    std::vector<std::string> pages;
    if (page != program.name) pages.push_back(program.name);
    for (const CommandHelp& command : program.commands)
        if (program.name + "-" + command.name != page) pages.push_back(program.name + "-" + command.name);
    std::string out = section("SEE ALSO");
    for (std::size_t i = 0; i < pages.size(); ++i)
        out += ".BR \\%" + roff_text(pages[i]) + " (1)" + (i + 1 < pages.size() ? " ," : "") + "\n";
    return out;
}

}  // namespace

std::string roff_text(std::string_view text) {
    const std::string safe = printable(text);
    std::string out;
    bool line_begins = true;
    for (std::size_t at = 0; at < safe.size();) {
        const std::uint32_t point = next_code_point(safe, at);
        if (line_begins && (point == '.' || point == '\'')) out += "\\&";
        line_begins = point == '\n';
        switch (point) {
            case '\\':
                out += "\\e";
                break;
            case '-':
                out += "\\-";
                break;
            case '\'':
                out += "\\(aq";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '"':
                out += "\\(dq";
                break;
            case '^':
                out += "\\(ha";
                break;
            case '~':
                out += "\\(ti";
                break;
            default:
                if (point < 0x80)
                    out += static_cast<char>(point);
                else
                    out += fmt::format("\\[u{:04X}]", point);
        }
    }
    return out;
}

std::string man_page(const ProgramHelp& program) {
    std::string out = header(program, program.name);
    out +=
        section("NAME") + roff_text(program.name) + " \\- rebuild a distribution from its pins and compare\n";
    out += section("SYNOPSIS") + bold(program.name) + " [" + italic("OPTION") + " .\\|.\\|.] " +
           italic("COMMAND") + " [" + italic("ARGUMENT") + " .\\|.\\|.]\n";
    out += section("DESCRIPTION") + paragraph(program.description);
    out += section("COMMANDS");
    for (const CommandHelp& command : program.commands)
        out += ".TP\n" + bold(command.name) + "\n" + paragraph(command.summary);
    out += section("OPTIONS") + paragraph("Every command takes these too.") + options(program.options);
    out += section("EXIT STATUS") + literal(program.exit_status);
    out += section("ENVIRONMENT") + table(program.environment);
    out += section("FILES") + table(program.files);
    return out + see_also(program, program.name);
}

std::string man_page(const ProgramHelp& program, const CommandHelp& command) {
    const std::string page = program.name + "-" + command.name;
    std::string out = header(program, page);
    out += section("NAME") + roff_text(page) + " \\- " + paragraph(command.summary);
    const std::string words = program.name + " " + command.name;
    out += section("SYNOPSIS") + synopsis(words, command);
    out += section("DESCRIPTION") + paragraph(command.summary + ".") + options(command.arguments);
    if (!command.commands.empty()) out += section("COMMANDS") + subcommands(words, command);
    out +=
        section("OPTIONS") + options(command.options) + ".PP\n" +
        paragraph("The options of all commands are in " + program.name + "(1), and so is the exit status.");
    out += section("EXAMPLES") + literal(command.examples);
    return out + see_also(program, page);
}

const OptionHelp* find_option(const std::vector<OptionHelp>& options, std::string_view name) {
    for (const OptionHelp& option : options)
        if (std::find(option.names.begin(), option.names.end(), name) != option.names.end()) return &option;
    return nullptr;
}

}  // namespace verbatim
