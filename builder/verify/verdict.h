// Pure: claims × what was built → a verdict for every claim. "Reproduced" means bit for bit and nothing else.
#pragma once

#include "catalog/release.h"
#include "verify/claims.h"
#include "verify/exit_status.h"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

enum class Verdict { reproduced, equivalent, differs, failed, unbuildable, missing, out_of_scope };
inline constexpr std::array<Verdict, 7> all_verdicts = {
    Verdict::reproduced,  Verdict::equivalent, Verdict::differs,     Verdict::failed,
    Verdict::unbuildable, Verdict::missing,    Verdict::out_of_scope};
std::string_view verdict_name(Verdict verdict);  // "out of scope"

// A binary that the plan makes, and what came of it.
struct Built {
    std::string path;  // "_output/1-36/bin/plugins/linux-amd64/bridge"
    std::string component;
    std::string platform;  // "linux/amd64"
    std::optional<Digest> sha256;
    std::string failure;  // where there is no digest: why, in a line
    std::string log;      // of the build that failed, if any
};

struct Finding {
    Claim claim;
    Verdict verdict = Verdict::missing;
    std::string component;  // of the lock; empty where out of scope
    std::optional<Digest> built;
    std::string reason;  // for whatever is not reproduced
    std::string log;
    std::string expected{};                  // where somebody expected this verdict: why
    std::vector<std::string> differences{};  // where the published one was looked into: in what it differs
};

// What is asked about. Claims of other projects, and of platforms not chosen, are out of scope.
struct Scope {
    std::set<std::string> components;
    // Where claims come from the user's own files, they belong to no project: matched by path alone.
    bool by_path_only = false;
    // Paths of the lock's binaries that were left out by --platform.
    std::set<std::string> left_out;
    // Of the components asked about, those whose inputs are not public: project → which input is missing.
    std::map<std::string, std::string> unbuildable;
    // Those chosen, "linux-amd64"; empty: all. What nobody can build has no path of ours: its claims are told
    // apart by the folder in their path that is so called.
    std::set<std::string> platform_folders;
};

// "upstream has no tag v0.7.18-cvefix", with the tag where the lock's words do not name it.
std::string missing_input(const Unbuildable& unbuildable);

using VerdictCounts = std::map<Verdict, std::size_t>;  // verdicts that do not occur are absent

struct Findings {
    std::vector<Finding> claims;         // in the order of the claims
    std::vector<std::string> unclaimed;  // paths that were built and that nobody claims

    // What is not as expected.yaml says, a line each (verify/expectations.h).
    std::vector<std::string> news;

    [[nodiscard]] std::size_t count(Verdict verdict) const;
    [[nodiscard]] std::size_t expected() const;  // how many claims have a verdict that was expected
    // In scope, by component; "" for claims of the user's own files that no component's binary matches.
    [[nodiscard]] std::map<std::string, VerdictCounts> by_component() const;
    [[nodiscard]] std::size_t in_scope() const { return claims.size() - count(Verdict::out_of_scope); }
};

Findings judge(const std::vector<Claim>& claims, const std::vector<Built>& built, const Scope& scope);

// The reason that `differs` gives as long as nobody knows the cause: "built bits have digest …".
std::string different_digest_reason(const Digest& built);

// 0 every claim in scope reproduced, or as expected; 1 some is not, or an expectation is not met; 3 none
// could be compared since every one failed, and not as expected; 4 none in scope.
ExitStatus exit_status(const Findings& findings);

}  // namespace verbatim
