#include "verify/verdict.h"

#include "base/text.h"

#include <algorithm>

namespace verbatim {

namespace {

struct Match {
    const Built* built = nullptr;
    bool ambiguous = false;
};

bool ends_with_path(const std::string& path, const std::string& end) {
    return path.ends_with("/" + end);
}

// The binary at the claim's path; for the user's own files also the only one whose path ends with it.
Match match(const Claim& claim, const std::vector<Built>& built, const Scope& scope) {
    Match match;
    for (const Built& one : built)
        if (one.path == claim.path) return {&one, false};
    if (!scope.by_path_only) return match;
    for (const Built& one : built) {
        if (!ends_with_path(one.path, claim.path)) continue;
        if (match.built != nullptr) return {nullptr, true};
        match.built = &one;
    }
    return match;
}

bool left_out(const Claim& claim, const Scope& scope) {
    if (scope.left_out.contains(claim.path)) return true;
    return scope.by_path_only &&
           std::any_of(scope.left_out.begin(), scope.left_out.end(),
                       [&](const std::string& path) { return ends_with_path(path, claim.path); });
}

bool on_chosen_platform(const Claim& claim, const Scope& scope) {
    const std::vector<std::string> parts = split(claim.path, '/');
    return scope.platform_folders.empty() || std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
               return scope.platform_folders.contains(part);
           });
}

// A claim of a component that nobody but its distro can build.
Finding judge_unbuildable(const Claim& claim, const std::string& input, const Scope& scope) {
    Finding finding;
    finding.claim = claim;
    if (!on_chosen_platform(claim, scope)) {
        finding.verdict = Verdict::out_of_scope;
        finding.reason = "it was not asked for";
        return finding;
    }
    finding.verdict = Verdict::unbuildable;
    finding.component = claim.project;
    finding.reason = "an input is not public: " + input;
    return finding;
}

Finding judge_one(const Claim& claim, const std::vector<Built>& built, const Scope& scope) {
    if (const auto input = scope.unbuildable.find(claim.project);
        !scope.by_path_only && input != scope.unbuildable.end())
        return judge_unbuildable(claim, input->second, scope);
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
        const bool not_asked_for = !ambiguous && left_out(claim, scope);
        finding.verdict = not_asked_for ? Verdict::out_of_scope : Verdict::missing;
        finding.reason = not_asked_for        ? "it was not asked for"
                         : ambiguous          ? "more than one binary has a path that ends so"
                         : scope.by_path_only ? "no binary of the release has a path that ends so"
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
        finding.reason = different_digest_reason(*one->sha256);
    }
    return finding;
}

}  // namespace

std::string missing_input(const Unbuildable& unbuildable) {
    const std::string& tag = unbuildable.tag.value;
    if (unbuildable.because.find(tag) != std::string::npos) return unbuildable.because;
    return unbuildable.because + " (tag " + tag + ")";
}

std::string_view verdict_name(Verdict verdict) {
    constexpr std::array<std::string_view, 7> names = {"reproduced",  "equivalent", "differs",     "failed",
                                                       "unbuildable", "missing",    "out of scope"};
    return names.at(static_cast<std::size_t>(verdict));
}

std::size_t Findings::count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(claims.begin(), claims.end(), [&](const Finding& f) { return f.verdict == verdict; }));
}

std::size_t Findings::expected() const {
    return static_cast<std::size_t>(
        std::count_if(claims.begin(), claims.end(), [](const Finding& f) { return !f.expected.empty(); }));
}

std::map<std::string, VerdictCounts> Findings::by_component() const {
    std::map<std::string, VerdictCounts> counts;
    for (const Finding& finding : claims)
        if (finding.verdict != Verdict::out_of_scope) ++counts[finding.component][finding.verdict];
    return counts;
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

std::string different_digest_reason(const Digest& built) {
    return "built bits have digest " + built.hex();
}

ExitStatus exit_status(const Findings& findings) {
    const std::size_t in_scope = findings.in_scope();
    if (in_scope == 0) return ExitStatus::nothing_to_check;
    if (findings.count(Verdict::reproduced) + findings.expected() == in_scope)
        return findings.news.empty() ? ExitStatus::ok : ExitStatus::not_reproduced;
    if (findings.count(Verdict::failed) == in_scope) return ExitStatus::nothing_compared;
    return ExitStatus::not_reproduced;
}

}  // namespace verbatim
