#include "base/digest.h"

#include "base/error.h"

#include <openssl/evp.h>

#include <cstring>
#include <fstream>

namespace verbatim {

namespace {

EVP_MD_CTX* start(const EVP_MD* algorithm) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    if (context == nullptr || EVP_DigestInit_ex(context, algorithm, nullptr) != 1) {
        EVP_MD_CTX_free(context);
        throw std::bad_alloc();
    }
    return context;
}

// Reads a file in pieces and hands each to `take`; returns how many bytes there were.
template <typename Take>
std::uint64_t read_pieces(const std::filesystem::path& file, Take take) {
    std::ifstream in(file, std::ios::binary);
    std::array<char, 1 << 16> buffer;
    std::uint64_t size = 0;
    while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
        take(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
        size += static_cast<std::uint64_t>(in.gcount());
    }
    if (!in.eof() || in.bad())
        throw Error(Failure::store, "cannot read " + file.string() + ": " + std::strerror(errno));
    return size;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::string Digest::hex() const {
    return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string Digest::short_hex() const {
    return hex().substr(0, 12);
}

std::optional<Digest> Digest::parse(std::string_view hex) {
    if (hex.size() != 64) return std::nullopt;
    Digest digest;
    for (std::size_t i = 0; i < 64; ++i) {
        const char c = hex[i];
        int value = 0;
        if (c >= '0' && c <= '9') {
            value = c - '0';
        } else if (c >= 'a' && c <= 'f') {
            value = c - 'a' + 10;
        } else {
            return std::nullopt;
        }
        auto& byte = digest.bytes[i / 2];
        byte = static_cast<std::uint8_t>((byte << 4U) | static_cast<unsigned>(value));
    }
    return digest;
}

Sha256::Sha256() : context_(start(EVP_sha256())) {}
Sha256::~Sha256() {
    EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_));
}

void Sha256::update(std::string_view bytes) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size());
}

Digest Sha256::finish() {
    Digest digest;
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), digest.bytes.data(), nullptr);
    return digest;
}

Digest sha256(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

std::string sha512_hex(std::string_view bytes) {
    std::array<unsigned char, 64> out{};
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, EVP_sha512(), nullptr);
    return to_hex({reinterpret_cast<const char*>(out.data()), out.size()});
}

FileSums file_sums(const std::filesystem::path& file) {
    Sha256 small;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> large(start(EVP_sha512()),
                                                                        &EVP_MD_CTX_free);
    FileSums sums;
    sums.size = read_pieces(file, [&](std::string_view piece) {
        small.update(piece);
        EVP_DigestUpdate(large.get(), piece.data(), piece.size());
    });
    sums.sha256 = small.finish();
    std::array<unsigned char, 64> out{};
    EVP_DigestFinal_ex(large.get(), out.data(), nullptr);
    sums.sha512 = to_hex({reinterpret_cast<const char*>(out.data()), out.size()});
    return sums;
}

Digest sha256_file(const std::filesystem::path& file) {
    Sha256 hash;
    read_pieces(file, [&](std::string_view piece) { hash.update(piece); });
    return hash.finish();
}

}  // namespace verbatim
