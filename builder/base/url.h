// A URL taken apart by libcurl's own parser, so that what is judged is what libcurl will connect to. Pure.
#pragma once

#include <optional>
#include <string>

namespace verbatim {

struct Url {
    std::string scheme;  // lower case
    std::string host;    // lower case; a numeric address in its plain form, IPv6 without brackets
    int port = 0;        // the scheme's own where the text has none
    std::string path;    // begins with '/'
    bool has_user = false, has_query = false;
    std::string text;  // the whole, as libcurl writes it

    // "example.org" where the port is the scheme's own, else "example.org:8443"; IPv6 in brackets.
    [[nodiscard]] std::string place() const;
    // Fit for logs and files: no user, no password, no query (a token may lie in it), no fragment.
    [[nodiscard]] std::string shown() const;
    // "localhost", 127.0.0.0/8 or ::1, written just so: nothing is looked up.
    [[nodiscard]] bool is_loopback() const;
};

// http: and https: with a host; nothing where it is no such URL.
std::optional<Url> parse_url(const std::string& text);

}  // namespace verbatim
