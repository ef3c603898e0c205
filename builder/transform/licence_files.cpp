#include "transform/licence_files.h"

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

template <typename List>
bool is_in(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

// LICENSE, LICENSES, LICENSE.md, LICENSE-2.0.txt, LICENSE_MIT; not LICENSEE.
bool begins_with_word(std::string_view name, std::string_view word) {
    if (!name.starts_with(word)) return false;
    name.remove_prefix(word.size());
    if (name.starts_with('s')) name.remove_prefix(1);
    return name.empty() || std::string_view(".-_ ").find(name.front()) != std::string_view::npos;
}

}  // namespace

LicenceFile licence_file(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : static_cast<char>(c);
    });
    constexpr auto code = std::to_array<std::string_view>(
        {".bat",   ".c",   ".cc",   ".cpp", ".css", ".csv",  ".gif", ".go",  ".h",   ".hpp",
         ".in",    ".ini", ".java", ".jpg", ".js",  ".json", ".lua", ".mod", ".pl",  ".png",
         ".proto", ".ps1", ".py",   ".rb",  ".rs",  ".s",    ".sh",  ".sum", ".svg", ".tmpl",
         ".toml",  ".tpl", ".ts",   ".tsv", ".xml", ".yaml", ".yml"});
    const std::size_t dot = lower.rfind('.');
    if (dot != std::string::npos && is_in(code, std::string_view(lower).substr(dot)))
        return LicenceFile::none;
    for (const std::string_view word :
         {"license", "licence", "copying", "unlicense", "unlicence", "copyleft"})
        if (begins_with_word(lower, word)) return LicenceFile::licence;
    for (const std::string_view word : {"notice", "copyright", "patent"})
        if (begins_with_word(lower, word)) return LicenceFile::notice;
    const std::string_view stem = std::string_view(lower).substr(0, lower.find('.'));
    for (const std::string_view end : {"-license", "_license", "-licence", "_licence"})
        if (stem.ends_with(end)) return LicenceFile::licence;
    return LicenceFile::none;
}

bool holds_packages(std::string_view folder) {
    constexpr auto others = std::to_array<std::string_view>({"node_modules", "testdata", "vendor"});
    return !folder.empty() && folder.front() != '.' && folder.front() != '_' && !is_in(others, folder);
}

}  // namespace verbatim
