#include "base/http_handle.h"

#include "base/http.h"

#include <sys/socket.h>

#include <mutex>
#include <new>
#include <vector>

namespace verbatim {

namespace {

struct Idle {
    std::mutex mutex;
    std::vector<CURL*> handles;
};

// Never destroyed: a thread may still give one back when the process ends.
Idle& idle_handles() {
    static auto& all = *new Idle;
    return all;
}

CURL* idle_handle() {
    Idle& all = idle_handles();
    const std::lock_guard lock(all.mutex);
    if (all.handles.empty()) return nullptr;
    CURL* curl = all.handles.back();
    all.handles.pop_back();
    return curl;
}

curl_socket_t plain_socket(void*, curlsocktype, curl_sockaddr* address) {
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

HttpHandle::HttpHandle() : curl_(idle_handle()) {
    start_curl();
    if (curl_ == nullptr) curl_ = curl_easy_init();
    if (curl_ == nullptr) throw std::bad_alloc();
    curl_easy_setopt(curl_, CURLOPT_OPENSOCKETFUNCTION, plain_socket);
}

HttpHandle::~HttpHandle() {
    curl_easy_reset(curl_);  // options only; connections and addresses stay
    Idle& all = idle_handles();
    const std::lock_guard lock(all.mutex);
    try {
        all.handles.push_back(curl_);
    } catch (const std::bad_alloc&) {
        curl_easy_cleanup(curl_);
    }
}

}  // namespace verbatim
