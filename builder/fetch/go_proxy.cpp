#include "fetch/go_proxy.h"

#include "base/error.h"
#include "base/files.h"
#include "base/http.h"
#include "base/process.h"
#include "base/text.h"

#include <unistd.h>

#include <cstdlib>

namespace verbatim {

std::vector<GoProxy> parse_goproxy(const std::string& list) {
    std::vector<GoProxy> proxies;
    std::size_t start = 0;
    while (start <= list.size()) {
        const std::size_t end = std::min(list.find_first_of(",|", start), list.size());
        std::string url(trim(list.substr(start, end - start)));
        const bool any = end < list.size() && list[end] == '|';
        start = end + 1;
        if (url.empty()) continue;
        if (url == "off" || url == "direct") {  // the end of the list, whatever comes after
            proxies.push_back({url, false});
            break;
        }
        // A lone word is no host: the Go command keeps those for itself.
        if (url.find_first_of(".:/") != std::string::npos && url.find(":/") == std::string::npos &&
            !url.starts_with("/"))
            url = "https://" + url;
        if (!url.starts_with("https://") && !url.starts_with("http://") && !url.starts_with("file://"))
            throw Error(Failure::definition, "GOPROXY names \"" + redacted_url(url) + "\", which is no proxy")
                .note("Expected https://…, http://… or file:///…");
        while (url.ends_with("/")) url.pop_back();
        proxies.push_back({url, any});
    }
    if (proxies.empty())
        throw Error(Failure::definition, "GOPROXY names no proxy").next("set GOPROXY, or --goproxy URL");
    return proxies;
}

std::optional<std::string> go_env(const std::string& name) {
    if (!find_program("go")) return std::nullopt;
    std::string output;
    ProcessSpec spec;
    spec.argv = {"go", "env", name};
    for (char** variable = environ; *variable != nullptr; ++variable)
        if (const std::string text = *variable; text.find('=') != std::string::npos)
            spec.environment[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
    spec.environment["GOTOOLCHAIN"] = "local";
    spec.environment["PATH"] = absolute_search_path();
    spec.directory = "/";
    spec.time_limit = std::chrono::minutes(2);
    spec.on_output = [&](std::string_view piece) { output += piece; };
    const bool worked = run_process(spec).succeeded();
    // The last line: what the Go command has to say beside the answer comes before it.
    const std::string said(trim(output));
    std::string value(trim(said.substr(said.rfind('\n') + 1)));
    if (!worked || value.empty()) return std::nullopt;
    return value;
}

std::string goproxy_in_force(const std::string& setting) {
    if (!setting.empty()) return setting;
    if (const auto value = go_env("GOPROXY")) return *value;
    throw Error(
        Failure::unavailable,
        "no Go module proxy is known: no setting names one, and there is no `go` to ask for its default")
        .next("set GOPROXY in the environment, or give --goproxy URL")
        .next("or run `make setup`, which installs Debian's Go for its default");
}

GoProxies::GoProxies(const std::string& setting, EventSink events)
    : proxies_(parse_goproxy(goproxy_in_force(setting))), events_(std::move(events)) {}

GoProxies::Answer GoProxies::ask(const std::string& path, Error& nowhere,
                                 const std::function<HttpResponse(const HttpRequest&)>& get) const {
    Answer answer;
    for (const GoProxy& proxy : proxies_) {
        if (proxy.url == "off") {
            nowhere.note("GOPROXY says off.");
            break;
        }
        if (proxy.url == "direct") {
            nowhere.note("direct: not used by Verbatim, which takes modules from proxies only.");
            break;
        }
        try {
            HttpRequest request;
            request.url = proxy.url + path;
            answer.response = get(request);
            const long status = answer.response.status;
            if (status == 200) {
                answer.proxy = proxy.url;
                return answer;
            }
            nowhere.note(redacted_url(request.url) + ": answered " + std::to_string(status) + ".");
            if (status == 404 || status == 410) continue;
            answer.absent = false;
            if (!proxy.next_on_any_error) break;
        } catch (const Error& error) {
            if (error.kind() != Failure::unavailable) throw;
            answer.absent = false;
            nowhere.note(error.message() + ".");
            for (const std::string& line : error.notes()) nowhere.note(line);
            if (is_offline()) {
                for (const std::string& hint : error.hints()) nowhere.next(hint);
                throw nowhere;
            }
            if (!proxy.next_on_any_error) break;
        }
    }
    return answer;
}

std::string GoProxies::download(const std::string& module, const std::string& version,
                                const std::string& suffix, const std::filesystem::path& to) const {
    const std::string path = "/" + escape_module(module) + "/@v/" + escape_module(version) + "." + suffix;
    Error nowhere(Failure::unavailable,
                  "the module " + module + "@" + version + " (." + suffix + ") cannot be fetched");
    const Answer answer =
        ask(path, nowhere, [&](const HttpRequest& request) { return http_download(request, to, events_); });
    if (!answer.proxy.empty()) return answer.proxy;
    throw nowhere.next("check GOPROXY (or --goproxy), and that the network reaches it");
}

std::optional<std::string> GoProxies::find(const std::string& path, const std::string& what,
                                           std::uint64_t limit) const {
    Error nowhere(Failure::unavailable, what + " cannot be fetched");
    bool asked = false;
    Answer answer = ask(path, nowhere, [&](HttpRequest request) {
        asked = true;
        request.size_limit = limit;
        return http_get(request, events_);
    });
    if (!answer.proxy.empty()) return std::move(answer.response.body);
    if (asked && answer.absent) return std::nullopt;
    throw nowhere.next("check GOPROXY (or --goproxy), and that the network reaches it");
}

}  // namespace verbatim
