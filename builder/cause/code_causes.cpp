#include "base/text.h"
#include "cause/rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

using Kind = Cause::Kind;

bool holds(const std::vector<Cause>& causes, std::initializer_list<Kind> kinds) {
    return std::any_of(causes.begin(), causes.end(), [&](const Cause& cause) {
        return std::find(kinds.begin(), kinds.end(), cause.kind) != kinds.end();
    });
}

std::string quoted(const std::optional<std::string>& text) {
    return text ? text->empty() ? "empty" : "\"" + shown_text(*text) + "\"" : "none";
}

std::string described(const FunctionDifference& one) {
    const std::string name = shown_text(one.name);
    if (!one.was) return name + " is only in B";
    if (!one.is) return name + " is only in A";
    if (one.first) return fmt::format("{} has other code from {:#x} on", name, *one.first);
    return fmt::format("{} has {} bytes in A, {} in B", name, *one.was, *one.is);
}

bool is_symbols(const SectionDifference& one) {
    return one.name == ".symtab" || one.name == ".strtab" || one.name == ".gosymtab" ||
           one.name.starts_with(".debug_") || one.name.starts_with(".zdebug_") ||
           one.name.starts_with("__debug_") || one.name.starts_with("__zdebug_");
}

bool is_build_id(const SectionDifference& one) {
    return one.name == ".note.go.buildid" || one.name == ".note.gnu.build-id";
}

class CodeRules {
  public:
    CodeRules(const BinaryPair& pair, const std::vector<Cause>& found)
        : bits_(pair.difference), found_(found) {}

    std::vector<Cause> run() {
        folders();
        symbols();
        code();
        strings();
        build_id();
        return std::move(causes_);
    }

  private:
    void add(Kind kind, std::string text, std::vector<std::string> evidence, std::string next) {
        causes_.push_back({kind, std::move(text), std::move(evidence), std::move(next), {}});
    }

    // Files of the program that are named by a folder of the building machine.
    void folders() {
        if (holds(found_, {Kind::trimpath, Kind::go, Kind::program, Kind::platform})) return;
        const auto absolute = [](const std::vector<std::string>& files) {
            const auto at = std::find_if(files.begin(), files.end(), [](const std::string& file) {
                return file.starts_with('/') || (file.size() > 2 && file[1] == ':');
            });
            return at == files.end() ? std::optional<std::string>() : *at;
        };
        const auto a = absolute(bits_.files_was), b = absolute(bits_.files_is);
        if (!a && !b) return;
        folders_ = true;
        add(Kind::trimpath,
            a && b ? "-trimpath is missing: the folders in which they were built are in both, and are others"
                   : std::string("-trimpath is missing where ") + (a ? "A" : "B") + " was built",
            {"source files that one alone names: " + in_a_and_b(a, b)},
            "give go build -trimpath on both sides; where A cannot be built again, build in A's folder");
    }

    // Stripped or not.
    void symbols() {
        std::vector<std::string> evidence;
        bool in_a = false;
        for (const SectionDifference& one : bits_.sections) {
            if (!is_symbols(one) || (one.was && one.is) || one.was.value_or(0) + one.is.value_or(0) == 0)
                continue;
            in_a = one.was.has_value();
            evidence.push_back("section " + shown_text(one.name) + " is only in " + (in_a ? "A" : "B"));
        }
        if (evidence.empty() || holds(found_, {Kind::symbols, Kind::platform, Kind::program})) return;
        add(Kind::symbols,
            std::string("symbols and debugging information are kept in ") +
                (in_a ? "A, stripped from B" : "B, stripped from A"),
            std::move(evidence),
            in_a ? "build without -s and -w among the linker's flags"
                 : "give the linker -s and -w (ldflags of the project)");
    }

