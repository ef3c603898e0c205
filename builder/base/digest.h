// SHA-256 digests, the name of every blob, tree and action here; SHA-512 beside it for published sum files.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    auto operator<=>(const Digest&) const = default;
    [[nodiscard]] std::string hex() const;        // 64 lower-case digits
    [[nodiscard]] std::string short_hex() const;  // the first 12
    // Exactly 64 lower-case hexadecimal digits, else nothing.
    static std::optional<Digest> parse(std::string_view hex);
};

// Streaming SHA-256 (OpenSSL's EVP). finish() may be called once.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void update(std::string_view bytes);
    [[nodiscard]] Digest finish();

  private:
    void* context_;
};

Digest sha256(std::string_view bytes);
std::string sha512_hex(std::string_view bytes);

// What is published beside a file.
struct FileSums {
    Digest sha256;
    std::string sha512;  // 128 hexadecimal digits
    std::uint64_t size = 0;
};
// Throws Error (store) naming the file where it cannot be read.
FileSums file_sums(const std::filesystem::path& file);
Digest sha256_file(const std::filesystem::path& file);

// Lower-case hexadecimal of any bytes.
std::string to_hex(std::string_view bytes);

}  // namespace verbatim

template <>
struct std::hash<verbatim::Digest> {
    std::size_t operator()(const verbatim::Digest& digest) const noexcept {
        std::size_t value = 0;
        for (std::size_t i = 0; i < sizeof value; ++i) value = (value << 8U) | digest.bytes[i];
        return value;
    }
};
