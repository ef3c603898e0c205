#include "inspect/go_cache.h"

#include "base/text.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace verbatim {

namespace {

constexpr std::string_view archive_magic = "!<arch>\n";
constexpr std::string_view first_member = "__.PKGDEF ";
constexpr std::size_t member_header = 60;

// Takes a line off the text, without its end; nothing where no line ends in it.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

}  // namespace

std::string GoCacheEntry::text() const {
    return fmt::format("v1 {} {} {:20} {:20}\n", action.hex(), output.hex(), size, 0);
}

// "v1 " 64 " " 64 " " 20 " " 20 "\n"
std::optional<GoCacheEntry> parse_go_cache_entry(std::string_view text) {
    const auto blank = [&](std::size_t at) { return text[at] == ' '; };
    if (text.size() != go_cache_entry_size || !text.starts_with("v1 ") || !blank(67) || !blank(132) ||
        !blank(153) || text.back() != '\n')
        return std::nullopt;
    const auto action = Digest::parse(text.substr(3, 64)), output = Digest::parse(text.substr(68, 64));
    const std::string_view size = trim(text.substr(133, 20));
    GoCacheEntry entry;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), entry.size);
    if (!action || !output || error != std::errc() || end != size.data() + size.size()) return std::nullopt;
    entry.action = *action;
    entry.output = *output;
    return entry;
}

std::optional<GoArchive> read_go_archive(std::string_view head) {
    if (!head.starts_with(archive_magic)) return std::nullopt;
    head.remove_prefix(archive_magic.size());
    if (head.size() < member_header || !head.starts_with(first_member)) return std::nullopt;
    head.remove_prefix(member_header);
    const auto object = take_line(head), id = take_line(head);
    constexpr std::string_view says_id = "build id \"";
    if (!object || !id || !id->starts_with(says_id)) return std::nullopt;
    // "go object linux arm64 go1.26.8 GOARM64=v8.0 X:…"
    const std::vector<std::string> words = split(*object, ' ');
    if (words.size() < 5 || words[0] != "go" || words[1] != "object") return std::nullopt;
    const std::string_view action = id->substr(says_id.size(), id->find('/') - says_id.size());
    return GoArchive{words[2], words[3], words[4], std::string(action)};
}

std::string go_action(const Digest& id) {
    constexpr int bytes = 15;
    std::array<unsigned char, bytes / 3 * 4 + 1> letters{};
    EVP_EncodeBlock(letters.data(), id.bytes.data(), bytes);
    std::string text(letters.begin(), letters.end() - 1);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

}  // namespace verbatim
