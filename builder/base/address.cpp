#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace verbatim {

namespace {

struct Range {
    std::uint32_t network;  // host order
    int bits;
};

constexpr std::uint32_t ipv4(unsigned a, unsigned b, unsigned c = 0, unsigned d = 0) {
    return (a << 24U) | (b << 16U) | (c << 8U) | d;
}

constexpr auto special_ipv4 = std::to_array<Range>({
    {ipv4(0, 0), 8},           // this network
    {ipv4(10, 0), 8},          // private
    {ipv4(100, 64), 10},       // shared by carriers
    {ipv4(127, 0), 8},         // loopback
    {ipv4(169, 254), 16},      // link-local: the metadata services of clouds, too
    {ipv4(172, 16), 12},       // private
    {ipv4(192, 0), 24},        // IETF protocols
    {ipv4(192, 0, 2), 24},     // documentation
    {ipv4(192, 31, 196), 24},  // AS112
    {ipv4(192, 52, 193), 24},  // AMT
    {ipv4(192, 88, 99), 24},   // 6to4 relays
    {ipv4(192, 168), 16},      // private
    {ipv4(192, 175, 48), 24},  // AS112
    {ipv4(198, 18), 15},       // benchmarks
    {ipv4(198, 51, 100), 24},  // documentation
    {ipv4(203, 0, 113), 24},   // documentation
    {ipv4(224, 0), 4},         // multicast
    {ipv4(240, 0), 4},         // reserved, and broadcast
});

bool is_public_ipv4(std::uint32_t address) {
    return std::none_of(special_ipv4.begin(), special_ipv4.end(), [address](const Range& range) {
        return (address ^ range.network) >> static_cast<unsigned>(32 - range.bits) == 0;
    });
}

std::uint32_t four_bytes(const std::uint8_t* bytes) {
    return ipv4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

bool is_public_ipv6(const std::uint8_t* bytes) {
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    constexpr std::array<std::uint8_t, 12> translated{0, 0x64, 0xFF, 0x9B};  // RFC 6052
    for (const auto& prefix : {mapped, translated})
        if (std::equal(prefix.begin(), prefix.end(), bytes)) return is_public_ipv4(four_bytes(bytes + 12));
    if (bytes[0] >> 5U != 1) return false;  // only 2000::/3 is given out
    const std::uint32_t first = four_bytes(bytes);
    return first >> 9U != 0x20010000U >> 9U &&  // 2001::/23, IETF protocols, Teredo among them
           first != 0x20010DB8U &&              // documentation
           first >> 16U != 0x2002U &&           // 6to4: wraps an IPv4 address
           first >> 12U != 0x3FFF0000U >> 12U;  // documentation
}

}  // namespace

bool is_public_address(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in inet{};
        std::memcpy(&inet, address, sizeof inet);
        return is_public_ipv4(ntohl(inet.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 inet6{};
        std::memcpy(&inet6, address, sizeof inet6);
        return is_public_ipv6(static_cast<const std::uint8_t*>(inet6.sin6_addr.s6_addr));
    }
    return false;
}

std::string address_text(const sockaddr* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address->sa_family == AF_INET) {
        sockaddr_in inet{};
        std::memcpy(&inet, address, sizeof inet);
        ::inet_ntop(AF_INET, &inet.sin_addr, text.data(), text.size());
    } else if (address->sa_family == AF_INET6) {
        sockaddr_in6 inet6{};
        std::memcpy(&inet6, address, sizeof inet6);
        ::inet_ntop(AF_INET6, &inet6.sin6_addr, text.data(), text.size());
    }
    return text.data();
}

}  // namespace verbatim
