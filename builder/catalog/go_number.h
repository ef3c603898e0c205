// The number of a Go release and the day that it came out, for whoever orders releases. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace verbatim {

// What `go1.25.12` is made of: {1, 25, 12}; nothing for what is no release (a beta, a toolchain of a vendor).
struct GoNumber {
    int major = 0, minor = 0, patch = 0;
    auto operator<=>(const GoNumber&) const = default;
};
std::optional<GoNumber> go_number(const std::string& version);

// A Go release that could have been the compiler of something.
struct GoRelease {
    std::string version;                   // "go1.25.12"
    std::optional<std::int64_t> released;  // seconds since 1970; none: not known
};

// Seconds by which who published a release and who used it may disagree on the day.
inline constexpr std::int64_t go_release_grace = 2L * 24 * 60 * 60;

}  // namespace verbatim
