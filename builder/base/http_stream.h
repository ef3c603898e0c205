// HTTP(S) by libcurl where the answer is read as it comes, for protocols that others speak over it. Silence
// has a limit, and an interrupt ends it. Unaware of what comes, and of retries.
#pragma once

#include "base/http.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct StreamRequest {
    std::string url;                                 // http: or https:
    std::optional<std::string> body{};               // it is a POST then, and follows no redirect
    std::vector<std::string> headers{};              // "Name: value"
    std::chrono::seconds silence = silence_limit();  // as long as we wait, and no byte moves either way
    std::chrono::seconds connect_limit{20};
    std::chrono::seconds time_limit = transfer_limit;  // of all
};

// Connections that one request after another uses. For one thread, one stream at a time.
class HttpConnections {
  public:
    HttpConnections();
    ~HttpConnections();
    HttpConnections(const HttpConnections&) = delete;
    HttpConnections& operator=(const HttpConnections&) = delete;
    [[nodiscard]] void* get() const { return multi_; }

  private:
    void* multi_;  // CURLM
};

// Each call throws Error (unavailable) that says why, without the URL; Error (interrupted).
class HttpStream {
  public:
    HttpStream(HttpConnections& connections, StreamRequest request);
    ~HttpStream();
    HttpStream(const HttpStream&) = delete;
    HttpStream& operator=(const HttpStream&) = delete;

    // The status, once the head has come; redirects have been followed.
    [[nodiscard]] long status();
    // Where it came from, after redirects.
    [[nodiscard]] std::string address();
    // At most `size` bytes of the body, as soon as there are some; 0 at its end.
    std::size_t read(char* to, std::size_t size);

  private:
    struct Transfer;
    std::unique_ptr<Transfer> transfer_;
};

}  // namespace verbatim
