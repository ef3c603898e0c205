#include "pin/debian_index.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace verbatim {

namespace {

using DebianParagraph = std::map<std::string, std::string>;

Error refuse(const std::string& name, int line, const std::string& why) {
    return Error(Failure::mismatch, "a list of Debian's cannot be read")
        .note(printable(name) + ":" + std::to_string(line) + ": " + why);
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// Reads paragraph after paragraph of `Field: value` lines, further lines of a value beginning with a blank.
// `line` is that of the last that was read.
class ParagraphReader {
  public:
    ParagraphReader(const std::string& name, std::string_view text) : name_(name), rest_(text) {
        if (text.find('\0') != std::string_view::npos) throw refuse(name, 1, "it holds a byte 0");
    }

    // Nothing at the end of the text.
    std::optional<DebianParagraph> next() {
        DebianParagraph found;
        std::string* value = nullptr;
        while (!rest_.empty()) {
            const auto end = rest_.find('\n');
            const std::string_view line = rest_.substr(0, end);
            rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
            ++line_;
            if (trim(line).empty()) {
                if (!found.empty()) return found;
                continue;
            }
            if (is_blank(line.front())) {
                if (value == nullptr) throw refuse(name_, line_, "a value goes on here that began nowhere");
                *value += "\n" + std::string(trim(line));
                continue;
            }
            const auto colon = line.find(':');
            if (colon == 0 || colon == std::string_view::npos)
                throw refuse(name_, line_, "expected \"Field: value\"");
            const auto [at, is_new] = found.emplace(line.substr(0, colon), trim(line.substr(colon + 1)));
            if (!is_new)
                throw refuse(name_, line_,
                             "the field " + printable(line.substr(0, colon)) + " stands here again");
            value = &at->second;
        }
        return found.empty() ? std::nullopt : std::optional(std::move(found));
    }

    [[nodiscard]] int line() const { return line_; }

  private:
    const std::string& name_;
    std::string_view rest_;
    int line_ = 0;
};

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string> words(const std::string& line) {
    std::vector<std::string> found;
    for (const std::string& word : split(line, ' '))
        if (!word.empty()) found.push_back(word);
    return found;
}

std::string field(const DebianParagraph& from, const std::string& name) {
    const auto found = from.find(name);
    return found == from.end() ? std::string() : found->second;
}

// "libc6:any (>= 2.36) [amd64]" → "libc6"
std::string package_of(std::string_view relation) {
    relation = trim(relation);
    return std::string(relation.substr(0, relation.find_first_of(" (:[<\n")));
}

std::vector<std::vector<std::string>> relations(const std::string& text) {
    std::vector<std::vector<std::string>> groups;
    if (text.empty()) return groups;
    for (const std::string& group : split(text, ',')) {
        std::vector<std::string> packages;
        for (const std::string& one : split(group, '|'))
            if (std::string package = package_of(one); !package.empty())
                packages.push_back(std::move(package));
        if (!packages.empty()) groups.push_back(std::move(packages));
    }
    return groups;
}

PackageOffer offer_of(const DebianParagraph& from, const std::string& name, int line) {
    PackageOffer offer;
    offer.name = field(from, "Package");
    const auto needed = [&](const char* key) {
        std::string value = field(from, key);
        if (value.empty())
            throw refuse(name, line,
                         "the package " + printable(offer.name) + ", which ends here, has no " + key);
        return value;
    };
    offer.version = needed("Version");
    offer.path = needed("Filename");
    const auto sha256 = Digest::parse(needed("SHA256"));
    const auto size = number(needed("Size"));
    if (!sha256 || !size || !is_contained_path(offer.path))
        throw refuse(name, line,
                     "the package " + printable(offer.name) +
                         ", which ends here, has a SHA256, Size or Filename that is none");
    offer.sha256 = *sha256;
    offer.size = *size;
    for (const char* key : {"Pre-Depends", "Depends"})
        for (auto& group : relations(field(from, key))) offer.needs.push_back(std::move(group));
    for (const auto& group : relations(field(from, "Provides")))
        offer.provides.insert(offer.provides.end(), group.begin(), group.end());
    return offer;
}

}  // namespace

DebianReleaseFile parse_release_file(const std::string& name, std::string_view text) {
    ParagraphReader reader(name, text);
    const DebianParagraph all = reader.next().value_or(DebianParagraph());
    DebianReleaseFile release{field(all, "Suite"), field(all, "Codename"), field(all, "Date"), {}};
    for (const std::string& line : split(field(all, "SHA256"), '\n')) {
        if (line.empty()) continue;
        const auto parts = words(line);
        const auto sha256 = parts.size() == 3 ? Digest::parse(parts[0]) : std::nullopt;
        const auto size = parts.size() == 3 ? number(parts[1]) : std::nullopt;
        if (!sha256 || !size)
            throw refuse(name, reader.line(), "not of the form \"SHA-256 SIZE NAME\": " + printable(line));
        release.indexes[parts[2]] = {*sha256, *size};
    }
    if (release.indexes.empty()) throw refuse(name, reader.line(), "it has no SHA256 of any list");
    return release;
}

std::multimap<std::string, PackageOffer> parse_packages(const std::string& name, std::string_view text,
                                                        const std::vector<std::string>& wanted) {
    const std::set<std::string> names(wanted.begin(), wanted.end());
    std::multimap<std::string, PackageOffer> found;
    ParagraphReader reader(name, text);
    while (const auto one = reader.next()) {
        const std::string package = field(*one, "Package");
        if (names.contains(package)) found.emplace(package, offer_of(*one, name, reader.line()));
    }
    return found;
}

}  // namespace verbatim
