// Reads numbers and pieces out of bytes that may lie about themselves: each access is checked.
#pragma once

#include <cstdint>
#include <string_view>

namespace verbatim {

class Bytes {
  public:
    explicit Bytes(std::string_view bytes, bool big_endian = false)
        : bytes_(bytes), big_endian_(big_endian) {}

    // Throws Error (mismatch) where [offset, offset + size) is not all there.
    [[nodiscard]] std::string_view at(std::uint64_t offset, std::uint64_t size) const;
    [[nodiscard]] std::uint64_t number(std::uint64_t offset, int size) const;  // of 1, 2, 4 or 8 bytes
    // Up to the first NUL, the limit or the end; refers into the bytes.
    [[nodiscard]] std::string_view c_string(std::uint64_t offset, std::uint64_t limit) const;
    [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
    [[nodiscard]] std::string_view all() const { return bytes_; }
    [[nodiscard]] bool big_endian() const { return big_endian_; }

  private:
    std::string_view bytes_;
    bool big_endian_;
};

}  // namespace verbatim
