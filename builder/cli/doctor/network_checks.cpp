// Asks little: a capability list of a git host, the head of one pinned file of the proxy and of each Debian
// archive. One try each, five seconds.
#include "base/http.h"
#include "cli/doctor/checks.h"
#include "cli/doctor/judge.h"
#include "fetch/apt_sources.h"
#include "fetch/go_proxy.h"
#include "fetch/mirror.h"
#include "fetch/mirror_map.h"
#include "git/database.h"

#include <map>
#include <set>

namespace fs = std::filesystem;

namespace verbatim::doctor {

namespace {

using Result = Diagnosis::Result;

bool is_remote(const std::string& url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

Answer ask(const std::string& url, bool head) {
    HttpRequest request;
    request.url = url;
    request.attempts = 1;
    request.stall_limit = request.connect_limit = std::chrono::seconds(5);
    request.head = head;
    if (!head) request.headers = {"Git-Protocol: version=2"};  // the short answer: no list of refs
    Answer answer{redacted_url(url), 0, ""};
    try {
        answer.status = http_get(request).status;
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        answer.error = error.notes().empty() ? error.message() : error.notes().front();
        answer.error = answer.error.substr(0, answer.error.rfind(" (tried"));
    }
    return answer;
}

std::string host_of(const std::string& url) {
    return url.substr(0, url.find('/', url.find("://") + 3));
}

class Network {
  public:
    explicit Network(const Workspace& workspace) : settings_(workspace.settings()) {
        const Catalog& catalog = workspace.catalog();
        folder_ = catalog.folder();
        for (const std::string& branch : catalog.releases()) {
            const Release release = catalog.release(branch);
            sources_.insert(release.distro.source.value);
            for (const ComponentPin& pin : release.components) {
                const Project project = catalog.project(pin.project);
                sources_.insert(project.source.value);
                if (pin.has_go()) {
                    const auto toolchain = catalog.toolchain(pin.go.value).hosts;
                    if (const auto host = toolchain.find(Platform::host()); host != toolchain.end())
                        toolchain_ = host->second.module_version;
                }
                for (const Located<std::string>& name : roots_of(project)) {
                    const auto root = catalog.root(name.value).hosts;
                    if (const auto host = root.find(Platform::host()); host != root.end())
                        for (const DebianPackage& package : host->second)
                            packages_.try_emplace(package.archive, package.path);
                }
            }
        }
    }

    std::vector<Diagnosis> git() {
        std::vector<Diagnosis> all;
        for (const std::string& url : sources_) all.push_back(git_source(url));
        return all;
    }

    std::vector<Diagnosis> proxy() const {
        const std::string name = "Go module proxy";
        const std::string fix = "set GOPROXY, or --goproxy URL, to a proxy that this machine reaches";
        if (toolchain_.empty()) return {not_checked(name, "no release pins a toolchain for this host")};
        const std::string path =
            "/" + escape_module("golang.org/toolchain") + "/@v/" + escape_module(toolchain_) + ".zip";
        std::vector<Diagnosis> seen;
        try {
            for (const GoProxy& one : parse_goproxy(goproxy_in_force(settings_.goproxy))) {
                if (one.url == "off" || one.url == "direct") break;
                if (is_offline() && is_remote(one.url))
                    return {not_checked(name, redacted_url(one.url) + ": offline")};
                seen.push_back(judge_answer(name, ask(one.url + path, true), fix));
                if (seen.back().result == Result::ok) return {seen.back()};
            }
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            return {
                {name, Result::fail, error.message(), error.hints().empty() ? fix : error.hints().front()}};
        }
        if (seen.empty()) return {{name, Result::fail, "GOPROXY names no proxy, only off or direct", fix}};
        return {seen.front()};
    }

    std::vector<Diagnosis> debian() const {
        std::vector<Diagnosis> all;
        for (const auto& [archive, path] : packages_) {
            const bool security = archive == "security";
            const std::string name = "Debian, " + archive;
            const std::string flag = security ? "--debian-security-mirror" : "--debian-mirror";
            try {
                const std::string mirror = debian_mirror_in_force(
                    archive, security ? settings_.debian_security_mirror : settings_.debian_mirror);
                all.push_back(
                    is_offline() && is_remote(mirror)
                        ? not_checked(name, redacted_url(mirror) + ": offline")
                        : judge_answer(name, ask(mirror + "/" + path, true),
                                       "give a mirror that keeps older versions: " + flag + " URL"));
            } catch (const Error& error) {
                if (error.kind() == Failure::interrupted) throw;
                all.push_back({name, Result::fail, error.message(), "give one with " + flag + " URL"});
            }
        }
        return all;
    }

  private:
    Diagnosis git_source(const std::string& url) {
        const std::string name = "git " + repository_name(url);
        if (const auto place = local_mirror(settings_.mirrors, url))
            return local(name, *place,
                         "make it with `git clone --mirror " + redacted_url(url) + " " + place->string() +
                             "`, or correct --mirror");
        if (url.starts_with("file://"))
            return local(name, url.substr(7), "correct the URL, or make a repository there");
        if (url.starts_with("embedded:")) {
            const fs::path source = folder_ / url.substr(9);
            if (fs::is_regular_file(source / "import.yaml"))
                return {name, Result::ok, "comes with the project", ""};
            return {name, Result::fail, source.string() + " has no import.yaml",
                    "restore the project's folder"};
        }
        if (is_offline()) return not_checked(name, "offline");
        const std::string host = host_of(url);
        if (!hosts_.contains(host)) hosts_[host] = ask(url + "/info/refs?service=git-upload-pack", false);
        Answer answer = hosts_[host];
        answer.url = redacted_url(host);
        return judge_answer(name, answer,
                            "point to a local mirror: --mirror '" + redacted_url(host) +
                                "/=FOLDER/{owner}/{name}.git', or check the network");
    }

    static Diagnosis local(const std::string& name, const fs::path& folder, const std::string& fix) {
        if (git::is_repository(folder)) return {name, Result::ok, "local mirror " + folder.string(), ""};
        return {name, Result::fail, "the local mirror is no git repository: " + folder.string(), fix};
    }

    const Settings& settings_;
    fs::path folder_;
    std::set<std::string> sources_;
    std::string toolchain_;
    std::map<std::string, std::string> packages_;  // archive → path of a pinned package
    std::map<std::string, Answer> hosts_;
};

}  // namespace

std::vector<Check> network_checks(const Workspace& workspace) {
    const auto network = std::make_shared<Network>(workspace);
    return {{"git", [network] { return network->git(); }},
            {"Go module proxy", [network] { return network->proxy(); }},
            {"Debian", [network] { return network->debian(); }}};
}

}  // namespace verbatim::doctor
