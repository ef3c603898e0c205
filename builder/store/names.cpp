#include "store/names.h"

#include "base/digest.h"
#include "store/scratch_prefix.h"

#include <algorithm>
#include <array>

namespace verbatim::names {

namespace {

constexpr std::string_view decimal = "0123456789", hexadecimal = "0123456789abcdef",
                           alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t digest_length = 64, short_length = 12, random_length = 6;

constexpr std::array<std::string_view, 11> folders_at_root = {
    "blobs",    "trees", "outcomes", "mirrors", "modules", "caches", "checksum-databases",
    "searches", "logs",  "locks",    "tmp"};

bool consists_of(std::string_view text, std::string_view characters) {
    return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

bool is_random(std::string_view text) {
    return text.size() == random_length && consists_of(text, alphanumeric);
}

// "<process>-<number>"
bool are_two_numbers(std::string_view text) {
    const auto hyphen = text.find('-');
    return hyphen != std::string_view::npos && consists_of(text.substr(0, hyphen), decimal) &&
           consists_of(text.substr(hyphen + 1), decimal);
}

// What comes after `prefix`; nothing where the name does not begin so.
std::string_view after(std::string_view name, std::string_view prefix) {
    return name.starts_with(prefix) ? name.substr(prefix.size()) : std::string_view();
}

}  // namespace

bool is_folder(std::string_view name) {
    return std::find(folders_at_root.begin(), folders_at_root.end(), name) != folders_at_root.end();
}

bool is_temporary(std::string_view name) {
    return std::any_of(scratch_prefixes.begin(), scratch_prefixes.end(),
                       [&](std::string_view prefix) { return is_random(after(name, prefix)); });
}

bool is_unfinished(std::string_view name, std::string_view whole) {
    const std::string_view rest = after(name, whole);
    return rest.starts_with('.') && are_two_numbers(rest.substr(1));
}

bool is_lock(std::string_view name) {
    if (const auto run = after(name, "run-"); !run.empty()) return Digest::parse(run).has_value();
    if (const auto tree = after(name, "tree-"); !tree.empty())
        return tree.size() == 2 && consists_of(tree, hexadecimal);
    if (const auto mirror = after(name, "mirror-"); !mirror.empty()) return is_mirror(mirror);
    const auto database = after(name, "checksum-database-");
    return database.size() > 9 && database[database.size() - 9] == '-' &&
           consists_of(database.substr(database.size() - 8), hexadecimal);
}

bool is_mirror(std::string_view name) {
    if (name.size() < short_length + 1 || name[name.size() - short_length - 1] != '-') return false;
    return consists_of(name.substr(name.size() - short_length), hexadecimal);
}

bool is_old_cache(std::string_view name) {
    if (!Digest::parse(name.substr(0, digest_length))) return false;
    const std::string_view rest = name.substr(digest_length);
    return rest.empty() || are_two_numbers(after(rest, ".distrusted-"));
}

}  // namespace verbatim::names
