// Files of Go's compiler cache: an entry, and the head of a package that Go's compiler made, an archive that
// begins with its export data (cmd/go/internal/cache, cmd/internal/buildid). Pure; hostile input.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

// A file "<action id>-a": what the action came to.
struct GoCacheEntry {
    Digest action, output;
    std::uint64_t size = 0;  // of the output in bytes

    // As Go writes it, at time 0 (nanoseconds since 1970).
    [[nodiscard]] std::string text() const;
    bool operator==(const GoCacheEntry&) const = default;
};

// Every entry has that length in bytes.
inline constexpr std::size_t go_cache_entry_size = 175;

// Nothing where the text is no entry; its time is not looked at.
std::optional<GoCacheEntry> parse_go_cache_entry(std::string_view text);

struct GoArchive {
    std::string os, arch;
    std::string go;      // "go1.25.12"
    std::string action;  // the first part of its build id: what it was made of, as go_action() writes it
};

// As many bytes of the file as it takes.
inline constexpr std::size_t go_archive_head = 4096;

// Nothing where the bytes do not begin such an archive.
std::optional<GoArchive> read_go_archive(std::string_view head);

// How an action id stands in a build id: its first 120 bits, in base64 for URLs
// (cmd/go/internal/work/buildid.go, hashToString).
std::string go_action(const Digest& id);

}  // namespace verbatim
