#include "fetch/go_layout.h"

#include "base/interrupt.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace verbatim {

namespace {

using Read = std::function<std::string(const std::string&)>;

// What the go command passes over: https://pkg.go.dev/cmd/go#hdr-Package_lists_and_patterns
bool is_passed_over(const std::string& path) {
    const auto parts = split(path, '/');
    return std::any_of(parts.begin(), parts.end() - 1, [](const std::string& part) {
        return part == "vendor" || part == "testdata" || part.starts_with(".") || part.starts_with("_");
    });
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::string without_quotes(std::string_view word) {
    word = trim(word);
    if (word.size() >= 2 && (word.front() == '"' || word.front() == '`') && word.back() == word.front())
        word = word.substr(1, word.size() - 2);
    return std::string(word);
}

void read_go_mod(const std::string& text, GoModuleSeen& module) {
    for (const std::string& whole : split(text, '\n')) {
        const std::string_view line = trim(std::string_view(whole).substr(0, whole.find("//")));
        if (line.starts_with("module ")) module.path = without_quotes(line.substr(7));
        if (line.starts_with("go ")) module.go = without_quotes(line.substr(3));
        if (line.starts_with("toolchain go")) module.toolchain = without_quotes(line.substr(10));
    }
}

// The name in the package clause; empty for a file that is not part of its folder's package ("//go:build
// ignore").
std::string package_name(std::string_view text) {
    while (true) {
        while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos)
            text.remove_prefix(1);
        if (text.starts_with("//")) {
            const std::string_view line = text.substr(0, text.find('\n'));
            if (line.starts_with("//go:build") && (line.find("ignore") != std::string_view::npos ||
                                                   line.find("tools") != std::string_view::npos))
                return {};
            text.remove_prefix(line.size());
        } else if (text.starts_with("/*")) {
            const auto end = text.find("*/");
            if (end == std::string_view::npos) return {};
            text.remove_prefix(end + 2);
        } else {
            break;
        }
    }
    if (!text.starts_with("package ")) return {};
    text.remove_prefix(8);
    return std::string(trim(text.substr(0, text.find_first_of("\r\n/;"))));
}

// What `go build` calls it: the last part of the import path, or the one before a major version.
std::string binary_name(const std::string& import_path) {
    const auto parts = split(import_path, '/');
    const std::string& last = parts.back();
    const bool version = last.size() > 1 && last[0] == 'v' &&
                         last.find_first_not_of("0123456789", 1) == std::string::npos && last != "v1" &&
                         last[1] != '0';
    return version && parts.size() > 1 ? parts[parts.size() - 2] : last;
}

// "1.22.3" → 1, 22, 3
std::array<int, 3> numbers(std::string_view version) {
    std::array<int, 3> found{};
    const auto parts = split(version, '.');
    for (std::size_t i = 0; i < found.size() && i < parts.size(); ++i)
        std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), found.at(i));
    return found;
}

// The module whose folder is nearest above.
GoModuleSeen* owner(std::map<std::string, GoModuleSeen>& modules, std::string folder) {
    while (true) {
        if (const auto found = modules.find(folder); found != modules.end()) return &found->second;
        if (folder == ".") return nullptr;
        folder = folder_of(folder);
    }
}

bool is_program(const std::vector<std::string>& files, const Read& read) {
    for (const std::string& file : files)
        if (const std::string name = package_name(read(file)); !name.empty()) return name == "main";
    return false;
}

}  // namespace

std::vector<GoModuleSeen> survey_go(const std::vector<std::string>& paths, const Read& read) {
    const std::set<std::string> all(paths.begin(), paths.end());
    std::map<std::string, GoModuleSeen> modules;
    std::map<std::string, std::vector<std::string>> sources;  // folder → its Go files
    for (const std::string& path : all) {
        throw_if_interrupted();
        if (is_passed_over(path)) continue;
        const std::string folder = folder_of(path);
        if (path == "go.mod" || path.ends_with("/go.mod")) {
            GoModuleSeen& module = modules[folder];
            module.folder = folder;
            read_go_mod(read(path), module);
            module.vendored = all.contains((folder == "." ? "" : folder + "/") + "vendor/modules.txt");
        } else if (path.ends_with(".go") && !path.ends_with("_test.go")) {
            sources[folder].push_back(path);
        }
    }
    std::set<std::string> names;
    for (const auto& [folder, files] : sources) {
        throw_if_interrupted();
        GoModuleSeen* module = owner(modules, folder);
        if (module == nullptr || !is_program(files, read)) continue;
        std::string inner = folder;
        if (module->folder == folder)
            inner = ".";
        else if (module->folder != ".")
            inner = folder.substr(module->folder.size() + 1);
        const std::string package = inner == "." ? "." : "./" + inner;
        const std::string name = binary_name(inner == "." && !module->path.empty() ? module->path : folder);
        if (names.insert(name).second)
            module->binaries[name] = package;
        else
            module->namesakes.emplace_back(name, package);
    }
    std::vector<GoModuleSeen> found;
    for (auto& [folder, module] : modules) found.push_back(std::move(module));
    return found;
}

bool go_at_least(const std::string& release, const std::string& version) {
    return numbers(std::string_view(release).substr(2)) >= numbers(version);
}

std::optional<std::string> choose_go(const std::vector<std::string>& releases,
                                     const std::vector<GoModuleSeen>& modules) {
    std::optional<std::string> newest, named;
    const auto newer = [](const std::string& release, const std::optional<std::string>& than) {
        return !than || go_at_least(release, than->substr(2));
    };
    const auto minor = [](const std::string& release) {
        return release.substr(0, release.find('.', release.find('.') + 1));
    };
    for (const std::string& release : releases) {
        const auto enough = [&](const GoModuleSeen& module) { return go_at_least(release, module.go); };
        if (!std::all_of(modules.begin(), modules.end(), enough)) continue;
        if (newer(release, newest)) newest = release;
        for (const GoModuleSeen& module : modules)
            if (!module.toolchain.empty() && minor(module.toolchain) == minor(release) &&
                go_at_least(release, module.toolchain.substr(2)) && newer(release, named))
                named = release;
    }
    return named ? named : newest;
}

}  // namespace verbatim
