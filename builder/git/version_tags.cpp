#include "git/version_tags.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

namespace verbatim::git {

namespace {

struct Part {
    std::uint64_t number = 0;
    std::string word;  // where it is no number

    // Numbers come before words.
    friend bool operator<(const Part& a, const Part& b) {
        return std::tuple(!a.word.empty(), a.number, a.word) < std::tuple(!b.word.empty(), b.number, b.word);
    }
};

struct Version {
    std::string prefix;
    std::vector<std::uint64_t> numbers;
    std::vector<Part> pre;  // of a pre-release
};

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> parts(std::string_view text) {
    std::vector<std::string_view> found;
    while (true) {
        const auto dot = text.find('.');
        found.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos) return found;
        text.remove_prefix(dot + 1);
    }
}

std::optional<Version> parse(std::string_view tag) {
    Version version;
    // "etcdctl/v3.6.12": the number begins at the first digit after the last '/'.
    const auto folder = tag.rfind('/');
    const auto begin = tag.find_first_of("0123456789", folder == std::string_view::npos ? 0 : folder);
    if (begin == std::string_view::npos) return std::nullopt;
    version.prefix = tag.substr(0, begin);
    std::string_view rest = tag.substr(begin);
    rest = rest.substr(0, rest.find('+'));  // build metadata does not order
    const auto dash = rest.find('-');
    for (const std::string_view part : parts(rest.substr(0, dash))) {
        const auto value = number(part);
        if (!value) return std::nullopt;
        version.numbers.push_back(*value);
    }
    if (dash != std::string_view::npos)
        for (const std::string_view part : parts(rest.substr(dash + 1))) {
            const auto value = number(part);
            version.pre.push_back({value.value_or(0), value ? "" : std::string(part)});
        }
    return version;
}

bool before(const Version& a, const Version& b) {
    if (a.numbers != b.numbers) return a.numbers < b.numbers;
    if (a.pre.empty() || b.pre.empty()) return !a.pre.empty() && b.pre.empty();
    return std::lexicographical_compare(a.pre.begin(), a.pre.end(), b.pre.begin(), b.pre.end());
}

}  // namespace

std::vector<std::string> versions_like(const std::string& like, const std::vector<std::string>& tags) {
    const auto pattern = parse(like);
    if (!pattern) return {};
    std::vector<std::pair<Version, std::string>> found;
    for (const std::string& tag : tags) {
        auto version = parse(tag);
        if (version && version->prefix == pattern->prefix && (version->pre.empty() || !pattern->pre.empty()))
            found.emplace_back(std::move(*version), tag);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return before(a.first, b.first); });
    std::vector<std::string> sorted;
    for (auto& [version, tag] : found) sorted.push_back(std::move(tag));
    return sorted;
}

bool is_older(const std::string& tag, const std::string& than) {
    const auto a = parse(tag), b = parse(than);
    return a && b && a->prefix == b->prefix && before(*a, *b);
}

}  // namespace verbatim::git
