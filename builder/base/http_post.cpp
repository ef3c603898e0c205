#include "base/http_post.h"

#include "base/address.h"
#include "base/error.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "base/url.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

namespace verbatim {

namespace {

// One try's state, seen from curl's callbacks.
struct Posting {
    const HttpPost& post;
    CURL* curl = nullptr;
    PostAnswer answer{};
    std::size_t head = 0;
    bool head_too_large = false, head_complete = false;
    std::string refused{};  // addresses, in words
};

long status_of(CURL* curl) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

bool is_success(long status) {
    return status >= 200 && status < 300;
}

// Where one of these returns less than it got, curl ends the transfer.
std::size_t on_post_head(char* data, std::size_t size, std::size_t count, void* pointer) {
    auto* posting = static_cast<Posting*>(pointer);
    const std::string_view line(data, size * count);
    posting->head += line.size();
    posting->head_too_large = posting->head > posting->post.head_limit;
    if (posting->head_too_large) return 0;
    const long status = status_of(posting->curl);
    if (line != "\r\n" && line != "\n") return line.size();
    posting->head_complete = status >= 200;       // before were only "100 Continue" and the like
    return is_success(status) ? 0 : line.size();  // all that matters has come
}

std::size_t on_post_body(char* data, std::size_t size, std::size_t count, void* pointer) {
    auto* posting = static_cast<Posting*>(pointer);
    std::string& body = posting->answer.body;
    const std::size_t room = posting->post.body_limit - body.size();
    body.append(data, std::min(room, size * count));
    return size * count > room ? 0 : size * count;
}

// Looks at the very address that is then connected to: what a name means may change between two look-ups.
curl_socket_t on_socket(void* pointer, curlsocktype, curl_sockaddr* address) {
    auto* posting = static_cast<Posting*>(pointer);
    const HttpPost& post = posting->post;
    if (!post.allow_private && !post.through_proxy && !is_public_address(&address->addr)) {
        posting->refused += (posting->refused.empty() ? "" : ", ") + address_text(&address->addr);
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int on_post_progress(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return interrupted() ? 1 : 0;
}

void set_limits(CURL* curl, const HttpPost& post) {
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    if (!post.through_proxy) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(post.connect_limit.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(post.time_limit.count()));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);  // a look-up without end is not waited for
    if (!post.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, post.ca_file.c_str());
}

void set_callbacks(CURL* curl, Posting& posting) {
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // of a proxy
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_post_head);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &posting);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_post_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &posting);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &posting);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_post_progress);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

// What the transfer's end says, where no whole head of an answer came.
void judge_failure(Posting& posting, CURLcode code, const char* message) {
    PostAnswer& answer = posting.answer;
    answer.status = 0;
    if (posting.head_too_large) {
        answer.why =
            fmt::format("the headers of its answer are longer than {} bytes", posting.post.head_limit);
    } else if (!posting.refused.empty() && code == CURLE_COULDNT_CONNECT) {
        answer.why = "it is at " + posting.refused + ", which is no address of the public internet";
        answer.permanent = true;
    } else {
        answer.why = *message != '\0' ? message : curl_easy_strerror(code);
        answer.permanent = code == CURLE_URL_MALFORMAT || code == CURLE_PEER_FAILED_VERIFICATION ||
                           code == CURLE_SSL_CACERT_BADFILE;
    }
}

}  // namespace

PostAnswer http_post(const HttpPost& post) {
    throw_if_interrupted();
    start_curl();
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), &curl_easy_cleanup);
    CURL* curl = handle.get();
    Posting posting{post, curl};
    std::array<char, CURL_ERROR_SIZE> message{};
    curl_slist* list = curl_slist_append(nullptr, "Expect:");  // the body is sent at once
    for (const std::string& header : post.headers) list = curl_slist_append(list, header.c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, &curl_slist_free_all);
    curl_easy_setopt(curl, CURLOPT_URL, post.url.c_str());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "verbatim/0.1");
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post.body.data());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message.data());
    set_limits(curl, post);
    set_callbacks(curl, posting);
    const CURLcode code = curl_easy_perform(curl);
    throw_if_interrupted();
    posting.answer.status = status_of(curl);
    curl_off_t wait = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
        posting.answer.retry_after = std::chrono::seconds(wait);
    // Once the head of an answer has come, a body that drips, stops or has no end changes nothing.
    if (!posting.head_complete) judge_failure(posting, code, message.data());
    return posting.answer;
}

}  // namespace verbatim
