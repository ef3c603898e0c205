// What the shells and the packagers ask for: completion scripts, candidates, man pages.
#include "base/files.h"
#include "cli/completion.h"
#include "cli/completion_scripts.h"
#include "cli/describe.h"
#include "cli/workspace.h"
#include "report/man_page.h"

#include <cstdio>
#include <filesystem>
#include <set>

namespace verbatim {

namespace {

// A definition that cannot be read, or no project at all, is nothing to trouble somebody with who pressed
// Tab.
template <typename Ask>
std::vector<std::string> quietly(const Globals& globals, const Ask& ask) {
    try {
        return ask(Catalog(find_project(globals)));
    } catch (const std::exception&) {
        return {};
    }
}

Known catalog_of(const Globals& globals) {
    Known known;
    known.releases = [&globals] {
        return quietly(globals, [](const Catalog& catalog) { return catalog.releases(); });
    };
    known.components = [&globals](const std::string& release) {
        return quietly(globals, [&](const Catalog& catalog) {
            std::vector<std::string> names;
            for (const ComponentPin& pin : catalog.release(release).components) names.push_back(pin.project);
            return names;
        });
    };
    known.platforms = [&globals](const std::string& release, const std::vector<std::string>& components) {
        return quietly(globals, [&](const Catalog& catalog) {
            std::set<std::string> names;
            for (const ComponentPin& pin : catalog.release(release).components)
                if (components.empty() ||
                    std::find(components.begin(), components.end(), pin.project) != components.end())
                    for (const ModuleBuild& build : catalog.project(pin.project).builds)
                        for (const auto& platform : build.platforms) names.insert(platform.value.str());
            return std::vector<std::string>(names.begin(), names.end());
        });
    };
    return known;
}

void print(const Completion& completion) {
    if (completion.kind != Completion::Kind::words)
        std::puts(completion.kind == Completion::Kind::files ? ":files" : ":folders");
    // Names of files on disk may hold anything; a candidate is a line.
    for (const auto& [word, text] : completion.words)
        if (word.find_first_of("\t\n") == std::string::npos)
            std::printf("%s\t%s\n", word.c_str(), text.c_str());
}

}  // namespace

RunCommandLine declare_complete(CLI::App& app, const Globals& globals) {
    auto words = std::make_shared<std::vector<std::string>>();
    app.add_option("WORDS", *words, "After --: the words of the command line, the one at the cursor last");
    return [words, &globals, root = app.get_parent()] {
        const ProgramHelp program = describe(*root);
        const std::string current = words->empty() ? std::string() : words->back();
        if (!words->empty()) words->pop_back();
        const ParsedWords parsed = parse_words(program, *words);
        Globals asked = globals;
        if (const auto project = parsed.options.find("--project"); project != parsed.options.end())
            asked.project = project->second;
        print(complete(program, parsed, current, catalog_of(asked)));
        return ExitStatus::ok;
    };
}

RunCommandLine declare_completion(CLI::App& app, const Globals&) {
    auto shell = std::make_shared<std::string>();
    app.add_option("SHELL", *shell, "The shell that the script is for")
        ->required()
        ->type_name("")
        ->check(CLI::IsMember(completion_shells()));
    return [shell] {
        std::fputs(completion_script(*shell).c_str(), stdout);
        return ExitStatus::ok;
    };
}

RunCommandLine declare_man(CLI::App& app, const Globals&) {
    auto folder = std::make_shared<std::string>();
    app.add_option("DIR", *folder, "Where the pages go")->required()->type_name("");
    return [folder, root = app.get_parent()] {
        const ProgramHelp program = describe(*root);
        const std::filesystem::path place = *folder;
        make_directories(place);
        write_file(place / (program.name + ".1"), man_page(program));
        for (const CommandHelp& command : program.commands)
            write_file(place / (program.name + "-" + command.name + ".1"), man_page(program, command));
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
