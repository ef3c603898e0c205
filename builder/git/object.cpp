#include "git/object.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace verbatim::git {

namespace {

[[noreturn]] void malformed(const std::string& id, const std::string& why) {
    throw Error(Failure::mismatch, "the git object " + id + " is malformed: " + why);
}

bool is_hex_id(std::string_view text) {
    return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The value of a header line, before the blank line that ends the header.
std::string_view header(std::string_view data, std::string_view name, const std::string& id) {
    while (!data.empty() && data.front() != '\n') {
        const auto end = std::min(data.find('\n'), data.size());
        const std::string_view line = data.substr(0, end);
        if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ' ')
            return line.substr(name.size() + 1);
        data.remove_prefix(std::min(end + 1, data.size()));
    }
    malformed(id, "it has no \"" + std::string(name) + "\" line");
}

}  // namespace

bool is_safe_name(std::string_view name) {
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string_view::npos) return false;
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return lower != ".git";
}

std::string sha1(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, EVP_sha1(), nullptr) != 1)
        throw std::bad_alloc();
    return {reinterpret_cast<const char*>(out.data()), length};
}

std::string_view type_name(Type type) {
    constexpr std::array<std::string_view, 5> names = {"", "commit", "tree", "blob", "tag"};
    return names.at(static_cast<std::size_t>(type));
}

std::string object_id(Type type, std::string_view data) {
    std::string bytes = fmt::format("{} {}", type_name(type), data.size());
    bytes += '\0';
    bytes += data;
    return to_hex(sha1(bytes));
}

std::string raw_id(const std::string& hex) {
    std::string raw;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        raw += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return raw;
}

std::vector<TreeItem> parse_tree(std::string_view data, const std::string& id) {
    constexpr std::size_t most_items = 2'000'000;
    std::vector<TreeItem> items;
    while (!data.empty()) {
        if (items.size() == most_items) malformed(id, fmt::format("it has more than {} entries", most_items));
        const auto blank = data.find(' ');
        const auto nul = data.find('\0');
        if (blank == std::string_view::npos || nul == std::string_view::npos || blank > nul ||
            data.size() - nul < 21)
            malformed(id, "an entry is cut short");
        TreeItem item;
        const std::string_view mode = data.substr(0, blank);
        const auto [end, error] = std::from_chars(mode.data(), mode.data() + mode.size(), item.mode, 8);
        if (error != std::errc{} || end != mode.data() + mode.size()) malformed(id, "a mode is no number");
        if (item.mode == 0100664) item.mode = 0100644;  // written by old versions of git
        if (item.mode != 0100644 && !item.is_executable() && !item.is_link() && !item.is_tree() &&
            !item.is_submodule())
            malformed(id, fmt::format("the mode {:o} is unknown", item.mode));
        item.name = data.substr(blank + 1, nul - blank - 1);
        if (!is_safe_name(item.name))
            malformed(id, "the name \"" + printable(item.name) + "\" may not stand in a tree");
        item.id = to_hex(data.substr(nul + 1, 20));
        items.push_back(std::move(item));
        data.remove_prefix(nul + 21);
    }
    return items;
}

Commit parse_commit(std::string_view data, const std::string& id) {
    Commit commit;
    commit.tree = header(data, "tree", id);
    if (!is_hex_id(commit.tree)) malformed(id, "its tree is no object id");
    // committer NAME <MAIL> SECONDS ZONE
    const std::string_view committer = header(data, "committer", id);
    const auto mail_end = committer.rfind("> ");
    if (mail_end == std::string_view::npos) malformed(id, "its committer has no time");
    const std::string_view time = committer.substr(mail_end + 2);
    const auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), commit.committer_time);
    if (error != std::errc{} || end == time.data() + time.size() || *end != ' ')
        malformed(id, "its committer has no time");
    constexpr std::int64_t end_of_year_9999 = 253402300799;
    if (commit.committer_time < 0 || commit.committer_time > end_of_year_9999)
        malformed(id, "its committer's time is out of all bounds");
    return commit;
}

std::string tagged_object(std::string_view data, const std::string& id) {
    std::string object(header(data, "object", id));
    if (!is_hex_id(object)) malformed(id, "what it tags is no object id");
    return object;
}

std::string write_tree(std::vector<TreeItem> items) {
    // A folder sorts as if its name ended in '/'.
    const auto key = [](const TreeItem& item) { return item.is_tree() ? item.name + "/" : item.name; };
    std::sort(items.begin(), items.end(),
              [&](const TreeItem& a, const TreeItem& b) { return key(a) < key(b); });
    std::string data;
    for (const TreeItem& item : items) {
        data += fmt::format("{:o} {}", item.mode, item.name);
        data += '\0';
        data += raw_id(item.id);
    }
    return data;
}

}  // namespace verbatim::git
