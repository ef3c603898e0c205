// What is unpacked is files and links with their paths, empty folders, whether the owner may execute a file,
// setuid and setgid, and extended attributes. All else is packing. A folder that something lies in is there
// with or without a member of its own. A zip's permissions are packing: Windows has none.
#include "inspect/archive_difference.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <functional>
#include <optional>
#include <set>

namespace verbatim {

namespace {

using Kind = ArchiveDifference::Kind;

constexpr std::uint32_t telling_bits = 06100;  // setuid, setgid, the owner may execute

std::string shown(const std::string& path) {
    return path.empty() ? "its topmost folder" : "\"" + printable(path) + "\"";
}

std::string utc(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm fields{};
    std::array<char, 64> buffer{};
    if (gmtime_r(&time, &fields) == nullptr ||
        std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &fields) == 0)
        return std::to_string(seconds) + " s since 1970";
    return buffer.data();
}

std::string octal(std::uint32_t mode) {
    std::string digits;
    for (const unsigned shift : {9U, 6U, 3U, 0U}) digits += static_cast<char>('0' + ((mode >> shift) & 7U));
    return digits;
}

// One archive by plain path.
struct View {
    std::map<std::string, const ArchiveMember*> members;  // folders' own ones too
    std::set<std::string> folders;                        // with or without a member of their own
    std::set<std::string> filled;                         // folders that something lies in

    explicit View(const ArchiveListing& listing) {
        for (const ArchiveMember& member : listing.members) {
            const std::string path = plain_path(member.path);
            members.emplace(path, &member);
            if (member.kind == ArchiveMember::Kind::directory) folders.insert(path);
            for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
                 slash = path.rfind('/', slash - 1)) {
                folders.insert(path.substr(0, slash));
                if (!filled.insert(path.substr(0, slash)).second) break;
            }
        }
    }
    [[nodiscard]] std::optional<ArchiveMember::Kind> kind(const std::string& path) const {
        if (const auto found = members.find(path); found != members.end()) return found->second->kind;
        if (folders.contains(path)) return ArchiveMember::Kind::directory;
        return std::nullopt;
    }
    // Files, links, and folders in which nothing lies.
    [[nodiscard]] std::set<std::string> leaves() const {
        std::set<std::string> found;
        for (const auto& [path, member] : members)
            if (!path.empty() && (member->kind != ArchiveMember::Kind::directory || !filled.contains(path)))
                found.insert(path);
        return found;
    }
};

std::string called(ArchiveMember::Kind kind) {
    switch (kind) {
        case ArchiveMember::Kind::file:
            return "a file";
        case ArchiveMember::Kind::directory:
            return "a folder";
        case ArchiveMember::Kind::symlink:
            return "a symbolic link";
    }
    return {};
}

class ArchiveComparer {
  public:
    ArchiveComparer(const ArchiveListing& published, const ArchiveListing& built, const ArchiveSides& sides)
        : sides_(sides),
          a_(published),
          b_(built),
          in_a_(published),
          in_b_(built),
          has_permissions_(published.format == ArchiveListing::Format::tar &&
                           built.format == ArchiveListing::Format::tar) {}

    ArchiveComparison run() {
        std::set<std::string> paths = in_a_.leaves();
        paths.merge(in_b_.leaves());
        for (const std::string& path : paths) compare_kinds(path);
        for (const auto& [path, member] : in_a_.members)
            if (const auto other = in_b_.members.find(path); other != in_b_.members.end())
                common_.push_back({path, member, other->second});
        for (const Pair& pair : common_) compare_content(pair);
        std::stable_sort(made_.content.begin(), made_.content.end(),
                         [](const auto& x, const auto& y) { return x.kind < y.kind; });
        compare_format();
        compare_paths();
        compare_folders();
        compare_hard_links();
        compare_order();
        compare_times();
        compare_owners();
        compare_modes();
        compare_compression();
        compare_rest();
        return std::move(made_);
    }

  private:
    struct Pair {
        std::string path;
        const ArchiveMember *a, *b;
    };

    [[nodiscard]] std::string published_built(const std::string& published, const std::string& built) const {
        return published + sides_.was_value + ", " + built + sides_.is_value;
    }
    void content(Kind kind, const std::string& path, std::string text) {
        made_.content.push_back({kind, path, std::move(text)});
    }
    void packaging(Kind kind, std::string text) { made_.packaging.push_back({kind, {}, std::move(text)}); }

    void compare_kinds(const std::string& path) {
        const auto a = in_a_.kind(path), b = in_b_.kind(path);
        if (a == b) return;
        if (!b)
            content(Kind::missing, path, shown(path) + ", " + called(*a) + ", is missing from " + sides_.is);
        else if (!a)
            content(Kind::added, path, shown(path) + ", " + called(*b) + ", is only in " + sides_.is);
        else
            content(Kind::kind, path, shown(path) + " is " + published_built(called(*a), called(*b)));
    }

