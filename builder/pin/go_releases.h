// The Go releases that a build may be tried with: those that the project pins, and those that the module
// proxies list. One that no file pins is pinned in memory when its turn comes, proven as pin_toolchain()
// proves it. Protocol: go.dev/ref/mod#goproxy-protocol.
#pragma once

#include "catalog/catalog.h"
#include "catalog/go_number.h"
#include "fetch/context.h"
#include "pin/pin_toolchain.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// What the proxies list of golang.org/toolchain. Throws Error (unavailable) where none answers, or none lists
// it.
std::string go_release_list(FetchContext& context);

// The releases for a host in such a list, oldest first, without betas and candidates. Pure.
std::vector<std::string> listed_go_releases(const std::string& list, const Platform& host);

// When a module came out, seconds since 1970, as a proxy's `.info` says; nothing where it does not. Pure.
std::optional<std::int64_t> module_time(std::string_view info);

// Patch releases below the newest of their minor that are not among `releases`, oldest first: a proxy lists
// what somebody asked it for, and need not list all. Those before Go 1.21 are no modules, and are not named.
// Pure.
std::vector<std::string> go_releases_between(const std::vector<GoRelease>& releases);

class GoReleases {
  public:
    enum class Reach {
        pinned,  // what the project pins: no proxy is asked for anything
        dated,   // the same, and the proxies are asked when it came out
        listed,  // and what the proxies list
        served,  // and what they do not list, go_releases_between() these, and have: each is asked for
    };

    // Asks for the list. Where it cannot be had, what is pinned is all, and problem() says why. `context` has
    // to outlive it.
    GoReleases(const Catalog& catalog, const Platform& host, FetchContext& context, Reach reach);

    // Those that run on the host and were out at `day` (seconds since 1970; go_release_grace is added),
    // oldest first; without a day all of them. Of unknown day: taken. Asks the proxies for as few days as it
    // needs.
    std::vector<GoRelease> out_by(std::optional<std::int64_t> day);

    // Of Reach::served: patch releases of a minor ("1.21") that were or may have been out at `day`, and that
    // no proxy has, oldest first. Asks for days as out_by() does. Empty where not all were asked for.
    std::vector<std::string> absent(const std::string& minor, std::optional<std::int64_t> day);

    // To be planned with. Throws Error (unavailable) where it cannot be proven, Error (mismatch) where the
    // checksum database contradicts itself or a pin, Error (usage) where it is no release since Go 1.21.
    const GoToolchain& toolchain(const std::string& version);

    // Its file in toolchains/go/, as `verbatim pin --toolchain` writes it; nothing where the project has one
    // for this host. Throws as toolchain().
    [[nodiscard]] std::optional<ToolchainPinned> file_of(const std::string& version) const;

    // Why there are none but the pinned ones; empty: the list was had. "--pinned-only" is no problem.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    // Why some days could not be asked for, so that the releases were taken; empty: there was no need, or all
    // were told.
    [[nodiscard]] const std::string& day_problem() const { return day_problem_; }

    // Of Reach::served: that the proxies answered so often for none of the releases that they do not list
    // that the others were not asked for; empty: all were.
    [[nodiscard]] const std::string& served_problem() const { return served_problem_; }

  private:
    [[nodiscard]] std::optional<GoToolchain> pinned(const std::string& version) const;
    std::optional<std::int64_t> day_of(const std::string& version);
    [[nodiscard]] std::optional<std::string> info_of(const std::string& version) const;
    void add_served(std::set<std::string>& all);

    const Catalog& catalog_;
    Platform host_;
    FetchContext& context_;
    bool ask_ = false, ask_days_ = false;  // the proxies answer
    bool asked_for_all_ = false;
    std::string problem_, day_problem_, served_problem_;
    std::vector<std::string> versions_;  // sorted
    std::map<std::string, std::optional<std::int64_t>> days_;
    std::map<std::string, GoToolchain> toolchains_;  // that were asked for
};

}  // namespace verbatim
