// One try of an HTTP POST to a server that is not trusted: no redirect, no proxy and no private address but
// where that is said, everything that comes back bounded in size and time. Unaware of what is sent, and of
// retries.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct HttpPost {
    std::string url;                   // http: or https:
    std::string body;                  // any bytes
    std::vector<std::string> headers;  // "Name: value"
    bool allow_private = false;        // addresses that are not public (base/address.h)
    bool through_proxy = false;        // of the environment; the proxy's address is then no matter
    std::filesystem::path ca_file{};   // PEM; empty: the system's authorities
    std::chrono::milliseconds connect_limit{10'000};  // the look-up of the name included
    std::chrono::milliseconds time_limit{30'000};     // of all
    std::size_t head_limit = 64U << 10U;              // bytes of status line and headers
    std::size_t body_limit = 4U << 10U;               // of the body; the rest is not read
};

struct PostAnswer {
    long status = 0;         // 0: none came; `why` says
    std::string body;        // its beginning; empty where the status is 2xx, as nobody waits for it then
    std::string why;         // from outside in part: not yet printable()
    bool permanent = false;  // and another try would end the same way
    std::optional<std::chrono::seconds> retry_after;  // as the server asks
};

// Throws Error (interrupted); whatever else goes wrong is an answer without a status.
PostAnswer http_post(const HttpPost& post);

}  // namespace verbatim
