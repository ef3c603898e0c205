#include "verify/verdict.h"

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

struct Match {
    const Built* built = nullptr;
    bool ambiguous = false;
};

// The binary at the claim's path; for the user's own files also the only one whose path ends with it.
Match match(const Claim& claim, const std::vector<Built>& built, const Scope& scope) {
    Match match;
    for (const Built& one : built)
        if (one.path == claim.path) return {&one, false};
    if (!scope.by_path_only) return match;
    for (const Built& one : built) {
        if (!one.path.ends_with("/" + claim.path)) continue;
        if (match.built != nullptr) return {nullptr, true};
        match.built = &one;
    }
    return match;
}

Finding judge_one(const Claim& claim, const std::vector<Built>& built, const Scope& scope) {
    Finding finding;
    finding.claim = claim;
    if (!scope.by_path_only && !scope.components.contains(claim.project)) {
        finding.verdict = Verdict::out_of_scope;
        finding.reason = "the lock has no such component, or it was not asked for";
        return finding;
    }
    finding.component = claim.project;
    const auto [one, ambiguous] = match(claim, built, scope);
    if (one == nullptr) {
        const bool left_out = scope.left_out.contains(claim.path);
        finding.verdict = left_out ? Verdict::out_of_scope : Verdict::missing;
        finding.reason = left_out    ? "its platform was not asked for"
                         : ambiguous ? "more than one binary has a path that ends so"
                                     : "the project's definition builds nothing at this path";
        return finding;
    }
    finding.component = one->component;
    finding.built = one->sha256;
    finding.log = one->log;
    if (!one->sha256) {
        finding.verdict = Verdict::failed;
        finding.reason = one->failure;
    } else if (*one->sha256 == claim.sha256) {
        finding.verdict = Verdict::reproduced;
    } else {
        finding.verdict = Verdict::differs;
        finding.reason = "the bits built here have another digest";
    }
    return finding;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
    constexpr std::array<std::string_view, 7> names = {"reproduced",  "equivalent", "differs",     "failed",
                                                       "unbuildable", "missing",    "out of scope"};
    return names.at(static_cast<std::size_t>(verdict));
}

std::size_t Findings::count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(claims.begin(), claims.end(), [&](const Finding& f) { return f.verdict == verdict; }));
}

Findings judge(const std::vector<Claim>& claims, const std::vector<Built>& built, const Scope& scope) {
    Findings findings;
    std::set<std::string> claimed;
    for (const Claim& claim : claims) {
        findings.claims.push_back(judge_one(claim, built, scope));
        if (const auto [one, ambiguous] = match(claim, built, scope); one != nullptr)
            claimed.insert(one->path);
    }
    for (const Built& one : built)
        if (one.sha256 && !claimed.contains(one.path)) findings.unclaimed.push_back(one.path);
    return findings;
}

ExitStatus exit_status(const Findings& findings) {
    const std::size_t in_scope = findings.in_scope();
    if (in_scope == 0) return ExitStatus::nothing_to_check;
    if (findings.count(Verdict::reproduced) == in_scope) return ExitStatus::ok;
    if (findings.count(Verdict::failed) == in_scope) return ExitStatus::nothing_compared;
    return ExitStatus::not_reproduced;
}

}  // namespace verbatim
