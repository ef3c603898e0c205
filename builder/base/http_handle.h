// Handles of libcurl that are used again: what one has learned of a server (its address, the connection to
// it, the session of TLS) serves the next transfer. Of the thousand module files of a release, each once
// asked the resolver anew.
#pragma once

#include <curl/curl.h>

namespace verbatim {

// Holds a handle that no other thread has, as curl_easy_init() gives it: no option is set, but sockets are
// close-on-exec, so that no program that is started inherits one. Given back at the end of its life.
class HttpHandle {
  public:
    HttpHandle();
    ~HttpHandle();
    HttpHandle(const HttpHandle&) = delete;
    HttpHandle& operator=(const HttpHandle&) = delete;

    [[nodiscard]] CURL* get() const { return curl_; }

  private:
    CURL* curl_;
};

}  // namespace verbatim
