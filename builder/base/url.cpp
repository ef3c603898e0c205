#include "base/url.h"

#include "base/text.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace verbatim {

namespace {

std::string url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* value = nullptr;
    if (curl_url_get(url, part, &value, flags) != CURLUE_OK) return {};
    std::string text = value;
    curl_free(value);
    return text;
}

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

int own_port(const std::string& scheme) {
    return scheme == "https" ? 443 : 80;
}

}  // namespace

std::string Url::place() const {
    return bracketed(host) + (port == own_port(scheme) ? "" : ":" + std::to_string(port));
}

std::string Url::shown() const {
    return printable(scheme + "://" + place() + path);
}

bool Url::is_loopback() const {
    if (host == "localhost" || host == "::1") return true;
    const auto parts = split(host, '.');
    return parts.size() == 4 && parts[0] == "127" &&
           std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
               return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
           });
}

std::optional<Url> parse_url(const std::string& text) {
    const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
    if (text.find('\0') != std::string::npos) return std::nullopt;
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return std::nullopt;
    Url found;
    found.scheme = lower_case(url_part(url.get(), CURLUPART_SCHEME));
    if (found.scheme != "https" && found.scheme != "http") return std::nullopt;
    found.host = lower_case(url_part(url.get(), CURLUPART_HOST));
    if (found.host.starts_with("[") && found.host.ends_with("]"))
        found.host = found.host.substr(1, found.host.size() - 2);
    const std::string port = url_part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), found.port);
    if (found.host.empty() || error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
    found.path = url_part(url.get(), CURLUPART_PATH);
    found.has_user =
        !url_part(url.get(), CURLUPART_USER).empty() || !url_part(url.get(), CURLUPART_PASSWORD).empty();
    found.has_query = !url_part(url.get(), CURLUPART_QUERY).empty();
    found.text = url_part(url.get(), CURLUPART_URL);
    return found;
}

}  // namespace verbatim
