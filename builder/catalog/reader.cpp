#include "catalog/reader.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace verbatim::yaml {

void refuse(const Node& node, const std::string& message, const std::string& label) {
    throw Error(Failure::definition, message).at(node.at, label);
}

MapReader::MapReader(const Node& node, std::string what)
    : node_(as_map(node, what)), what_(std::move(what)) {}

const Node* MapReader::find(const std::string& key) {
    asked_.insert(key);
    for (const auto& member : node_.members)
        if (member.key == key) return &member.value;
    return nullptr;
}

const Node& MapReader::need(const std::string& key) {
    const Node* found = find(key);
    if (found != nullptr) return *found;
    // A mistyped key explains a missing one best.
    std::vector<std::string> there;
    for (const auto& member : node_.members) there.push_back(member.key);
    if (const auto typed = suggestion(key, there))
        for (const auto& member : node_.members)
            if (member.key == *typed && !asked_.contains(*typed))
                throw Error(Failure::definition, what_ + " needs the key \"" + key + "\"")
                    .at(member.at, "did you mean " + key + "?");
    refuse(node_, what_ + " needs the key \"" + key + "\"", "it is missing in this map");
}

Located<std::string> MapReader::text(const std::string& key, Check check) {
    const Node& node = need(key);
    Located<std::string> value = as_text(node);
    if (check != nullptr) check(node);
    return value;
}

std::optional<Located<std::string>> MapReader::optional_text(const std::string& key, Check check) {
    if (find(key) == nullptr) return std::nullopt;
    return text(key, check);
}

void MapReader::finish() {
    for (const auto& member : node_.members) {
        if (asked_.contains(member.key)) continue;
        Error error(Failure::definition, what_ + " has no key \"" + member.key + "\"");
        const std::vector<std::string> known(asked_.begin(), asked_.end());
        const auto meant = suggestion(member.key, known);
        error.at(member.at, meant ? "did you mean " + *meant + "?" : "unknown");
        throw error.note("Known keys: " + join(known, ", ") + ".");
    }
}

Located<std::string> as_text(const Node& node) {
    if (node.kind != Node::Kind::text) refuse(node, "expected text, got " + kind_name(node), "here");
    if (node.text.empty() || node.text.find('\n') != std::string::npos)
        refuse(node, "expected one line of text that is not empty", "here");
    return {node.text, node.at};
}

std::vector<Located<std::string>> as_texts(const Node& node) {
    std::vector<Located<std::string>> values;
    for (const Node& item : as_list(node, "a list of text").items) values.push_back(as_text(item));
    return values;
}

const Node& as_map(const Node& node, const std::string& what) {
    if (node.kind != Node::Kind::map)
        refuse(node, "expected a map (" + what + "), got " + kind_name(node), "here");
    return node;
}

const Node& as_list(const Node& node, const std::string& what) {
    if (node.kind != Node::Kind::list) refuse(node, "expected " + what + ", got " + kind_name(node), "here");
    return node;
}

std::int64_t as_number(const Node& node, std::int64_t from, std::int64_t to) {
    const std::string text = as_text(node).value;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < from || value > to)
        refuse(node, fmt::format("expected a whole number from {} to {}, got \"{}\"", from, to, text),
               "here");
    return value;
}

bool as_bool(const Node& node) {
    const std::string text = as_text(node).value;
    if (text != "true" && text != "false")
        refuse(node, "expected true or false, got \"" + text + "\"", "here");
    return text == "true";
}

void object_id(const Node& value) {
    if (value.text.size() != 40 || value.text.find_first_not_of("0123456789abcdef") != std::string::npos)
        refuse(value, "this is no git object id", "expected 40 lower-case hexadecimal digits");
}

void contained_path(const Node& value) {
    if (!is_contained_path(value.text))
        refuse(value, "the path \"" + value.text + "\" leaves its folder, or is not in its plain form",
               "expected a relative path without \"..\", \".\", \"//\" or a trailing slash");
}

void relative_folder(const Node& value) {
    if (value.text != ".") contained_path(value);
}

void h1(const Node& value) {
    const std::string& text = value.text;
    const std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // 32 bytes are 42 digits of six bits and one of four, so that the last one ends in two zero bits.
    if (!text.starts_with("h1:") || text.size() != 47 || text.back() != '=' ||
        text.substr(3, 43).find_first_not_of(digits) != std::string::npos || digits.find(text[45]) % 4 != 0)
        refuse(value, "this is no h1 hash of a Go module", "expected \"h1:\" and 44 characters of base64");
}

