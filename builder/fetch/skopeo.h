// Registries, through skopeo: the one door to them, for fetching and pushing. Credentials, certificates,
// mirrors and proxies are those that the user has for skopeo (containers-auth.json(5),
// containers-registries.conf(5)). Needed at run time only where a registry is spoken to.
#pragma once

#include "base/digest.h"
#include "base/error.h"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct Registries {
    std::set<std::string> without_tls{};  // HOST or HOST:PORT that are spoken to over http
    std::filesystem::path scratch;        // for what skopeo puts aside; made where absent
};

struct SkopeoResult {
    bool succeeded = false;
    std::string output;  // stdout and stderr together, 8 MiB at the most
};

// "registry.example.org:5000" of "registry.example.org:5000/etcd-io/etcd:v1".
std::string registry_host(std::string_view name);
// localhost, 127.0.0.0/8 and ::1 need no TLS, as nobody stands between.
bool needs_tls(std::string_view host, const Registries& registries);

// Runs skopeo, ended by an interrupt, or where the registry is silent (base/http.h). Throws Error
// (unavailable) where it is not installed, or where no network may be used (--offline).
SkopeoResult run_skopeo(const std::vector<std::string>& arguments, const Registries& registries,
                        const std::filesystem::path& directory = {});

// What a registry's refusal means.
enum class RegistryTrouble {
    absent,       // no such repository, tag or manifest
    refused,      // 401, 403: credentials are missing, or not sufficient
    unreachable,  // no route, no name, no answer
    certificate,  // TLS cannot be set up
    cut_off,      // it went away midway
    other,
};
RegistryTrouble registry_trouble(std::string_view output);
// "cannot DOING: …", with what skopeo said at its end, where credentials are looked for, and what to do next.
Error registry_error(const std::string& doing, const std::string& host, const std::string& output);
// The same of a push to HOST/REPOSITORY: what is absent then is the repository, not an image.
Error push_error(const std::string& name, const std::string& tag, const std::string& output);

// What `skopeo inspect --raw` printed, freed of log lines around it where only so it has that digest.
std::string raw_manifest(const std::string& output, const Digest& expected);

}  // namespace verbatim
