#include "transform/git_index.h"

#include "git/object.h"

#include <algorithm>

namespace verbatim::git {

namespace {
void put32(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
}
}  // namespace

std::string write_index(std::vector<IndexEntry> entries) {
    std::sort(entries.begin(), entries.end(),
              [](const IndexEntry& a, const IndexEntry& b) { return a.path < b.path; });
    std::string out = "DIRC";
    put32(out, 2);
    put32(out, static_cast<std::uint32_t>(entries.size()));
    for (const IndexEntry& entry : entries) {
        const std::size_t start = out.size();
        for (int i = 0; i < 6; ++i) put32(out, 0);  // ctime, mtime, dev, ino
        put32(out, entry.mode);
        for (int i = 0; i < 3; ++i) put32(out, 0);  // uid, gid, size
        out += raw_id(entry.id);
        const auto length = std::min<std::size_t>(entry.path.size(), 0xFFF);
        out += static_cast<char>(length >> 8U);
        out += static_cast<char>(length & 0xFFU);
        out += entry.path;
        do out += '\0';
        while ((out.size() - start) % 8 != 0);
    }
    return out + sha1(out);
}

}  // namespace verbatim::git
