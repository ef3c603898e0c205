// An operating system and architecture in Go's words: linux/amd64.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

struct Platform {
    std::string os;
    std::string arch;

    auto operator<=>(const Platform&) const = default;
    [[nodiscard]] std::string str() const { return os + "/" + arch; }
    // "linux/amd64": two words of [a-z0-9], else nothing.
    static std::optional<Platform> parse(std::string_view text);
    // The machine we run on: what toolchains and builder roots are chosen by.
    static Platform host();
};

}  // namespace verbatim
