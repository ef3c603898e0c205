// Git's smart protocol over HTTP: git's Documentation, gitprotocol-http. One request and its answer is a
// stream; libgit2 writes at most once into one, before it reads.
#include "fetch/git_transport.h"

#include "base/error.h"
#include "base/http_stream.h"

#include <git2/sys/transport.h>

#include <memory>
#include <optional>
#include <string>

namespace verbatim {

namespace {

constexpr std::string_view advertisement = "/info/refs?service=git-upload-pack";

struct Subtransport {
    git_smart_subtransport parent{};
    HttpConnections connections{};
    std::string redirected{};  // where the server's list of refs came from in the end
};

struct Stream {
    git_smart_subtransport_stream parent{};
    Subtransport* transport = nullptr;
    std::string url{};
    std::optional<std::string> body{};  // of a POST
    std::unique_ptr<HttpStream> http{};
};

// libgit2 is C: no exception flies through it.
template <typename Call>
int guarded(const Call& call) {
    try {
        call();
        return 0;
    } catch (const std::exception& error) {
        git_error_set_str(GIT_ERROR_NET, error.what());
        return -1;
    }
}

void begin(Stream& stream) {
    StreamRequest request{stream.url, stream.body};
    request.headers = {"User-Agent: git/2.0 (verbatim 0.1)"};
    if (stream.body) {
        request.headers.emplace_back("Content-Type: application/x-git-upload-pack-request");
        request.headers.emplace_back("Accept: application/x-git-upload-pack-result");
    }
    stream.http = std::make_unique<HttpStream>(stream.transport->connections, std::move(request));
    const long status = stream.http->status();
    if (status != 200)
        throw Error(Failure::unavailable, "unexpected http status code: " + std::to_string(status));
    const std::string address = stream.http->address();
    if (!stream.body && address.ends_with(advertisement))
        stream.transport->redirected = address.substr(0, address.size() - advertisement.size());
}

int read_stream(git_smart_subtransport_stream* raw, char* buffer, std::size_t size, std::size_t* read) {
    auto& stream = *reinterpret_cast<Stream*>(raw);
    return guarded([&] {
        if (!stream.http) begin(stream);
        *read = stream.http->read(buffer, size);
    });
}

int write_stream(git_smart_subtransport_stream* raw, const char* buffer, std::size_t size) {
    auto& stream = *reinterpret_cast<Stream*>(raw);
    return guarded([&] {
        if (!stream.body || stream.http)
            throw Error(Failure::unavailable, "this request has no body to write");
        stream.body->append(buffer, size);
    });
}

void free_stream(git_smart_subtransport_stream* raw) {
    delete reinterpret_cast<Stream*>(raw);
}

int start(git_smart_subtransport_stream** out, git_smart_subtransport* raw, const char* url,
          git_smart_service_t service) {
    auto& transport = *reinterpret_cast<Subtransport*>(raw);
    return guarded([&] {
        if (service != GIT_SERVICE_UPLOADPACK_LS && service != GIT_SERVICE_UPLOADPACK)
            throw Error(Failure::unavailable, "nothing is pushed");
        auto stream = std::make_unique<Stream>();
        stream->parent = {&transport.parent, read_stream, write_stream, free_stream};
        stream->transport = &transport;
        std::string base = url;
        while (base.ends_with("/")) base.pop_back();
        if (service == GIT_SERVICE_UPLOADPACK_LS) {
            stream->url = base + std::string(advertisement);
        } else {
            stream->url = (transport.redirected.empty() ? base : transport.redirected) + "/git-upload-pack";
            stream->body.emplace();
        }
        *out = &stream.release()->parent;
    });
}

int close(git_smart_subtransport*) {
    return 0;
}

void free_transport(git_smart_subtransport* raw) {
    delete reinterpret_cast<Subtransport*>(raw);
}

int make_subtransport(git_smart_subtransport** out, git_transport*, void*) {
    return guarded([&] {
        auto made = std::make_unique<Subtransport>();
        made->parent = {start, close, free_transport};
        *out = &made.release()->parent;
    });
}

}  // namespace

int http_git_transport(git_transport** out, git_remote* owner, void*) {
    git_smart_subtransport_definition definition{make_subtransport, 1, nullptr};
    return git_transport_smart(out, owner, &definition);
}

}  // namespace verbatim
