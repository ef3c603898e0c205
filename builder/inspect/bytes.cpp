#include "inspect/bytes.h"

#include "base/error.h"

#include <fmt/format.h>

namespace verbatim {

std::string_view Bytes::at(std::uint64_t offset, std::uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset)
        throw Error(Failure::mismatch,
                    fmt::format("{} bytes at offset {} are not there: it is cut short, or lies about itself",
                                size, offset));
    return bytes_.substr(offset, size);
}

std::uint64_t Bytes::number(std::uint64_t offset, int size) const {
    const std::string_view raw = at(offset, static_cast<std::uint64_t>(size));
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) {
        const int from = big_endian_ ? i : size - 1 - i;
        value = (value << 8U) | static_cast<unsigned char>(raw[static_cast<std::size_t>(from)]);
    }
    return value;
}

std::string_view Bytes::c_string(std::uint64_t offset, std::uint64_t limit) const {
    (void)at(offset, 0);
    const std::string_view rest = bytes_.substr(offset, limit);
    return rest.substr(0, rest.find('\0'));
}

}  // namespace verbatim
