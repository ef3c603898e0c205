// NTFS sees "git~1", the short name of ".git", and ".git" before blanks, periods, or a colon (of an alternate
// data stream) as the same folder, and takes '\' for '/'. git refuses those names everywhere by default, as a
// tree may be checked out anywhere.
#include "patch/safe_path.h"

#include "base/text.h"
#include "patch/bounds.h"

#include <algorithm>

namespace verbatim::patch {

namespace {

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool is_digit(char c, char from, char to) {
    return c >= from && c <= to;
}

// Nothing but blanks and periods up to the end, or to a colon.
bool ends_for_ntfs(std::string_view rest) {
    const auto other = rest.find_first_not_of(" .");
    return other == std::string_view::npos || rest[other] == ':';
}

// `name` reaches to a '/' or '\', in lower case.
bool is_ntfs_git(std::string_view name) {
    return (name.starts_with(".git") && ends_for_ntfs(name.substr(4))) ||
           (name.starts_with("git~1") && ends_for_ntfs(name.substr(5)));
}

// The short names that NTFS makes of ".gitmodules": GITMOD~1, or, where those are taken, GI7EBA~1.
bool is_ntfs_gitmodules(std::string_view name) {
    if (name.starts_with(".gitmodules") && ends_for_ntfs(name.substr(11))) return true;
    if (name.starts_with("gitmod~") && name.size() > 7 && is_digit(name[7], '1', '4') &&
        ends_for_ntfs(name.substr(8)))
        return true;
    if (name.size() < 8) return false;
    const auto tilde = name.find('~');
    constexpr std::string_view hashed = "gi7eba";
    if (tilde > 6 || name.substr(0, tilde) != hashed.substr(0, tilde)) return false;
    if (!is_digit(name[tilde + 1], '1', '9')) return false;
    for (std::size_t i = tilde + 2; i < 8; ++i)
        if (!is_digit(name[i], '0', '9')) return false;
    return ends_for_ntfs(name.substr(8));
}

}  // namespace

bool is_safe_path(std::string_view path, std::uint32_t mode) {
    const bool link = (mode & 0170000U) == 0120000U;
    for (const std::string& part : split(path, '/')) {
        if (part.empty() || part == "." || part == "..") return false;
        const std::string name = lowered(part);
        if (name == ".git" || (link && (name == ".gitmodules" || is_ntfs_gitmodules(name)))) return false;
        for (const std::string& piece : split(name, '\\'))
            if (is_ntfs_git(piece) || (link && is_ntfs_gitmodules(piece))) return false;
    }
    return true;
}

bool is_short_path(std::string_view path) {
    if (path.size() > bounds::path_bytes) return false;
    const auto parts = split(path, '/');
    return std::all_of(parts.begin(), parts.end(),
                       [](const std::string& part) { return part.size() <= bounds::name_bytes; });
}

}  // namespace verbatim::patch
