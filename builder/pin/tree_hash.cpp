#include "pin/tree_hash.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

std::string_view raw(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

}  // namespace

Digest record_hash(std::string_view record) {
    Sha256 hash;
    hash.update(std::string_view("\0", 1));
    hash.update(record);
    return hash.finish();
}

Digest node_hash(const Digest& left, const Digest& right) {
    Sha256 hash;
    hash.update("\x01");
    hash.update(raw(left));
    hash.update(raw(right));
    return hash.finish();
}

std::vector<Subtree> subtrees(std::uint64_t size) {
    std::vector<Subtree> all;
    std::uint64_t start = 0;
    for (unsigned level = 63; level + 1 > 0; --level) {
        const std::uint64_t records = std::uint64_t{1} << level;
        if ((size & records) == 0) continue;
        all.push_back({level, start >> level});
        start += records;
    }
    return all;
}

Digest tree_hash(const std::vector<Digest>& parts) {
    if (parts.empty()) return sha256("");
    Digest hash = parts.back();
    for (auto part = parts.rbegin() + 1; part != parts.rend(); ++part) hash = node_hash(*part, hash);
    return hash;
}

Digest fold(std::vector<Digest> hashes) {
    while (hashes.size() > 1) {
        for (std::size_t i = 0; i < hashes.size() / 2; ++i)
            hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
        hashes.resize(hashes.size() / 2);
    }
    return hashes.front();
}

std::string tile_path(const TileName& tile) {
    std::string index = fmt::format("{:03}", tile.index % 1000);
    for (std::uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000)
        index = fmt::format("x{:03}/", rest % 1000) + index;
    std::string path = fmt::format("tile/{}/{}/{}", tile_height, tile.level, index);
    if (tile.width < tile_width) path += fmt::format(".p/{}", tile.width);
    return path;
}

}  // namespace verbatim
