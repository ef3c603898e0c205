// NTFS sees "git~1", the short name of ".git", and ".git" before blanks, periods, or a colon (of an alternate
// data stream) as the same folder, and takes '\' for '/'. HFS+ passes over some code points without a shape.
#include "base/repository_name.h"

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

// The last five are NTFS' short names of the others; _FOSSIL_ is its own.
constexpr std::array<std::string_view, 11> names = {
    ".git", ".hg", ".svn", ".bzr", ".fslckout", "_fossil_", "git~1", "hg~1", "svn~1", "bzr~1", "fslcko~1"};

// In UTF-8, three bytes each: U+200C–200F, U+202A–202E, U+206A–206F, U+FEFF.
bool is_passed_over(std::string_view rest) {
    if (rest.size() < 3) return false;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(rest[at]); };
    const auto third = [&](unsigned from, unsigned to) { return byte(2) >= from && byte(2) <= to; };
    if (byte(0) == 0xEF) return byte(1) == 0xBB && byte(2) == 0xBF;
    if (byte(0) != 0xE2) return false;
    return (byte(1) == 0x80 && (third(0x8C, 0x8F) || third(0xAA, 0xAE))) ||
           (byte(1) == 0x81 && third(0xAA, 0xAF));
}

// As the file systems that are the least exact of all compare it.
std::string plain(std::string_view name) {
    std::string made;
    while (!name.empty() && name.front() != ':') {
        if (is_passed_over(name)) {
            name.remove_prefix(3);
            continue;
        }
        const char c = name.front();
        made += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        name.remove_prefix(1);
    }
    made.resize(made.find_last_not_of(" .") + 1);
    return made;
}

}  // namespace

bool is_repository_name(std::string_view component) {
    while (true) {
        const auto end = component.find('\\');
        if (std::find(names.begin(), names.end(), plain(component.substr(0, end))) != names.end())
            return true;
        if (end == std::string_view::npos) return false;
        component.remove_prefix(end + 1);
    }
}

std::optional<std::string> repository_on(std::string_view path) {
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        if (is_repository_name(path.substr(at, end - at))) return std::string(path.substr(0, end));
        at = end + 1;
    }
    return std::nullopt;
}

}  // namespace verbatim
