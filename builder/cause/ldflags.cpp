#include "cause/ldflags.h"

#include <set>

namespace verbatim {

namespace {

constexpr std::string_view white = " \t\n\r";

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (;;) {
        const std::size_t begin = text.find_first_not_of(white);
        if (begin == std::string_view::npos) return words;
        text.remove_prefix(begin);
        const bool quoted = text[0] == '\'' || text[0] == '"';
        const std::size_t end = quoted ? text.find(text[0], 1) : text.find_first_of(white);
        words.emplace_back(text.substr(quoted ? 1 : 0, end == std::string_view::npos ? end
                                                       : quoted                      ? end - 1
                                                                                     : end));
        if (end == std::string_view::npos) return words;
        text.remove_prefix(quoted ? end + 1 : end);
    }
}

// Flags of Go's linker that are given without a value.
bool stands_alone(const std::string& flag) {
    static const std::set<std::string> alone = {
        "-a",          "-asan",          "-c",       "-d",          "-f",   "-g", "-h",
        "-linkshared", "-msan",          "-n",       "-race",       "-s",   "-v", "-w",
        "-bindnow",    "-compressdwarf", "-dumpdep", "-debugtramp", "-aslr"};
    return alone.contains(flag);
}

std::vector<FlagDifference> compare(const std::map<std::string, std::string>& was,
                                    const std::map<std::string, std::string>& is, const std::string& before) {
    std::vector<FlagDifference> found;
    std::set<std::string> names;
    for (const auto* side : {&was, &is})
        for (const auto& [name, value] : *side) names.insert(name);
    const auto value = [](const auto& side, const std::string& name) {
        const auto it = side.find(name);
        return it == side.end() ? std::nullopt : std::optional<std::string>(it->second);
    };
    for (const std::string& name : names)
        if (value(was, name) != value(is, name))
            found.push_back({before + name, value(was, name), value(is, name)});
    return found;
}

}  // namespace

LinkerFlags parse_linker_flags(std::string_view text) {
    LinkerFlags flags;
    const std::vector<std::string> words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string flag = words[i].starts_with("--") ? words[i].substr(1) : words[i];
        std::string value;
        if (const auto equals = flag.find('='); equals != std::string::npos) {
            value = flag.substr(equals + 1);
            flag.resize(equals);
        } else if (flag.starts_with('-') && !stands_alone(flag) && i + 1 < words.size()) {
            value = words[++i];
        }
        if (flag != "-X") {
            flags.others[flag] = value;
        } else if (const auto equals = value.find('='); equals != std::string::npos) {
            flags.variables[value.substr(0, equals)] = value.substr(equals + 1);
        }
    }
    return flags;
}

std::vector<FlagDifference> compare_linker_flags(const LinkerFlags& was, const LinkerFlags& is) {
    auto found = compare(was.variables, is.variables, "-X ");
    auto others = compare(was.others, is.others, "");
    found.insert(found.end(), others.begin(), others.end());
    return found;
}

}  // namespace verbatim
