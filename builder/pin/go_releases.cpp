#include "pin/go_releases.h"

#include "attest/rfc3339.h"
#include "base/error.h"
#include "base/text.h"
#include "fetch/go_proxy.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::uint64_t version_list_limit = 16U << 20U;
constexpr std::uint64_t info_limit = 64U << 10U;
constexpr const char* module_folder = "/golang.org/toolchain/@v/";
constexpr GoNumber first_module = {1, 21, 0};  // releases before it cannot be proven as pin_toolchain() does

bool older(const std::string& a, const std::string& b) {
    return go_number(a).value_or(GoNumber{}) < go_number(b).value_or(GoNumber{});
}

}  // namespace

std::string go_release_list(FetchContext& context) {
    const std::string what = "the list of Go releases";
    const auto list = GoProxies(context.goproxy, context.events)
                          .find(std::string(module_folder) + "list", what, version_list_limit);
    if (!list || trim(*list).empty())
        throw Error(Failure::unavailable, "no module proxy of GOPROXY lists Go releases");
    return *list;
}

std::vector<std::string> listed_go_releases(const std::string& list, const Platform& host) {
    constexpr std::string_view begin = "v0.0.1-";
    const std::string end = "." + host.os + "-" + host.arch;
    std::vector<std::string> releases;
    for (const std::string& line : split(list, '\n')) {
        if (!line.starts_with(begin) || !line.ends_with(end) || line.size() <= begin.size() + end.size())
            continue;
        const std::string release = line.substr(begin.size(), line.size() - begin.size() - end.size());
        if (go_number(release)) releases.push_back(release);
    }
    std::sort(releases.begin(), releases.end(), older);
    return releases;
}

std::optional<std::int64_t> module_time(std::string_view info) {
    const auto record = nlohmann::json::parse(info, nullptr, false);
    if (!record.is_object()) return std::nullopt;
    const auto time = record.find("Time");
    if (time == record.end() || !time->is_string()) return std::nullopt;
    const auto parsed = parse_rfc3339(time->get_ref<const std::string&>());
    return parsed ? std::optional(parsed->seconds) : std::nullopt;
}

std::vector<std::string> go_releases_between(const std::vector<GoRelease>& releases) {
    constexpr int most = 1000;  // of a number that is absurd
    std::set<GoNumber> there;
    for (const GoRelease& release : releases)
        if (const auto number = go_number(release.version); number && *number >= first_module)
            there.insert(*number);
    std::vector<std::string> absent;
    for (const GoNumber& number : there) {
        if (const auto newer = there.upper_bound(number);
            newer != there.end() && newer->major == number.major && newer->minor == number.minor)
            continue;  // not the newest of its minor
        for (int patch = 0; patch < std::min(number.patch, most); ++patch)
            if (!there.contains({number.major, number.minor, patch}))
                absent.push_back("go" + std::to_string(number.major) + "." + std::to_string(number.minor) +
                                 "." + std::to_string(patch));
    }
    return absent;
}

GoReleases::GoReleases(const Catalog& catalog, const Platform& host, FetchContext& context, Reach reach)
    : catalog_(catalog), host_(host), context_(context) {
    std::set<std::string> all;
    for (const std::string& version : catalog_.toolchains())
        if (go_number(version) && pinned(version)) all.insert(version);
    ask_days_ = reach == Reach::dated;
    if (reach == Reach::listed || reach == Reach::served) {
        try {
            for (const std::string& version : listed_go_releases(go_release_list(context_), host_))
                if (*go_number(version) >= first_module) all.insert(version);
            ask_ = ask_days_ = true;
            if (reach == Reach::served) add_served(all);
        } catch (const Error& error) {
            if (error.kind() != Failure::unavailable) throw;
            problem_ = error.message();
            for (const std::string& note : error.notes()) problem_ += "; " + note;
            while (problem_.ends_with('.')) problem_.pop_back();
        }
    }
    versions_.assign(all.begin(), all.end());
    std::sort(versions_.begin(), versions_.end(), older);
}

std::vector<GoRelease> GoReleases::out_by(std::optional<std::int64_t> day) {
    std::map<std::pair<int, int>, std::vector<std::string>> minors;
    std::vector<GoRelease> out;
    for (const std::string& version : versions_) {
        const GoNumber number = *go_number(version);
        minors[{number.major, number.minor}].push_back(version);
    }
    for (const auto& [minor, patches] : minors) {
        // The patch releases of a minor come out one after the other.
        const auto later =
            !day ? patches.end()
                 : std::partition_point(patches.begin(), patches.end(), [&](const std::string& version) {
                       const auto released = day_of(version);
                       return !released || *released <= *day + go_release_grace;
                   });
        for (auto one = patches.begin(); one != later; ++one) {
            const auto known = days_.find(*one);
            out.push_back({*one, known == days_.end() ? std::nullopt : known->second});
        }
    }
    std::sort(out.begin(), out.end(),
              [](const GoRelease& a, const GoRelease& b) { return older(a.version, b.version); });
    return out;
}

