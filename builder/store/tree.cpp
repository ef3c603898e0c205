#include "store/tree.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace verbatim {

namespace {

constexpr std::string_view header = "verbatim tree 1\n";

[[noreturn]] void malformed(const char* why) {
    throw Error(Failure::store, std::string("a tree in the store cannot be read: ") + why);
}

// Takes what stands before `end` off the front of `rest`.
std::string_view take(std::string_view& rest, char end) {
    const std::size_t at = rest.find(end);
    if (at == std::string_view::npos) malformed("it is cut short");
    const std::string_view piece = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    return piece;
}

}  // namespace

std::string Tree::encode() const {
    std::string out(header);
    for (const TreeEntry& entry : entries) {
        out += fmt::format("{} {} {} {}", static_cast<char>(entry.kind), entry.digest.hex(), entry.size,
                           entry.name);
        out += '\0';
    }
    return out;
}

const TreeEntry* Tree::find(std::string_view name) const {
    const auto at =
        std::lower_bound(entries.begin(), entries.end(), name,
                         [](const TreeEntry& entry, std::string_view n) { return entry.name < n; });
    return at != entries.end() && at->name == name ? &*at : nullptr;
}

Tree Tree::decode(std::string_view bytes) {
    if (!bytes.starts_with(header)) malformed("it has no header");
    bytes.remove_prefix(header.size());
    Tree tree;
    while (!bytes.empty()) {
        TreeEntry entry;
        const std::string_view kind = take(bytes, ' ');
        if (kind.size() != 1 || std::string_view("fxld").find(kind[0]) == std::string_view::npos)
            malformed("an entry's kind is unknown");
        entry.kind = static_cast<TreeEntry::Kind>(kind[0]);
        const auto digest = Digest::parse(take(bytes, ' '));
        if (!digest) malformed("an entry's digest is none");
        entry.digest = *digest;
        const std::string_view size = take(bytes, ' ');
        const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), entry.size);
        if (error != std::errc{} || end != size.data() + size.size())
            malformed("an entry's size is no number");
        entry.name = take(bytes, '\0');
        if (entry.name.empty() || entry.name == "." || entry.name == ".." ||
            entry.name.find('/') != std::string::npos)
            malformed("an entry's name is none");
        if (!tree.entries.empty() && !(tree.entries.back().name < entry.name))
            malformed("its entries are not sorted");
        tree.entries.push_back(std::move(entry));
    }
    return tree;
}

}  // namespace verbatim