    void compare_content(const Pair& pair) {
        const ArchiveMember &a = *pair.a, &b = *pair.b;
        if (a.kind != b.kind) return;
        const auto described = [](const ArchiveMember& member) {
            return counted(member.size, "byte") + " with sha256 " + member.content.short_hex() + "…";
        };
        if (a.content != b.content)
            content(Kind::content, pair.path,
                    shown(pair.path) + " has other bytes: " + published_built(described(a), described(b)));
        if (a.link != b.link)
            content(Kind::target, pair.path,
                    shown(pair.path) + " leads elsewhere: to " +
                        published_built("\"" + printable(a.link) + "\"", "to \"" + printable(b.link) + "\""));
        if (has_permissions_ && a.kind == ArchiveMember::Kind::file &&
            ((a.mode ^ b.mode) & telling_bits) != 0)
            content(Kind::permission, pair.path,
                    shown(pair.path) +
                        " has other permissions: " + published_built(octal(a.mode), octal(b.mode)));
        if (a.attributes != b.attributes)
            content(Kind::attribute, pair.path, shown(pair.path) + " has other extended attributes");
    }

    // One sentence about all members that `differ`, with the first as an example.
    void members(Kind kind, const std::string& what, const std::function<bool(const Pair&)>& differ,
                 const std::function<std::string(const ArchiveMember&)>& described) {
        const auto first = std::find_if(common_.begin(), common_.end(), differ);
        if (first == common_.end()) return;
        const auto number = static_cast<std::uint64_t>(std::count_if(first, common_.end(), differ));
        std::string text =
            what + " differ in " + std::to_string(number) + " of " + counted(common_.size(), "member");
        if (described)
            text += ", for example of " + shown(first->path) + ": " +
                    published_built(described(*first->a), described(*first->b));
        packaging(kind, std::move(text));
    }

    void compare_format() {
        if (a_.format == b_.format && (a_.dialect == b_.dialect || a_.members.empty() || b_.members.empty()))
            return;
        const auto described = [](const ArchiveListing& listing) {
            if (listing.format == ArchiveListing::Format::zip) return std::string("zip");
            return listing.dialect.empty() ? std::string("tar") : "tar (" + listing.dialect + ")";
        };
        packaging(Kind::format, "the format is " + published_built(described(a_), described(b_)));
    }

    void compare_paths() {
        members(
            Kind::prefix, "paths as written", [](const Pair& pair) { return pair.a->path != pair.b->path; },
            [](const ArchiveMember& member) { return "\"" + printable(member.path) + "\""; });
    }

    // Those of the left that have no member of their own on the right, though they are there.
    static std::uint64_t unlisted(const View& left, const View& right) {
        return static_cast<std::uint64_t>(
            std::count_if(left.members.begin(), left.members.end(), [&](const auto& item) {
                return item.second->kind == ArchiveMember::Kind::directory &&
                       !right.members.contains(item.first) &&
                       (item.first.empty() || right.folders.contains(item.first));
            }));
    }
    void compare_folders() {
        const auto a = unlisted(in_a_, in_b_), b = unlisted(in_b_, in_a_);
        const auto clause = [](std::uint64_t number, const std::string& where) {
            return counted(number, "folder") + (number == 1 ? " has a member" : " have members") + " in " +
                   where + " only";
        };
        if (a != 0 && b != 0)
            packaging(Kind::folders, clause(a, sides_.was) + ", " + clause(b, sides_.is));
        else if (a != 0 || b != 0)
            packaging(Kind::folders, a != 0 ? clause(a, sides_.was) : clause(b, sides_.is));
    }

    void compare_hard_links() {
        members(
            Kind::hard_links, "hard links",
            [](const Pair& pair) { return plain_path(pair.a->hard_link) != plain_path(pair.b->hard_link); },
            [](const ArchiveMember& member) {
                return member.hard_link.empty() ? "none" : "to " + shown(plain_path(member.hard_link));
            });
    }

    void compare_order() {
        const auto sequence = [](const ArchiveListing& listing, const View& other) {
            std::vector<std::string> paths;
            for (const ArchiveMember& member : listing.members)
                if (std::string path = plain_path(member.path); other.members.contains(path))
                    paths.push_back(std::move(path));
            return paths;
        };
        const std::vector<std::string> a = sequence(a_, in_b_), b = sequence(b_, in_a_);
        const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
        if (at == a.end() || other == b.end()) return;
        packaging(Kind::order,
                  "the members are in another order: first " + published_built(shown(*at), shown(*other)));
    }

