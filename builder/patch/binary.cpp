#include "patch/binary.h"

#include "base/text.h"
#include "patch/bounds.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace verbatim::patch {

namespace {

constexpr std::string_view alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

constexpr auto values = [] {
    std::array<int, 256> table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
    return table;
}();

// Ends inflate's state however it is left.
struct Inflater {
    z_stream stream{};
    Inflater() {
        if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
};

// How many bytes the letter in front of a line says it holds: A to Z are 1 to 26, a to z 27 to 52.
std::size_t line_length(char letter) {
    if (letter >= 'A' && letter <= 'Z') return static_cast<std::size_t>(letter - 'A') + 1;
    if (letter >= 'a' && letter <= 'z') return static_cast<std::size_t>(letter - 'a') + 27;
    return 0;
}

std::optional<BinaryData> read_side(const DiffLines& lines, std::size_t& at) {
    std::string_view line = lines.at(at);
    BinaryData side;
    side.line = lines.patch_line(at);
    if (line.starts_with("delta ")) {
        side.kind = BinaryData::Kind::delta;
        line.remove_prefix(6);
    } else if (line.starts_with("literal ")) {
        line.remove_prefix(8);
    } else {
        return std::nullopt;
    }
    std::size_t size = 0;
    if (std::from_chars(line.data(), line.data() + line.size(), size).ec == std::errc::result_out_of_range ||
        size > bounds::blob_bytes)
        throw lines.unreadable(at, "it claims more than " + human_size(bounds::blob_bytes) + " for a file");
    const std::size_t start = at++;
    std::string stream;
    for (; lines.at(at) != "\n"; ++at) {
        line = lines.at(at);
        if (line.empty())
            throw lines.unreadable(start, "the binary data is cut short: a blank line has to end it");
        const std::size_t length = line_length(line[0]);
        const std::size_t digits = line.size() < 7 ? 0 : line.size() - 2;
        const auto bytes = length == 0 || digits % 5 != 0 || (length + 3) / 4 != digits / 5
                               ? std::nullopt
                               : base85(line.substr(1, digits), length);
        if (!bytes) throw lines.unreadable(at, "this is no line of binary data");
        stream += *bytes;
    }
    ++at;
    auto data = inflated(stream, size);
    if (!data) throw lines.unreadable(start, "the binary data does not unpack to what is said here");
    side.data = std::move(*data);
    return side;
}

}  // namespace

std::optional<std::string> base85(std::string_view digits, std::size_t length) {
    std::string out;
    for (std::size_t at = 0; out.size() < length; at += 5) {
        std::uint64_t value = 0;
        const std::string_view group = digits.substr(std::min(at, digits.size()), 5);
        if (group.size() < 5) return std::nullopt;
        for (const char digit : group) {
            const int place = values[static_cast<unsigned char>(digit)];
            if (place < 0) return std::nullopt;
            value = value * 85 + static_cast<unsigned>(place);
        }
        if (value > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
        for (int shift = 24; shift >= 0 && out.size() < length; shift -= 8)
            out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
    }
    return out;
}

std::optional<std::string> inflated(std::string_view stream, std::size_t size) {
    Inflater inflater;
    z_stream& z = inflater.stream;
    std::string in(stream);  // zlib wants bytes that it might write to
    z.next_in = reinterpret_cast<Bytef*>(in.data());
    z.avail_in = static_cast<uInt>(in.size());
    std::string out;
    std::array<char, 65536> piece{};
    while (true) {
        z.next_out = reinterpret_cast<Bytef*>(piece.data());
        z.avail_out = static_cast<uInt>(piece.size());
        const int status = inflate(&z, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - z.avail_out);
        if (out.size() > size) return std::nullopt;
        if (status == Z_STREAM_END) break;
        if (status != Z_OK) return std::nullopt;
    }
    return out.size() == size ? std::optional(std::move(out)) : std::nullopt;
}

void read_binary(const DiffLines& lines, std::size_t& at, FileChange& change) {
    change.binary = true;
    change.forward = read_side(lines, at);
    if (!change.forward) throw lines.unreadable(at, "\"literal\" or \"delta\" and a size have to stand here");
    change.reverse = read_side(lines, at);
}

}  // namespace verbatim::patch