    void code() {
        if (bits_.functions_count == 0) return;
        // Every function may be another by these.
        if (holds(found_, {Kind::platform, Kind::program, Kind::go, Kind::cgo, Kind::architecture})) return;
        std::vector<std::string> evidence;
        constexpr std::size_t most = 5;
        for (const FunctionDifference& one : bits_.functions)
            if (evidence.size() < most) evidence.push_back(described(one));
        if (bits_.functions_count > evidence.size())
            evidence.push_back(fmt::format("and {} more", bits_.functions_count - evidence.size()));
        const bool explained = holds(found_, {Kind::commit, Kind::tags, Kind::modules});
        add(Kind::code,
            fmt::format("the source was another: {} of {} differ{}, first {}", bits_.functions_count,
                        counted(bits_.functions_compared, "function"), bits_.functions_count == 1 ? "s" : "",
                        shown_text(bits_.functions.front().name)),
            std::move(evidence),
            explained ? "mend what is named above first; this may come of it"
                      : "look for a patch or a generated file that changes " +
                            shown_text(bits_.functions.front().name));
    }

    void strings() {
        if (bits_.strings_count == 0) return;
        if (holds(found_, {Kind::platform, Kind::program, Kind::go, Kind::cgo, Kind::architecture,
                           Kind::commit, Kind::dirty, Kind::version, Kind::tags, Kind::modules}))
            return;
        if (folders_ || holds(found_, {Kind::trimpath})) return;  // file names are strings too
        const StringDifference* variable = nullptr;
        const StringDifference* constant = nullptr;
        for (const StringDifference& one : bits_.strings) {
            if (one.function.empty() && variable == nullptr) variable = &one;
            if (!one.function.empty() && constant == nullptr) constant = &one;
        }
        const bool told = holds(found_, {Kind::ldflag});
        if (variable != nullptr && !told)
            add(Kind::ldflag,
                "a string variable begins with another value: " + quoted(variable->was) + " in A, " +
                    quoted(variable->is) + " in B",
                all_of(true),
                "give the linker -X NAME=VALUE as A had it (ldflags of the project; -trimpath keeps them out "
                "of the build information), or look where the source sets that value");
        if (constant != nullptr)
            add(Kind::string,
                "a string in " + shown_text(constant->function) +
                    " is another one: " + quoted(constant->was) + " in A, " + quoted(constant->is) + " in B",
                all_of(false), "look for a patch or a generated file that changes this text");
    }

    [[nodiscard]] std::vector<std::string> all_of(bool variables) const {
        std::vector<std::string> lines;
        constexpr std::size_t most = 5;
        for (const StringDifference& one : bits_.strings)
            if (one.function.empty() == variables && lines.size() < most)
                lines.push_back((variables ? std::string("variable") : shown_text(one.function)) + ": " +
                                quoted(one.was) + " in A, " + quoted(one.is) + " in B");
        return lines;
    }

    // Go's build id tells of all that went into a build: alone it is a cause, else a consequence.
    void build_id() {
        if (holds(found_, {Kind::build_id})) return;
        const bool absent = bits_.build_id_was.empty() != bits_.build_id_is.empty();
        const bool alone = std::all_of(bits_.sections.begin(), bits_.sections.end(),
                                       [](const auto& one) { return is_build_id(one); });
        const bool differs = bits_.build_id_was != bits_.build_id_is ||
                             std::any_of(bits_.sections.begin(), bits_.sections.end(),
                                         [](const auto& one) { return is_build_id(one); });
        if (!differs || (!absent && !(alone && found_.empty() && causes_.empty()))) return;
        std::vector<std::string> evidence = {"Go's build id: " +
                                             in_a_and_b(bits_.build_id_was, bits_.build_id_is)};
        add(Kind::build_id,
            absent ? std::string("only ") + (bits_.build_id_was.empty() ? "B" : "A") + " has a build id"
                   : "only the build id differs",
            std::move(evidence),
            bits_.build_id_was.empty()
                ? "give the linker -buildid= (ldflags of the project)"
                : "build without -buildid=; a build id is made of the inputs, so where "
                  "it differs alone, an input differs that left no other trace");
    }

    const ExecutableDifference& bits_;
    const std::vector<Cause>& found_;
    bool folders_ = false;
    std::vector<Cause> causes_;
};

}  // namespace

std::vector<Cause> bit_causes(const BinaryPair& pair, const std::vector<Cause>& found) {
    return CodeRules(pair, found).run();
}

}  // namespace verbatim
