// "Not compressed" is a zlib stream of stored blocks, written here, so that no zlib version decides its
// bytes.
#include "git/pack.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "git/database.h"

#include <fmt/format.h>
#include <git2.h>
#include <openssl/evp.h>

#include <zlib.h>

#include <array>
#include <fstream>

namespace fs = std::filesystem;

namespace verbatim::git {

namespace {

std::string big_endian(std::uint32_t value) {
    return {static_cast<char>(value >> 24U), static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
            static_cast<char>(value)};
}

// RFC 1950 around RFC 1951's blocks of type 0.
std::string stored_zlib(std::string_view data) {
    std::string out = "\x78\x01";
    std::string_view rest = data;
    do {
        const std::string_view block = rest.substr(0, 65535);
        rest.remove_prefix(block.size());
        const auto length = static_cast<unsigned>(block.size());
        out += rest.empty() ? '\1' : '\0';
        for (const unsigned value : {length & 0xFFU, length >> 8U, ~length & 0xFFU, (~length >> 8U) & 0xFFU})
            out += static_cast<char>(value);
        out += block;
    } while (!rest.empty());
    std::size_t at = 0;
    uLong sum = adler32(0, nullptr, 0);
    while (at < data.size()) {
        const auto piece = static_cast<uInt>(std::min<std::size_t>(data.size() - at, 1U << 30U));
        sum = adler32(sum, reinterpret_cast<const Bytef*>(data.data() + at), piece);
        at += piece;
    }
    return out + big_endian(static_cast<std::uint32_t>(sum));
}

std::string entry_header(Type type, std::uint64_t size) {
    std::string out;
    auto byte = static_cast<unsigned>((static_cast<unsigned>(type) << 4U) | (size & 15U));
    size >>= 4U;
    while (size > 0) {
        out += static_cast<char>(byte | 0x80U);
        byte = size & 0x7FU;
        size >>= 7U;
    }
    return out + static_cast<char>(byte);
}

class HashingFile {
  public:
    explicit HashingFile(const fs::path& file) : out_(file), sum_(EVP_MD_CTX_new()) {
        EVP_DigestInit_ex(sum_, EVP_sha1(), nullptr);
    }
    ~HashingFile() { EVP_MD_CTX_free(sum_); }
    HashingFile(const HashingFile&) = delete;
    HashingFile& operator=(const HashingFile&) = delete;
    void write(std::string_view bytes) {
        out_.write(bytes);
        EVP_DigestUpdate(sum_, bytes.data(), bytes.size());
    }
    void finish() {
        std::array<char, 20> sum{};
        EVP_DigestFinal_ex(sum_, reinterpret_cast<unsigned char*>(sum.data()), nullptr);
        out_.write({sum.data(), sum.size()});
        out_.close();
    }

  private:
    FileWriter out_;
    EVP_MD_CTX* sum_;
};

void write_index(const fs::path& folder) {
    const Library library;
    const TemporaryDirectory work(folder, "index-");
    git_indexer* raw = nullptr;
    if (git_indexer_new(&raw, work.path().c_str(), 0644, nullptr, nullptr) != 0) fail("index a pack");
    const std::unique_ptr<git_indexer, decltype(&git_indexer_free)> indexer(raw, &git_indexer_free);
    git_indexer_progress progress{};
    std::ifstream in(folder / "objects.pack", std::ios::binary);
    std::string buffer(1U << 20U, '\0');
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        throw_if_interrupted();
        if (git_indexer_append(raw, buffer.data(), static_cast<std::size_t>(in.gcount()), &progress) != 0)
            fail("index a pack");
    }
    if (git_indexer_commit(raw, &progress) != 0) fail("index a pack");
    for (const auto& entry : fs::directory_iterator(work.path()))
        if (entry.path().extension() == ".idx") return fs::rename(entry.path(), folder / "objects.idx");
    throw Error(Failure::store, "libgit2 made no index of the pack in " + folder.string());
}

}  // namespace

void write_pack(const std::set<std::string>& ids, const std::function<Object(const std::string&)>& read,
                const fs::path& folder) {
    make_directories(folder);
    HashingFile out(folder / "objects.pack");
    out.write("PACK" + big_endian(2) + big_endian(static_cast<std::uint32_t>(ids.size())));
    for (const std::string& id : ids) {
        const Object object = read(id);
        if (object_id(object.type, object.data) != id)
            throw Error(Failure::mismatch, "the git object " + id + " has content of another hash");
        out.write(entry_header(object.type, object.data.size()));
        out.write(stored_zlib(object.data));
    }
    out.finish();
    write_index(folder);
}

std::string pack_name(std::string_view pack) {
    if (pack.size() < 32) throw Error(Failure::store, "a pack in the store is cut short");
    return "pack-" + to_hex(pack.substr(pack.size() - 20));
}

}  // namespace verbatim::git
