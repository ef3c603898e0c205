#include "fetch/skopeo.h"

#include "base/files.h"
#include "base/http.h"
#include "base/process.h"
#include "base/text.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

namespace verbatim {

namespace {

constexpr std::size_t output_limit = 8U << 20U;

std::map<std::string, std::string> environment(const std::filesystem::path& scratch) {
    std::map<std::string, std::string> all = {{"LC_ALL", "C.UTF-8"}, {"TMPDIR", scratch.string()}};
    all["PATH"] = absolute_search_path();  // for credential helpers
    for (const char* name :
         {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "REGISTRY_AUTH_FILE", "DOCKER_CONFIG",
          "CONTAINERS_REGISTRIES_CONF", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy",
          "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
          // What credential helpers of cloud registries ask for.
          "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ROLE_ARN",
          "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "GOOGLE_APPLICATION_CREDENTIALS"})
        if (const char* value = std::getenv(name)) all[name] = value;
    return all;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](std::string_view phrase) { return text.find(phrase) != std::string_view::npos; });
}

// The end of what it said; a registry may say much.
std::string last_words(const std::string& output) {
    constexpr std::size_t most = 1200;
    std::string_view text = trim(output);
    if (text.size() > most) text.remove_prefix(text.size() - most);
    return std::string(text);
}

Error cannot(const std::string& doing, const std::string& why, const std::string& output) {
    Error made(Failure::unavailable, "cannot " + doing + ": " + why);
    if (!output.empty()) made.note("skopeo says: " + last_words(output));
    return made;
}

}  // namespace

std::string registry_host(std::string_view name) {
    return std::string(name.substr(0, name.find('/')));
}

bool needs_tls(std::string_view host, const Registries& registries) {
    if (registries.without_tls.contains(std::string(host))) return false;
    if (host.starts_with("[::1]")) return false;
    const std::string_view name = host.substr(0, host.find(':'));
    if (name == "localhost") return false;
    // 127.a.b.c, and not a name that merely begins so.
    const std::vector<std::string> parts = split(name, '.');
    const bool numbers = std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
        return !part.empty() && part.size() <= 3 && part.find_first_not_of("0123456789") == std::string::npos;
    });
    return !(parts.size() == 4 && parts[0] == "127" && numbers);
}

SkopeoResult run_skopeo(const std::vector<std::string>& arguments, const Registries& registries,
                        const std::filesystem::path& directory) {
    if (is_offline())
        throw Error(Failure::unavailable, "a registry is needed, and no network may be used (--offline)")
            .next("run `verbatim fetch` without --offline first");
    if (!find_program("skopeo"))
        throw Error(Failure::unavailable, "skopeo is not installed; registries are spoken to through it")
            .next("as root: apt-get install skopeo (other systems have a package of that name as well)");
    make_directories(registries.scratch);
    ProcessSpec spec;
    spec.argv = {"skopeo"};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    spec.environment = environment(registries.scratch);
    spec.directory = directory;
    SkopeoResult result;
    spec.on_output = [&](std::string_view piece) {
        result.output += piece.substr(0, output_limit - std::min(output_limit, result.output.size()));
    };
    spec.silence_limit = silence_limit();
    spec.time_limit = transfer_limit;
    const ProcessResult ended = run_process(spec);
    if (ended.silent)
        result.output += "\n(ended: the registry was silent for " + human_duration(spec.silence_limit) + ")";
    if (ended.timed_out)
        result.output += "\n(ended: it took longer than " + human_duration(spec.time_limit) + ")";
    result.succeeded = ended.succeeded();
    return result;
}

RegistryTrouble registry_trouble(std::string_view output) {
    if (has_any(output, {"unauthorized", "authentication required", "401 (Unauthorized)", "status code 401",
                         "invalid username/password", "denied:", "403 (Forbidden)", "status code 403",
                         "403 Forbidden", "401 Unauthorized", "no basic auth credentials"}))
        return RegistryTrouble::refused;
    if (has_any(output, {"manifest unknown", "name unknown", "NAME_UNKNOWN", "MANIFEST_UNKNOWN",
                         "404 (Not Found)", "status code 404"}))
        return RegistryTrouble::absent;
    if (has_any(output, {"x509:", "tls: ", "certificate", "server gave HTTP response to HTTPS client"}))
        return RegistryTrouble::certificate;
    if (has_any(output, {"connection refused", "no such host", "no route to host", "i/o timeout",
                         "network is unreachable", "TLS handshake timeout", "context deadline exceeded",
                         "server misbehaving", "(ended: "}))
        return RegistryTrouble::unreachable;
    if (has_any(output,
                {"connection reset", "broken pipe", "unexpected EOF", ": EOF", "use of closed network"}))
        return RegistryTrouble::cut_off;
    return RegistryTrouble::other;
}

Error registry_error(const std::string& doing, const std::string& host, const std::string& output) {
    const auto error = [&](const std::string& why) { return cannot(doing, why, output); };
    switch (registry_trouble(output)) {
        case RegistryTrouble::absent:
            return error("the registry " + host + " has no such image");
        case RegistryTrouble::refused:
            return error("the registry " + host + " refuses it")
                .note(
                    "Credentials are looked for where `skopeo login` keeps them: the file that "
                    "REGISTRY_AUTH_FILE names, else ${XDG_RUNTIME_DIR}/containers/auth.json, else "
                    "~/.docker/config.json with its credential helpers.")
                .next("skopeo login " + host + ", as somebody who may do this; then the same command again");
        case RegistryTrouble::unreachable:
            return error("the registry " + host + " cannot be reached")
                .next("check its name and the network (https_proxy, no_proxy); then the same command again");
        case RegistryTrouble::certificate:
            return error("no safe connection to the registry " + host + " can be made")
                .next("give skopeo that registry's certificate (/etc/containers/certs.d/" + host +
                      "/ca.crt), or say explicitly that it is spoken to without TLS");
        case RegistryTrouble::cut_off:
            return error("the registry " + host + " went away midway")
                .next("the same command again: what has arrived is not sent again");
        case RegistryTrouble::other:
            break;
    }
    return error("skopeo failed").next("the same command again, if the trouble may have passed");
}

Error push_error(const std::string& name, const std::string& tag, const std::string& output) {
    const std::string host = registry_host(name), doing = "push " + name + ":" + tag;
    if (registry_trouble(output) != RegistryTrouble::absent) return registry_error(doing, host, output);
    const std::string repository = name.size() > host.size() ? name.substr(host.size() + 1) : name;
    return cannot(doing, "the registry " + host + " has no repository " + repository, output)
        .note("Some registries, ECR among them, make no repository when something is pushed to it.")
        .next("make the repository " + repository + " there, by the registry's own means; then the same " +
              "command again");
}

std::string raw_manifest(const std::string& output, const Digest& expected) {
    if (sha256(output) == expected) return output;
    const auto first = output.find('{');
    const auto last = output.rfind('}');
    if (first == std::string::npos || last == std::string::npos || last < first) return output;
    for (const std::size_t tail : {std::size_t{1}, std::size_t{2}}) {  // a manifest may end with a newline
        std::string text = output.substr(first, last - first + tail);
        if (sha256(text) == expected) return text;
    }
    return output;
}

}  // namespace verbatim
