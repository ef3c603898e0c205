#include "pin/pin_root.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "pin/debian_suite.h"

#include <algorithm>
#include <optional>
#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t file_limit = 4U << 20U;

// Where both have an architecture, Debian's name of it is Go's but for these.
std::string debian_arch(const Platform& platform) {
    static const std::map<std::string, std::string> others = {
        {"386", "i386"}, {"arm", "armhf"}, {"ppc64le", "ppc64el"}};
    const auto other = others.find(platform.arch);
    return other == others.end() ? platform.arch : other->second;
}

// The lines before the first key.
std::string heading_of(const std::string& text) {
    std::string heading;
    for (const std::string& line : split(text, '\n')) {
        if (!line.empty() && line.front() != '#') break;
        heading += line + "\n";
    }
    return heading;
}

class RootPinner {
  public:
    RootPinner(const Catalog& catalog, const RootAsked& asked, FetchContext& context)
        : asked_(asked), context_(context) {
        if (!is_contained_path(asked.name) || asked.name.find('/') != std::string::npos)
            throw Error(Failure::usage, "\"" + printable(asked.name) + "\" is no name of a builder root")
                .note("Expected something like git.");
        pinned_.name = asked.name;
        pinned_.file = "toolchains/roots/" + asked.name + ".yaml";
        if (fs::exists(catalog.folder() / pinned_.file)) {
            was_ = catalog.root(asked.name);
            pinned_.before = read_file(catalog.folder() / pinned_.file, file_limit);
        } else if (asked.packages.empty()) {
            throw Error(Failure::usage, "there is no builder root " + asked.name)
                .note("A new one needs to be told its packages.")
                .next("verbatim pin --root " + asked.name + " --package bash --package libc6")
                .next("verbatim list --roots");
        }
    }

    RootPinned run() {
        const std::string heading =
            was_ ? checked_heading()
                 : "# Packages of Debian's " + asked_.suite +
                       ", written by `verbatim pin --root` (docs/formats/builder-root.md).\n";
        open_suites();
        BuilderRoot root;
        root.name = asked_.name;
        for (const Platform& host : hosts()) root.hosts[host] = pin_host(host);
        pinned_.text = root_text(heading, root);
        (void)parse_root(pinned_.file, pinned_.text, asked_.name);
        return std::move(pinned_);
    }

  private:
    // Only where the file is as root_text() writes it, it can be written again without losing a word.
    std::string checked_heading() const {
        std::string heading = heading_of(pinned_.before);
        if (root_text(heading, *was_) != pinned_.before)
            throw Error(Failure::definition,
                        pinned_.file + " is written in a way that this cannot write again")
                .note(
                    "Comments stand at its top alone, and keys in the order and the form of "
                    "docs/formats/builder-root.md.")
                .next("move what else it says to the top, or edit the pins by hand");
        return heading;
    }

    void open_suites() {
        for (const auto& [archive, suite] : {std::pair("main", asked_.suite),
                                             {"main", asked_.suite + "-updates"},
                                             {"security", asked_.suite + "-security"}}) {
            suites_.emplace_back(archive, suite, asked_.keyring, context_);
            pinned_.suites.push_back({archive, suite, suites_.back().date()});
        }
    }

    std::set<Platform> hosts() const {
        std::set<Platform> all(asked_.hosts.begin(), asked_.hosts.end());
        if (was_)
            for (const auto& [host, packages] : was_->hosts) all.insert(host);
        if (all.empty()) all.insert({"linux", "amd64"});
        return all;
    }

    std::vector<DebianPackage> pin_host(const Platform& host) {
        std::vector<std::string> names;
        std::map<std::string, std::string> versions;
        if (was_) {
            // A host that is new gets what the first one has.
            auto from = was_->hosts.find(host);
            if (from == was_->hosts.end()) from = was_->hosts.begin();
            for (const DebianPackage& package : from->second) {
                names.push_back(package.name);
                if (from->first == host) versions[package.name] = package.version;
            }
        }
        for (const std::string& name : asked_.packages)
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        std::multimap<std::string, std::pair<const DebianSuite*, PackageOffer>> offers;
        for (const DebianSuite& suite : suites_)
            for (auto& [name, offer] : suite.packages(debian_arch(host), names))
                offers.emplace(name, std::pair(&suite, std::move(offer)));
        RootPinned::Host told{host, {}, {}};
        std::vector<DebianPackage> packages;
        std::vector<PackageOffer> chosen;
        for (const std::string& name : names) {
            const auto [first, last] = offers.equal_range(name);
            if (first == last) throw no_package(name, host);
            auto newest = first;
            for (auto one = std::next(first); one != last; ++one)
                if (is_newer_package(one->second.second.version, newest->second.second.version)) newest = one;
            const auto& [suite, offer] = newest->second;
            told.packages.push_back({name, versions[name], offer.version, suite->archive()});
            DebianPackage package{name, offer.version, suite->archive(), offer.path, {}, offer.size};
            package.sha256.value = offer.sha256;
            packages.push_back(std::move(package));
            chosen.push_back(offer);
        }
        told.missing = unmet_needs(chosen);
        pinned_.hosts.push_back(std::move(told));
        return packages;
    }

    Error no_package(const std::string& name, const Platform& host) const {
        std::string suites;
        for (const DebianSuite& suite : suites_) suites += (suites.empty() ? "" : ", ") + suite.name();
        return Error(Failure::usage, "Debian has no package " + printable(name) + " for " + host.str())
            .note("Looked for in the component main of " + suites + ".")
            .next("check the name, or --suite");
    }

    const RootAsked& asked_;
    FetchContext& context_;
    std::optional<BuilderRoot> was_;
    std::vector<DebianSuite> suites_;
    RootPinned pinned_;
};

}  // namespace

std::string root_text(const std::string& heading, const BuilderRoot& root) {
    std::string text = heading + "name: " + root.name + "\nhosts:\n";
    for (const auto& [host, packages] : root.hosts) {
        text += "  " + host.str() + ":\n";
        for (const DebianPackage& package : packages)
            text += "    - name: " + package.name + "\n      version: \"" + package.version +
                    "\"\n      archive: " + package.archive + "\n      path: " + package.path +
                    "\n      sha256: " + package.sha256.value.hex() +
                    "\n      size: " + std::to_string(package.size) + "\n";
    }
    return text;
}

std::vector<std::string> unmet_needs(const std::vector<PackageOffer>& packages) {
    std::set<std::string> there;
    for (const PackageOffer& package : packages) {
        there.insert(package.name);
        there.insert(package.provides.begin(), package.provides.end());
    }
    std::vector<std::string> unmet;
    for (const PackageOffer& package : packages)
        for (const auto& group : package.needs)
            if (std::none_of(group.begin(), group.end(),
                             [&](const std::string& one) { return there.contains(one); })) {
                std::string need = package.name + " needs " + join(group, " or ");
                if (std::find(unmet.begin(), unmet.end(), need) == unmet.end())
                    unmet.push_back(std::move(need));
            }
    return unmet;
}

RootPinned pin_root(const Catalog& catalog, const RootAsked& asked, FetchContext& context) {
    return RootPinner(catalog, asked, context).run();
}

}  // namespace verbatim
