// HTTP(S) downloads by libcurl: retries with back-off, limits, progress, ended by an interrupt. Unaware of
// what comes.
#pragma once

#include "base/event.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// How long a server may be silent until the transfer has failed: 60 s, or what was set, once, by whoever
// wires the program.
void set_silence_limit(std::chrono::seconds limit);
std::chrono::seconds silence_limit();
// Of one transfer in all, however it moves: a mirror's first fetch over a slow line is far below it.
inline constexpr std::chrono::seconds transfer_limit = std::chrono::hours(12);

struct HttpRequest {
    std::string url;                       // http:, https: or file:
    std::uint64_t size_limit = 1U << 30U;  // more than this is refused
    std::optional<std::uint64_t> expected_size;
    int attempts = 4;                                    // tries in all; back-off 0.5 s, 1 s, 2 s … between
    std::chrono::seconds stall_limit = silence_limit();  // no byte for this long: the try has failed
    std::chrono::seconds connect_limit{20};
    bool head = false;                 // only the status: no body comes
    std::vector<std::string> headers;  // "Name: value"
};

struct HttpResponse {
    long status = 0;  // 200, 404, 410 …; for file: 200 or 404
    std::string body;
};

// Whether any socket may be opened in this process; set once, from --offline. Every http call then throws
// Error (unavailable) that says so, except for file: URLs.
void set_offline(bool offline);
bool is_offline();

// Transport errors, truncated answers, 429 and 5xx are tried again, then thrown as Error (unavailable) with
// the URL, how many tries, and why. Other statuses (404, 410, 403 …) are returned: the caller knows what they
// mean.
HttpResponse http_get(const HttpRequest& request, const EventSink& events = {});
// The same, the body into a file (written whole or not at all). On a status other than 200 no file is made.
HttpResponse http_download(const HttpRequest& request, const std::filesystem::path& to,
                           const EventSink& events = {});

// Makes libcurl ready, once a process; whoever makes a handle of it calls this before.
void start_curl();

// A URL fit for messages: user name and password removed, control bytes made visible.
std::string redacted_url(const std::string& url);

}  // namespace verbatim
