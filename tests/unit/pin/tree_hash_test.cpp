#include "pin/tree_hash.h"

#include "base/error.h"
#include "pin/verified_tiles.h"
#include "test_log.h"

#include <gtest/gtest.h>

namespace verbatim {
namespace {

TEST(TreeHash, IsThatOfRfc6962) {
    // The test vectors of Certificate Transparency's reference implementation.
    const std::vector<std::string> leaves{"",
                                          std::string(1, '\0'),
                                          "\x10",
                                          "\x20\x21",
                                          "\x30\x31",
                                          "\x40\x41\x42\x43",
                                          "\x50\x51\x52\x53\x54\x55\x56\x57",
                                          "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
    const std::vector<std::string> roots{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    for (std::size_t size = 1; size <= leaves.size(); ++size) {
        std::vector<Digest> parts;
        for (const Subtree& part : subtrees(size)) {
            std::vector<Digest> hashes;
            for (std::uint64_t i = part.index << part.level; i < (part.index + 1) << part.level; ++i)
                hashes.push_back(record_hash(leaves[i]));
            parts.push_back(fold(hashes));
        }
        EXPECT_EQ(tree_hash(parts).hex(), roots[size - 1]) << size;
    }
    EXPECT_EQ(tree_hash({}).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(TreeHash, TilesAreNamedAsTheDatabaseNamesThem) {
    EXPECT_EQ(tile_path({0, 222487, 181}), "tile/8/0/x222/487.p/181");
    EXPECT_EQ(tile_path({1, 869, 256}), "tile/8/1/869");
    EXPECT_EQ(tile_path({2, 3, 256}), "tile/8/2/003");
    EXPECT_EQ(tile_path({0, 1234067, 256}), "tile/8/0/x001/x234/067");
}

TEST(VerifiedTiles, KnowEveryRecordAndEveryEarlierTree) {
    const test::TestLog log = test::test_log(700);
    for (const std::size_t size : {1U, 2U, 255U, 256U, 257U, 511U, 512U, 513U, 700U}) {
        const auto digest = [](const std::string& bytes) { return *Digest::parse(to_hex(bytes)); };
        VerifiedTiles tiles({size, digest(log.hash(0, size))},
                            [&](const TileName& name) { return log.tile(tile_path(name), size).value(); });
        for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(tiles.record(i), record_hash(log.records[i]));
        for (std::size_t before = 0; before <= size; before += before < 260 ? 13 : 97)
            EXPECT_EQ(tiles.hash_at(before), digest(log.hash(0, before))) << before << " of " << size;
        EXPECT_EQ(tiles.hash_at(size), digest(log.hash(0, size)));
        EXPECT_THROW((void)tiles.record(size), Error);
    }
}

TEST(VerifiedTiles, TakeNothingOfATileWithAFlippedBit) {
    const test::TestLog log = test::test_log(300);
    const TreeHead head{300, *Digest::parse(to_hex(log.hash(0, 300)))};
    for (std::size_t bit = 0; bit < 44 * 256; bit += 7) {  // of tile/8/0/001.p/44
        EXPECT_THROW(VerifiedTiles(head,
                                   [&](const TileName& name) {
                                       std::string bytes = log.tile(tile_path(name), 300).value();
                                       if (name.level == 0)
                                           bytes[bit / 8] =
                                               static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
                                       return bytes;
                                   }),
                     Error);
    }
    for (std::size_t bit = 0; bit < 256 * 256; bit += 97) {  // of tile/8/0/000
        VerifiedTiles tiles(head, [&](const TileName& name) {
            std::string bytes = log.tile(tile_path(name), 300).value();
            if (name.level == 0 && name.index == 0)
                bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
            return bytes;
        });
        EXPECT_THROW((void)tiles.record(17), Error) << bit;
    }
}

}  // namespace
}  // namespace verbatim
