#include "base/http.h"

#include "base/error.h"
#include "base/files.h"
#include "base/http_handle.h"
#include "base/interrupt.h"
#include "base/text.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

std::atomic<bool> offline{false};
std::atomic<std::chrono::seconds> silence{std::chrono::seconds(60)};

// Schemes have no case (RFC 3986).
bool has_scheme(const std::string& url, std::string_view scheme) {
    return url.size() > scheme.size() && url[scheme.size()] == ':' &&
           std::equal(scheme.begin(), scheme.end(), url.begin(),
                      [](char s, char c) { return s == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
}

// One try's state, seen from curl's callbacks.
struct Transfer {
    const HttpRequest& request;
    const EventSink& events;
    std::string* body = nullptr;
    std::optional<FileWriter>* file = nullptr;
    std::uint64_t received = 0;
    bool too_large = false;
    std::optional<Error> disk_error{};
    std::chrono::steady_clock::time_point last_event{std::chrono::steady_clock::duration::zero()};
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* pointer) {
    auto* transfer = static_cast<Transfer*>(pointer);
    const std::size_t bytes = size * count;
    transfer->received += bytes;
    if (transfer->received > transfer->request.size_limit) {
        transfer->too_large = true;
        return 0;
    }
    if (transfer->file != nullptr) {
        try {
            (*transfer->file)->write({data, bytes});
            return bytes;
        } catch (const Error& error) {  // through curl, no exception may fly
            transfer->disk_error = error;
            return 0;
        }
    }
    transfer->body->append(data, bytes);
    return bytes;
}

int on_progress(void* pointer, curl_off_t total, curl_off_t now, curl_off_t, curl_off_t) {
    auto* transfer = static_cast<Transfer*>(pointer);
    if (interrupted()) return 1;
    const auto time = std::chrono::steady_clock::now();
    if (now > 0 && time - transfer->last_event > std::chrono::milliseconds(100)) {
        transfer->last_event = time;
        Event event;
        event.kind = Event::Kind::progress;
        event.subject = redacted_url(transfer->request.url);
        event.done = static_cast<std::uint64_t>(now);
        event.total = static_cast<std::uint64_t>(std::max<curl_off_t>(total, 0));
        event.unit = "bytes";
        emit(transfer->events, event);
    }
    return 0;
}

struct Try {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string why;         // it failed
    bool permanent = false;  // and would fail again
};

bool is_permanent(CURLcode code) {
    return code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT ||
           code == CURLE_TOO_MANY_REDIRECTS || code == CURLE_PEER_FAILED_VERIFICATION;
}

curl_slist* header_list(const std::vector<std::string>& headers) {
    curl_slist* list = nullptr;
    for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
    return list;
}

Try attempt(Transfer& transfer) {
    std::array<char, CURL_ERROR_SIZE> message{};
    const HttpRequest& request = transfer.request;
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(header_list(request.headers),
                                                                              &curl_slist_free_all);
    const HttpHandle handle;  // after what it points to
    CURL* curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "verbatim/0.1");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
    // A redirect never leads from https to something weaker, nor to a file of this machine.
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR,
                     has_scheme(request.url, "https") ? "https" : "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.connect_limit.count()));
    if (request.head) curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    if (headers) curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(transfer_limit.count()));
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);  // a look-up without end is not waited for
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_limit.count()));
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message.data());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    Try result;
    result.code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &result.status);
    if (has_scheme(request.url, "file")) {
        result.status = result.code == CURLE_FILE_COULDNT_READ_FILE ? 404 : 200;
        if (result.status == 404) result.code = CURLE_OK;
    }
    if (result.code != CURLE_OK) {
        result.why = message[0] != '\0' ? message.data() : curl_easy_strerror(result.code);
        result.permanent = is_permanent(result.code);
    } else if (result.status == 429 || result.status >= 500) {
        result.why = fmt::format("the server answered {}", result.status);
    } else if (result.status == 200 && request.expected_size && transfer.received != *request.expected_size) {
        result.why =
            fmt::format("{} bytes came, {} were expected", transfer.received, *request.expected_size);
    }
    return result;
}

void wait_before_retry(int tries) {
    const int tenths = 5 << (tries - 1);
    for (int i = 0; i < tenths; ++i) {
        throw_if_interrupted();
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

void check_allowed(const HttpRequest& request) {
    if (!is_offline() || has_scheme(request.url, "file")) return;
    throw Error(Failure::unavailable,
                redacted_url(request.url) + " is needed, and --offline forbids to fetch it")
        .next("run `verbatim fetch RELEASE` once with the network; after that no command needs it");
}

// `reset` empties what an earlier try has written.
template <typename Reset>
HttpResponse perform(const HttpRequest& request, const EventSink& events, Transfer transfer, Reset reset) {
    check_allowed(request);
    for (int tries = 1;; ++tries) {
        throw_if_interrupted();
        transfer.received = 0;
        reset();
        const Try result = attempt(transfer);
        throw_if_interrupted();
        if (transfer.too_large)
            throw Error(Failure::unavailable,
                        redacted_url(request.url) + " is larger than " + human_size(request.size_limit))
                .note("It was refused.");
        if (transfer.disk_error) {
            transfer.disk_error->during("getting " + redacted_url(request.url));
            throw Error(*transfer.disk_error);
        }
        if (result.why.empty()) return {result.status, {}};
        if (result.permanent || tries >= request.attempts)
            throw Error(Failure::unavailable, "cannot get " + redacted_url(request.url))
                .note(fmt::format("{} (tried {}).", result.why,
                                  tries == 1 ? "once" : fmt::format("{} times", tries)))
                .next("check the network and the address; what has already been fetched is kept");
        Event event;
        event.subject = redacted_url(request.url);
        event.text = result.why + "; trying again";
        emit(events, event);
        wait_before_retry(tries);
    }
}

}  // namespace

void set_offline(bool value) {
    offline = value;
}
bool is_offline() {
    return offline;
}

void set_silence_limit(std::chrono::seconds limit) {
    silence = limit;
}
std::chrono::seconds silence_limit() {
    return silence;
}

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

HttpResponse http_get(const HttpRequest& request, const EventSink& events) {
    std::string body;
    Transfer transfer{request, events, &body};
    HttpResponse response = perform(request, events, transfer, [&] { body.clear(); });
    response.body = std::move(body);
    return response;
}

HttpResponse http_download(const HttpRequest& request, const fs::path& to, const EventSink& events) {
    const fs::path part = to.string() + ".part";
    std::optional<FileWriter> file;
    Transfer transfer{request, events, nullptr, &file};
    try {
        HttpResponse response = perform(request, events, transfer, [&] { file.emplace(part); });
        file->close();
        if (response.status == 200)
            fs::rename(part, to);
        else
            fs::remove(part);
        return response;
    } catch (...) {
        std::error_code ignored;
        fs::remove(part, ignored);
        throw;
    }
}

std::string redacted_url(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos) return printable(url);
    const auto end = std::min(url.find('/', scheme + 3), url.size());
    const auto at = url.rfind('@', end);
    if (at == std::string::npos || at < scheme) return printable(url);
    return printable(url.substr(0, scheme + 3) + url.substr(at + 1));
}

}  // namespace verbatim
