// The module proxies that GOPROXY lists, asked as the Go command asks them (go.dev/ref/mod#goproxy-protocol):
// after "," the next one is tried on 404 and 410 only, after "|" on any error; "off" ends the list. "direct"
// is not for us: nothing is fetched from version control that no pin covers.
#pragma once

#include "base/error.h"
#include "base/event.h"
#include "base/http.h"
#include "inspect/module_path.h"  // escape_module, for those who ask a proxy

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct GoProxy {
    std::string url;                 // without a trailing slash; or "off", "direct"
    bool next_on_any_error = false;  // "|" stands after it
};

// The pure part. Throws Error (definition) where the list is malformed.
std::vector<GoProxy> parse_goproxy(const std::string& list);
// The list in force: `setting`, else what `go env GOPROXY` says. Throws Error (unavailable)
// with the remedy.
std::string goproxy_in_force(const std::string& setting);

// What `go env NAME` says; nothing where there is no `go`, or it says nothing.
std::optional<std::string> go_env(const std::string& name);

class GoProxies {
  public:
    GoProxies(const std::string& setting, EventSink events);
    // Downloads MODULE/@v/VERSION.SUFFIX ("zip", "mod") to `to`; returns the proxy that had it. Throws Error
    // (unavailable) naming the module and what each proxy answered.
    std::string download(const std::string& module, const std::string& version, const std::string& suffix,
                         const std::filesystem::path& to) const;

    // The body of a small file, "/sumdb/NAME/latest" for instance; nothing where all proxies say that there
    // is none (404, 410). Throws Error (unavailable) saying that `what` cannot be fetched, and what each
    // proxy answered.
    std::optional<std::string> find(const std::string& path, const std::string& what,
                                    std::uint64_t limit) const;

  private:
    // One after the other, until one answers 200. `nowhere` gets what each of them said.
    struct Answer {
        std::string proxy;  // empty: none had it
        HttpResponse response;
        bool absent = true;  // whoever was asked said that there is no such file
    };
    Answer ask(const std::string& path, Error& nowhere,
               const std::function<HttpResponse(const HttpRequest&)>& get) const;

    std::vector<GoProxy> proxies_;
    EventSink events_;
};

}  // namespace verbatim
