// Delivers a body to a webhook: signed, tried again where that may help, never for longer than it is given.
// Unaware of what is told, and of what becomes of what could not be delivered.
#pragma once

#include "base/http_post.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct Webhook {
    std::string url;                       // https:, or http: on loopback
    std::string secret;                    // empty: what is sent is not signed
    std::vector<std::string> allow_hosts;  // Url::place()s; empty: no list
    bool allow_private = false, through_proxy = false;
    std::filesystem::path ca_file{};
};

struct Notice {
    std::string event;  // "regression"
    std::string id;     // new_delivery_id(): the same over all tries, and when it is delivered again some day
    std::string body;   // JSON
};

struct WebhookLimits {
    int attempts = 5;
    std::chrono::milliseconds total{120'000};   // of all tries and the waits between
    std::chrono::milliseconds one{30'000};      // of a try
    std::chrono::milliseconds connect{10'000};  // of its connection
    std::chrono::milliseconds first_wait{1'000};
    std::chrono::milliseconds longest_wait{30'000};  // but a server may ask for more, within `total`
};

struct DeliveryResult {
    bool delivered = false;
    int attempts = 0;
    long status = 0;  // of the last answer; 0: there was none
    std::string why;  // where it was not delivered: printable, in a line
};

// Throws Error (interrupted) only.
DeliveryResult deliver(const Webhook& webhook, const Notice& notice, const WebhookLimits& limits);

// How long to wait after that many tries: doubled each time, half of it by chance, so that many who failed at
// one time do not all come back at one time. `chance` in [0, 1). Pure.
std::chrono::milliseconds wait_after(int tries, double chance, const WebhookLimits& limits);

}  // namespace verbatim
