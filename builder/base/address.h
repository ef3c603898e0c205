// Which addresses belong to the public internet, and which to this machine, its networks, or nobody: a name
// in somebody's DNS may point anywhere. Pure.
#pragma once

#include <string>

struct sockaddr;

namespace verbatim {

// False for loopback, private, link-local, multicast, documentation and reserved addresses, for IPv4
// addresses of these kinds wrapped in IPv6, and for whatever is neither IPv4 nor IPv6. Source: IANA's
// registries of special-purpose addresses (RFC 6890 and what came after).
bool is_public_address(const sockaddr* address);
// "10.0.0.1", "fe80::1"; empty where it is neither IPv4 nor IPv6.
std::string address_text(const sockaddr* address);

}  // namespace verbatim