    void compare_times() {
        const bool wall_clock =
            a_.format == ArchiveListing::Format::zip || b_.format == ArchiveListing::Format::zip;
        std::function<std::string(const ArchiveMember&)> described = [](const ArchiveMember& member) {
            return utc(member.mtime) +
                   (member.nanoseconds != 0 ? " and " + std::to_string(member.nanoseconds) + " ns" : "");
        };
        members(
            Kind::times, "times",
            [](const Pair& pair) {
                return pair.a->mtime != pair.b->mtime || pair.a->nanoseconds != pair.b->nanoseconds;
            },
            wall_clock ? nullptr : described);
    }

    void compare_owners() {
        const auto key = [](const ArchiveMember& m) {
            return std::to_string(m.uid) + ":" + std::to_string(m.gid) + " (" + printable(m.uname) + ":" +
                   printable(m.gname) + ")";
        };
        members(
            Kind::owners, "owners",
            [](const Pair& pair) {
                const ArchiveMember &a = *pair.a, &b = *pair.b;
                return a.uid != b.uid || a.gid != b.gid || a.uname != b.uname || a.gname != b.gname;
            },
            key);
    }

    void compare_modes() {
        const bool apart = has_permissions_;  // those told as content already
        const auto rest = [apart](const ArchiveMember& member) {
            return apart && member.kind == ArchiveMember::Kind::file ? member.mode & ~telling_bits
                                                                     : member.mode;
        };
        members(
            Kind::modes, "modes",
            [&](const Pair& pair) { return pair.a->kind == pair.b->kind && rest(*pair.a) != rest(*pair.b); },
            [](const ArchiveMember& member) { return octal(member.mode); });
    }

    void compare_compression() {
        if (a_.gzip == b_.gzip) return;
        if (!a_.gzip || !b_.gzip) {
            if (a_.format == b_.format)
                packaging(Kind::compression,
                          "it is " + published_built(a_.gzip ? "compressed" : "not compressed",
                                                     b_.gzip ? "compressed" : "not compressed"));
            return;
        }
        std::vector<std::string> parts;
        const auto part = [&](const std::string& what, const auto& a, const auto& b) {
            if (a != b) parts.push_back(what + " " + published_built(a, b));
        };
        const auto name = [](const GzipHeader& header) {
            return header.name.empty() ? std::string("none") : "\"" + printable(header.name) + "\"";
        };
        const auto time = [](const GzipHeader& header) {
            return header.mtime == 0 ? "none" : utc(header.mtime);
        };
        part("time", time(*a_.gzip), time(*b_.gzip));
        part("file name", name(*a_.gzip), name(*b_.gzip));
        part("level flag", std::to_string(a_.gzip->level), std::to_string(b_.gzip->level));
        part("system", std::to_string(a_.gzip->system), std::to_string(b_.gzip->system));
        packaging(Kind::compression, "gzip's header differs: " + join(parts, "; "));
    }

    // Said only where nothing else explains why the bits differ.
    void compare_rest() {
        if (!made_.content.empty() || !made_.packaging.empty() || a_.archive == b_.archive) return;
        if (a_.stream == b_.stream)
            packaging(
                Kind::deflate,
                "the tar is the same in every bit, compressed by another compressor or at another level");
        else if (a_.format == ArchiveListing::Format::zip)
            packaging(Kind::stream,
                      "the zip's bytes differ: other headers, extra fields, or another compressor");
        else
            packaging(Kind::stream,
                      "the tar's bytes differ: other headers, extended headers, or padding at its end");
    }

    const ArchiveSides& sides_;
    const ArchiveListing &a_, &b_;
    View in_a_, in_b_;
    bool has_permissions_;
    std::vector<Pair> common_;
    ArchiveComparison made_;
};

}  // namespace

std::string to_string(ArchiveDifference::Kind kind) {
    switch (kind) {
        case Kind::content:
            return "content";
        case Kind::kind:
            return "kind";
        case Kind::target:
            return "target";
        case Kind::missing:
            return "missing";
        case Kind::added:
            return "added";
        case Kind::permission:
            return "permission";
        case Kind::attribute:
            return "attribute";
        case Kind::format:
            return "format";
        case Kind::prefix:
            return "prefix";
        case Kind::folders:
            return "folders";
        case Kind::hard_links:
            return "hard links";
        case Kind::order:
            return "order";
        case Kind::times:
            return "times";
        case Kind::owners:
            return "owners";
        case Kind::modes:
            return "modes";
        case Kind::compression:
            return "compression";
        case Kind::stream:
            return "stream";
        case Kind::deflate:
            return "deflate";
    }
    return {};
}

ArchiveComparison compare_archives(const ArchiveListing& published, const ArchiveListing& built,
                                   const ArchiveSides& sides) {
    return ArchiveComparer(published, built, sides).run();
}

}  // namespace verbatim