std::vector<std::string> GoReleases::absent(const std::string& minor, std::optional<std::int64_t> day) {
    const auto asked = go_number("go" + minor);
    if (!asked || !asked_for_all_) return {};
    const auto patch_of = [&](const std::string& version) -> std::optional<int> {
        const GoNumber number = *go_number(version);
        if (number.major != asked->major || number.minor != asked->minor) return std::nullopt;
        return number.patch;
    };
    int newest = -1;
    for (const GoRelease& release : out_by(day))
        newest = std::max(newest, patch_of(release.version).value_or(-1));
    // Of those between the newest that was out and the next one nobody can tell the day.
    int limit = newest;
    std::set<int> there;
    for (const std::string& version : versions_) {
        const auto patch = patch_of(version);
        if (!patch) continue;
        there.insert(*patch);
        if (*patch > newest && limit == newest) limit = *patch;
    }
    std::vector<std::string> none_has;
    for (int patch = 0; patch < limit; ++patch)
        if (!there.contains(patch)) none_has.push_back("go" + minor + "." + std::to_string(patch));
    return none_has;
}

// A proxy that has a release and does not list it answers for it as for any other.
void GoReleases::add_served(std::set<std::string>& all) {
    constexpr int most_in_a_row = 16;  // refused or without an answer
    std::vector<GoRelease> known;
    for (const std::string& version : all) known.push_back({version, {}});
    int in_a_row = 0;
    std::string refusal;
    const std::vector<std::string> between = go_releases_between(known);
    for (std::size_t asked = 0; asked < between.size(); ++asked) {
        const std::string& version = between[asked];
        if (in_a_row >= most_in_a_row) {
            served_problem_ = counted(between.size() - asked, "Go release") +
                              " that no proxy lists were not asked for, after " + refusal;
            return;
        }
        try {
            const auto info = info_of(version);
            in_a_row = 0;
            const auto day = info ? module_time(*info) : std::nullopt;
            if (!day) continue;
            days_[version] = day;
            all.insert(version);
        } catch (const Error& error) {
            if (error.kind() != Failure::unavailable) throw;
            refusal = error.message();
            while (refusal.ends_with('.')) refusal.pop_back();
            ++in_a_row;
        }
    }
    asked_for_all_ = true;
}

const GoToolchain& GoReleases::toolchain(const std::string& version) {
    if (const auto known = toolchains_.find(version); known != toolchains_.end()) return known->second;
    if (auto there = pinned(version)) return toolchains_.emplace(version, std::move(*there)).first->second;
    if (!ask_)
        throw Error(Failure::unavailable, version + " is not pinned for " + host_.str())
            .note(problem_.empty() ? "No module proxy was to be asked." : problem_ + ".")
            .next("verbatim pin --toolchain " + version);
    const ToolchainPinned made = pin_toolchain(catalog_, version, {host_}, context_);
    return toolchains_.emplace(version, parse_toolchain(made.file + " (not written)", made.text, version))
        .first->second;
}

std::optional<ToolchainPinned> GoReleases::file_of(const std::string& version) const {
    if (pinned(version)) return std::nullopt;
    const bool usual = host_.os == "linux" && (host_.arch == "amd64" || host_.arch == "arm64");
    return pin_toolchain(catalog_, version, usual ? std::vector<Platform>() : std::vector{host_}, context_);
}

std::optional<GoToolchain> GoReleases::pinned(const std::string& version) const {
    const std::vector<std::string> all = catalog_.toolchains();
    if (std::find(all.begin(), all.end(), version) == all.end()) return std::nullopt;
    GoToolchain toolchain = catalog_.toolchain(version);
    if (!toolchain.hosts.contains(host_)) return std::nullopt;
    return toolchain;
}

std::optional<std::string> GoReleases::info_of(const std::string& version) const {
    const std::string name = "v0.0.1-" + version + "." + host_.os + "-" + host_.arch;
    return GoProxies(context_.goproxy, context_.events)
        .find(module_folder + name + ".info", "the day of " + version, info_limit);
}

std::optional<std::int64_t> GoReleases::day_of(const std::string& version) {
    if (!ask_days_) return std::nullopt;
    const auto [known, fresh] = days_.try_emplace(version);
    if (!fresh) return known->second;
    try {
        const auto info = info_of(version);
        if (info) known->second = module_time(*info);
    } catch (const Error& error) {
        if (error.kind() != Failure::unavailable) throw;
        day_problem_ = error.message();
        ask_days_ = false;  // who gives no answer now would let all others wait as well
    }
    return known->second;
}

}  // namespace verbatim
