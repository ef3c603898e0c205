#include "pin/pin_toolchain.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "pin/checksums.h"

#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr const char* module_path = "golang.org/toolchain";
constexpr std::uint64_t mod_limit = 1U << 20U;

std::string module_version_of(const std::string& version, const Platform& host) {
    return "v0.0.1-" + version + "." + host.os + "-" + host.arch;
}

// go1.25.12; go1.21 never was one: since Go 1.21 the first release of a minor is go1.N.0.
void check_version(const std::string& version) {
    const auto parts = split(version.starts_with("go") ? version.substr(2) : "", '.');
    const bool digits = std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
        return !part.empty() && part.size() < 4 && part.find_first_not_of("0123456789") == std::string::npos;
    });
    if (parts.size() != 3 || !digits || parts.front() != "1")
        throw Error(Failure::usage, "\"" + printable(version) + "\" is no Go release")
            .note("Expected go1.N.N, such as go1.25.12.");
    if (std::stoi(parts[1]) < 21)
        throw Error(Failure::usage, version + " is no module: only Go releases since go1.21.0 are");
}

void check_pinned(const GoToolchain& was, const ToolchainPinned::Host& host) {
    const auto pinned = was.hosts.find(host.platform);
    if (pinned == was.hosts.end() || pinned->second.h1.value == host.h1) return;
    throw Error(Failure::mismatch, "the hash that is pinned of " + was.version + " for " +
                                       host.platform.str() + " is not the checksum database's")
        .at(pinned->second.h1.at, "the database has " + host.h1)
        .note("A release's hash never changes: what is pinned was never right. Nothing was written.")
        .next("find out where the pin came from, remove it, and pin it anew");
}

bool served(const GoProxies& proxies, const std::string& module_version, std::string& why) {
    try {
        const std::string path = std::string("/") + module_path + "/@v/" + module_version + ".mod";
        if (proxies.find(path, module_version, mod_limit)) return true;
        why = "the proxy has no " + module_version;
    } catch (const Error& error) {
        if (error.kind() != Failure::unavailable) throw;
        why = error.notes().empty() ? error.message() : error.notes().front();
    }
    return false;
}

}  // namespace

std::string toolchain_text(const std::string& version, const std::vector<ToolchainPinned::Host>& hosts) {
    std::string text =
        "# The module golang.org/toolchain by host; the hashes are those of the Go checksum "
        "database.\nversion: " +
        version + "\nhosts:\n";
    for (const ToolchainPinned::Host& host : hosts)
        text += "  " + host.platform.str() + ": {module_version: " + host.module_version + ", h1: \"" +
                host.h1 + "\"}\n";
    return text;
}

ToolchainPinned pin_toolchain(const Catalog& catalog, const std::string& version,
                              const std::vector<Platform>& asked, FetchContext& context) {
    check_version(version);
    ToolchainPinned pinned;
    pinned.version = version;
    pinned.file = "toolchains/go/" + version + ".yaml";
    GoToolchain was;
    if (fs::exists(catalog.folder() / pinned.file)) {
        was = catalog.toolchain(version);
        pinned.before = read_file(catalog.folder() / pinned.file, mod_limit);
    }
    std::set<Platform> hosts(asked.begin(), asked.end());
    for (const auto& [platform, host] : was.hosts) hosts.insert(platform);
    if (asked.empty()) hosts.insert({{"linux", "amd64"}, {"linux", "arm64"}});
    const std::set<Platform> needed(asked.begin(), asked.end());
    Checksums checksums(context);
    const GoProxies proxies(context.goproxy, context.events);
    for (const Platform& platform : hosts) {
        const std::string module_version = module_version_of(version, platform);
        const bool optional = !needed.contains(platform) && !was.hosts.contains(platform) &&
                              platform != Platform{"linux", "amd64"};
        std::string why;
        if (optional && !served(proxies, module_version, why)) {
            pinned.left_out.emplace_back(platform, why);
            continue;
        }
        const SumDatabase::Sum sum = checksums.look_up(module_path, module_version);
        pinned.hosts.push_back({platform, module_version, sum.h1, sum.index});
        if (!pinned.before.empty()) check_pinned(was, pinned.hosts.back());
    }
    pinned.database = checksums.key().name;
    pinned.head = checksums.head();
    // A file that says all of it stays as somebody wrote it.
    const bool says_all = !pinned.before.empty() && was.hosts.size() == pinned.hosts.size();
    pinned.text = says_all ? pinned.before : toolchain_text(version, pinned.hosts);
    (void)parse_toolchain(pinned.file, pinned.text, version);
    return pinned;
}

}  // namespace verbatim
