#include "patch/delta.h"

#include "patch/bounds.h"

#include <cstdint>

namespace verbatim::patch {

namespace {

class DeltaReader {
  public:
    explicit DeltaReader(std::string_view delta) : rest_(delta) {}

    [[nodiscard]] bool done() const { return rest_.empty(); }

    std::optional<unsigned> byte() {
        if (rest_.empty()) return std::nullopt;
        const auto value = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    std::optional<std::uint64_t> size() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 63; shift += 7) {
            const auto next = byte();
            if (!next) return std::nullopt;
            value |= static_cast<std::uint64_t>(*next & 0x7FU) << shift;
            if ((*next & 0x80U) == 0) return value;
        }
        return std::nullopt;
    }

    // The bytes of a number that `present` names by its bits, the lowest first.
    std::optional<std::uint64_t> sparse(unsigned present, unsigned count) {
        std::uint64_t value = 0;
        for (unsigned i = 0; i < count; ++i) {
            if ((present >> i & 1U) == 0) continue;
            const auto next = byte();
            if (!next) return std::nullopt;
            value |= static_cast<std::uint64_t>(*next) << (8 * i);
        }
        return value;
    }

    std::optional<std::string_view> bytes(std::size_t count) {
        if (count > rest_.size()) return std::nullopt;
        const std::string_view found = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return found;
    }

  private:
    std::string_view rest_;
};

std::optional<std::string_view> copied(std::string_view base, DeltaReader& reader, unsigned command) {
    const auto offset = reader.sparse(command & 0x0FU, 4);
    auto count = offset ? reader.sparse(command >> 4U & 7U, 3) : std::nullopt;
    if (!count) return std::nullopt;
    if (*count == 0) count = 0x10000;
    if (*offset > base.size() || *count > base.size() - *offset) return std::nullopt;
    return base.substr(*offset, *count);
}

}  // namespace

std::optional<std::string> apply_delta(std::string_view base, std::string_view delta) {
    DeltaReader reader(delta);
    const auto from = reader.size(), to = from ? reader.size() : std::nullopt;
    if (!to || *from != base.size() || *to > bounds::blob_bytes) return std::nullopt;
    std::string out;
    while (!reader.done()) {
        const unsigned command = *reader.byte();
        // Zero is kept for what may come.
        const auto piece = command == 0             ? std::nullopt
                           : (command & 0x80U) != 0 ? copied(base, reader, command)
                                                    : reader.bytes(command);
        if (!piece || piece->size() > *to - out.size()) return std::nullopt;
        out += *piece;
    }
    return out.size() == *to ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace verbatim::patch