void ref_name(const Node& value) {
    const std::string& text = value.text;
    bool good = is_contained_path(text) && text.find("..") == std::string::npos &&
                text.find("@{") == std::string::npos && text.find_first_of(" ~^:?*[") == std::string::npos &&
                text.back() != '.';
    for (const std::string& part : split(text, '/'))
        good = good && !part.starts_with(".") && !part.ends_with(".lock");
    if (!good) refuse(value, "git allows no tag of the name \"" + text + "\"", "here");
}

namespace {

// "1.25", or "1.25.12" where three parts are allowed.
bool is_go_number(std::string_view text, std::size_t most_parts) {
    const std::vector<std::string> parts = split(text, '.');
    bool good = parts.size() >= 2 && parts.size() <= most_parts && parts[0] == "1";
    for (const std::string& part : parts)
        good = good && !part.empty() && part.size() <= 4 &&
               part.find_first_not_of("0123456789") == std::string::npos;
    return good;
}

}  // namespace

// "Name <mail>", without what git strips from either end of both: else its ids would be others than ours.
void identity(const Node& node) {
    const std::string_view who = node.text;
    const auto mail = who.find(" <");
    const auto plain = [](std::string_view part) {
        constexpr std::string_view stripped = " .,:;\"\\'";
        return !part.empty() && part.find_first_of("<>") == std::string_view::npos &&
               std::none_of(part.begin(), part.end(),
                            [](unsigned char c) { return c < 0x20 || c == 0x7F; }) &&
               stripped.find(part.front()) == std::string_view::npos &&
               stripped.find(part.back()) == std::string_view::npos;
    };
    if (mail == std::string_view::npos || !who.ends_with(">") || !plain(who.substr(0, mail)) ||
        !plain(who.substr(mail + 2, who.size() - mail - 3)))
        refuse(node, "\"" + node.text + "\" is no author or committer",
               "expected Name <mail>, neither beginning nor ending with punctuation");
}

void go_version(const Node& value) {
    if (!value.text.starts_with("go") || !is_go_number(std::string_view(value.text).substr(2), 3))
        refuse(value, "this names no Go release", "expected something like go1.25.12");
}

void go_minor(const Node& value) {
    if (!is_go_number(value.text, 2))
        refuse(value, "this names no Go minor version", "expected something like 1.25");
}

void source_url(const Node& value) {
    const std::string& text = value.text;
    if (text.starts_with("embedded:")) {
        if (!is_contained_path(text.substr(9)))
            refuse(value, "the embedded source \"" + text.substr(9) + "\" leaves the project's folder",
                   "expected embedded: and a relative path without \"..\"");
        return;
    }
    for (const std::string_view scheme : {"https://", "http://", "file:///"})
        if (text.starts_with(scheme) && text.size() > scheme.size() && text.find(' ') == std::string::npos)
            return;
    refuse(value, "this is no source that Verbatim can fetch from",
           "expected https://…, http://…, file:///… or embedded:FOLDER");
}

Located<Platform> as_platform(const Node& node) {
    const auto platform = Platform::parse(as_text(node).value);
    if (!platform)
        refuse(node, "\"" + node.text + "\" is no platform", "expected something like linux/amd64");
    return {*platform, node.at};
}

Located<Digest> as_sha256(const Node& node) {
    const auto digest = Digest::parse(as_text(node).value);
    if (!digest) refuse(node, "this is no SHA-256 digest", "expected 64 lower-case hexadecimal digits");
    return {*digest, node.at};
}

Located<std::int64_t> as_time(const Node& node) {
    // 2026-06-01T20:47:35Z, and nothing else: a lock has one way to write a time.
    const std::string text = as_text(node).value;
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    bool good = text.size() == form.size();
    for (std::size_t i = 0; good && i < form.size(); ++i)
        good = form[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
    if (good) {
        const auto part = [&](int from, int length) { return std::stoi(text.substr(from, length)); };
        using namespace std::chrono;
        const year_month_day day{year(part(0, 4)), month(part(5, 2)), std::chrono::day(part(8, 2))};
        const int h = part(11, 2), m = part(14, 2), s = part(17, 2);
        if (day.ok() && h < 24 && m < 60 && s < 60)
            return {sys_days(day).time_since_epoch() / seconds(1) + h * 3600L + m * 60L + s, node.at};
    }
    refuse(node, "\"" + text + "\" is no time", "expected UTC in the form 2026-06-01T20:47:35Z");
}

}  // namespace verbatim::yaml
