// The signature by which a receiver knows that a webhook comes from who shares its secret, and is not an old
// one sent again (docs/formats/webhooks.md). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim {

// "sha256=" and in hex the HMAC-SHA256, under `secret`, of TIMESTAMP.BODY: the timestamp's decimal digits, a
// full stop, the body's bytes.
std::string webhook_signature(std::string_view secret, std::int64_t timestamp, std::string_view body);

// A random name for a delivery: a UUID of version 4 (RFC 9562). Throws Error (store) where the system has no
// randomness.
std::string new_delivery_id();

}  // namespace verbatim
