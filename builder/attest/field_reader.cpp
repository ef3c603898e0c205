#include "attest/field_reader.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <algorithm>
#include <limits>

namespace verbatim {

namespace {

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::size_t name_limit = 253, uri_limit = 2048;

bool among(char c, std::string_view allowed) {
    return allowed.find(c) != std::string_view::npos;
}

// Letters and digits at both ends, and nothing but them and `signs` between.
bool is_word(std::string_view text, std::string_view alphabet, std::string_view signs) {
    return !text.empty() && among(text.front(), alphabet) && among(text.back(), alphabet) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return among(c, alphabet) || among(c, signs); });
}

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool says_nothing(const yaml::Node& node) {
    return node.text.empty() && node.items.empty() && node.members.empty();
}

}  // namespace

FieldReader::FieldReader(const yaml::Node& node, std::string what, std::string path, QuirkNotes& quirks)
    : node_(node), what_(std::move(what)), path_(std::move(path)), quirks_(quirks), map_(node, what_) {
    const auto unsorted =
        std::adjacent_find(node.members.begin(), node.members.end(),
                           [](const auto& one, const auto& next) { return next.key < one.key; });
    if (unsorted != node.members.end()) quirks_.note(Quirk::Kind::key_order, path_, (unsorted + 1)->at);
}

const yaml::Node* FieldReader::find(const std::string& key) {
    const yaml::Node* node = map_.find(key);
    if (node == nullptr || !says_nothing(*node)) return node;
    note(Quirk::Kind::written_empty, key, node->at);
    return nullptr;
}

const yaml::Node* FieldReader::expect(const std::string& key) {
    if (map_.find(key) == nullptr) note(Quirk::Kind::left_out, key, node_.at);
    return find(key);
}

const yaml::Node& FieldReader::need(const std::string& key) {
    const yaml::Node& node = map_.need(key);
    if (says_nothing(node)) yaml::refuse(node, what_ + " needs \"" + key + "\", which is empty", "here");
    return node;
}

std::string FieldReader::text(const std::string& key, yaml::Check check) {
    const yaml::Node& node = need(key);
    std::string value = yaml::as_text(node).value;
    check(node);
    return value;
}

std::string FieldReader::expected_text(const std::string& key, yaml::Check check) {
    return expect(key) == nullptr ? "" : text(key, check);
}

std::string FieldReader::optional_text(const std::string& key, yaml::Check check) {
    return find(key) == nullptr ? "" : text(key, check);
}

void FieldReader::equal(const std::string& key, std::string_view value) {
    const yaml::Node& node = need(key);
    if (const std::string found = yaml::as_text(node).value; found != value)
        throw Error(Failure::definition,
                    what_ + " has the " + key + " " + std::string(value) + ", not " + found)
            .at(node.at, "here");
}

void FieldReader::pass_over(const std::string& key) {
    if (const yaml::Node* node = map_.find(key)) note(Quirk::Kind::of_a_cluster, key, node->at);
}

void FieldReader::note(Quirk::Kind kind, const std::string& key, const Position& at) {
    quirks_.note(kind, path(key), at);
}

void dns_name(const yaml::Node& value) {
    bool good = value.text.size() <= name_limit;
    for (const std::string& part : split(value.text, '.')) good = good && is_word(part, lower, "-");
    if (!good)
        yaml::refuse(value, "Kubernetes allows no object of the name \"" + value.text + "\"",
                     "expected lower-case letters, digits, \"-\" and \".\"");
}

void component_name(const yaml::Node& value) {
    if (!is_word(value.text, letters_and_digits, "._-") || value.text.size() > name_limit)
        yaml::refuse(value, "\"" + value.text + "\" is no name of a component",
                     "expected letters, digits, \".\", \"_\" and \"-\"");
}

void asset_name(const yaml::Node& value) {
    if (!is_word(value.text, letters_and_digits, "._-+~@/") || value.text.size() > name_limit ||
        !is_contained_path(value.text))
        yaml::refuse(value, "\"" + value.text + "\" is no name of an asset",
                     "expected the name of a file, or a path that stays in its folder");
}

void commit_id(const yaml::Node& value) {
    if ((value.text.size() != 40 && value.text.size() != 64) || !is_hex(value.text))
        yaml::refuse(value, "this is no git object id", "expected 40 or 64 lower-case hexadecimal digits");
}

void archive_uri(const yaml::Node& value) {
    const std::string_view text = value.text;
    const auto scheme = text.find("://");
    const bool good = scheme != std::string_view::npos && is_word(text.substr(0, scheme), lower, "+.-") &&
                      scheme + 3 < text.size() && text.size() <= uri_limit &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (!good) yaml::refuse(value, "this is no URI of a file", "expected something like https://HOST/PATH");
}

void image_uri(const yaml::Node& value) {
    const std::string_view text = value.text;
    const auto host = text.find('/');
    const auto colon = text.rfind(':');
    bool good = text.size() <= uri_limit && host != std::string_view::npos &&
                colon != std::string_view::npos && colon > host;
    if (good) {
        const std::string_view tag = text.substr(colon + 1);
        good = is_word(text.substr(0, host), letters_and_digits, ".-:") && !tag.empty() &&
               tag.size() <= 128 && !among(tag.front(), ".-") &&
               std::all_of(tag.begin(), tag.end(),
                           [](char c) { return among(c, letters_and_digits) || among(c, "._-"); });
        for (const std::string& part : split(text.substr(host + 1, colon - host - 1), '/'))
            good = good && is_word(part, lower, "._-");
    }
    if (!good) yaml::refuse(value, "this is no URI of an image", "expected HOST/REPOSITORY:TAG");
}

void sha512(const yaml::Node& value) {
    if (value.text.size() != 128 || !is_hex(value.text))
        yaml::refuse(value, "this is no SHA-512 digest", "expected 128 lower-case hexadecimal digits");
}

void any_text(const yaml::Node&) {}

Digest image_digest(const yaml::Node& node) {
    constexpr std::string_view algorithm = "sha256:";
    const std::string text = yaml::as_text(node).value;
    const auto digest = text.starts_with(algorithm)
                            ? Digest::parse(std::string_view(text).substr(algorithm.size()))
                            : std::nullopt;
    if (!digest)
        yaml::refuse(node, "this is no digest of an image",
                     "expected \"sha256:\" and 64 lower-case hexadecimal digits");
    return *digest;
}

std::int64_t whole_number(const yaml::Node& node) {
    const std::int64_t number = yaml::as_number(node, 1, std::numeric_limits<std::int32_t>::max());
    if (node.quoted) yaml::refuse(node, "expected a whole number, got text", "here, without quotes");
    if (node.text.front() == '0')
        yaml::refuse(node, "a number that begins with 0 is another one for some readers", "here");
    return number;
}

bool truth(const yaml::Node& node) {
    if (node.quoted) yaml::refuse(node, "expected true or false, got text", "here, without quotes");
    return yaml::as_bool(node);
}

}  // namespace verbatim
