#include "base/http_stream.h"

#include "base/error.h"
#include "base/http_handle.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "base/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

namespace verbatim {

namespace {
using Clock = std::chrono::steady_clock;
constexpr int look_every = 100;  // milliseconds, for an interrupt
}  // namespace

HttpConnections::HttpConnections() {
    start_curl();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::bad_alloc();
}

HttpConnections::~HttpConnections() {
    curl_multi_cleanup(multi_);
}

struct HttpStream::Transfer {
    CURLM* multi;
    StreamRequest request;
    curl_slist* headers = nullptr;
    std::array<char, CURL_ERROR_SIZE> message{};
    std::string body{};  // what has come and was not read
    std::size_t at = 0;  // up to here it was
    std::uint64_t moved = 0;
    bool head = false, done = false;
    CURLcode code = CURLE_OK;
    Clock::time_point begun = Clock::now();
    HttpHandle handle{};

    Transfer(CURLM* all, StreamRequest asked) : multi(all), request(std::move(asked)) {}
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer() {
        curl_multi_remove_handle(multi, handle.get());
        curl_slist_free_all(headers);
    }

    static std::size_t on_head(char* data, std::size_t size, std::size_t count, void* pointer) {
        auto* self = static_cast<Transfer*>(pointer);
        self->moved += size * count;
        const std::string_view line(data, size * count);
        if (line == "\r\n" || line == "\n") {
            long status = 0;
            curl_easy_getinfo(self->handle.get(), CURLINFO_RESPONSE_CODE, &status);
            // Before the last come "100 Continue", and redirects that are followed.
            if (status >= 200 && (self->request.body || status < 300 || status >= 400)) self->head = true;
        }
        return size * count;
    }

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* pointer) {
        auto* self = static_cast<Transfer*>(pointer);
        self->head = true;
        try {
            self->body.append(data, size * count);
        } catch (const std::bad_alloc&) {  // through curl, no exception may fly
            return 0;
        }
        return size * count;
    }

    void set_options() {
        CURL* curl = handle.get();
        const bool secure = parse_url(request.url) && parse_url(request.url)->scheme == "https";
        curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);  // a look-up without end is not waited for
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request.body ? 0L : 1L);
        curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.connect_limit.count()));
        if (request.body) {
            curl_easy_setopt(curl, CURLOPT_POST, 1L);
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                             static_cast<curl_off_t>(request.body->size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body->data());
        }
        for (const std::string& header : request.headers)
            headers = curl_slist_append(headers, header.c_str());
        headers = curl_slist_append(headers, "Expect:");
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        // As OpenSSL's own programs have it, and libgit2.
        if (const char* file = std::getenv("SSL_CERT_FILE")) curl_easy_setopt(curl, CURLOPT_CAINFO, file);
        if (const char* folder = std::getenv("SSL_CERT_DIR")) curl_easy_setopt(curl, CURLOPT_CAPATH, folder);
        curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // of a proxy
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message.data());
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_head);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    }

    [[nodiscard]] std::uint64_t bytes_moved() const {
        curl_off_t up = 0, down = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_SIZE_UPLOAD_T, &up);
        curl_easy_getinfo(handle.get(), CURLINFO_SIZE_DOWNLOAD_T, &down);
        return moved + static_cast<std::uint64_t>(up) + static_cast<std::uint64_t>(down);
    }

    [[nodiscard]] Error failed() const {
        long system = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_OS_ERRNO, &system);
        if (code == CURLE_COULDNT_CONNECT && system != 0) {
            const auto url = parse_url(request.url);
            return Error(Failure::unavailable, "failed to connect to " + (url ? url->host : "it") + ": " +
                                                   std::strerror(static_cast<int>(system)));
        }
        return Error(Failure::unavailable,
                     printable(message[0] != '\0' ? message.data() : curl_easy_strerror(code)));
    }

    // Until `enough` or the end has come. Only while we wait does the time count as silence.
    template <typename Enough>
    void wait(const Enough& enough) {
        std::uint64_t before = bytes_moved();
        auto last = Clock::now();
        while (!done && !enough()) {
            throw_if_interrupted();
            int running = 0, left = 0;
            curl_multi_perform(multi, &running);
            while (const CURLMsg* said = curl_multi_info_read(multi, &left))
                if (said->msg == CURLMSG_DONE && said->easy_handle == handle.get()) {
                    done = true;
                    code = said->data.result;
                }
            if (done || enough()) break;
            const auto now = Clock::now();
            if (const std::uint64_t bytes = bytes_moved(); bytes != before) {
                before = bytes;
                last = now;
            }
            if (now - last > request.silence)
                throw Error(Failure::unavailable,
                            "the server was silent for " + human_duration(request.silence));
            if (now - begun > request.time_limit)
                throw Error(Failure::unavailable,
                            "it took longer than " + human_duration(request.time_limit));
            curl_multi_poll(multi, nullptr, 0, look_every, nullptr);
        }
        if (done && code != CURLE_OK) throw failed();
    }
};

HttpStream::HttpStream(HttpConnections& connections, StreamRequest request)
    : transfer_(std::make_unique<Transfer>(connections.get(), std::move(request))) {
    if (is_offline())
        throw Error(Failure::unavailable,
                    redacted_url(transfer_->request.url) + " is needed, and --offline forbids it");
    transfer_->set_options();
    curl_multi_add_handle(transfer_->multi, transfer_->handle.get());
}

HttpStream::~HttpStream() = default;

long HttpStream::status() {
    transfer_->wait([&] { return transfer_->head; });
    long status = 0;
    curl_easy_getinfo(transfer_->handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
}

std::string HttpStream::address() {
    (void)status();
    const char* url = nullptr;
    curl_easy_getinfo(transfer_->handle.get(), CURLINFO_EFFECTIVE_URL, &url);
    return url != nullptr ? url : transfer_->request.url;
}

std::size_t HttpStream::read(char* to, std::size_t size) {
    Transfer& t = *transfer_;
    if (t.at == t.body.size()) {
        t.body.clear();
        t.at = 0;
        t.wait([&] { return !t.body.empty(); });
    }
    const std::size_t taken = std::min(size, t.body.size() - t.at);
    std::copy_n(t.body.data() + t.at, taken, to);
    t.at += taken;
    return taken;
}

}  // namespace verbatim
