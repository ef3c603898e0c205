#include "verify/manifest_claims.h"

#include "base/files.h"

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

// "etcd/v3.6.12/FILE" of https://HOST/kubernetes-1-36/releases/7/artifacts/etcd/v3.6.12/FILE.
std::string path_below_artifacts(const std::string& uri) {
    constexpr std::string_view folder = "/artifacts/";
    const auto at = uri.find(folder, uri.find("://") + 3);
    if (at == std::string::npos) return {};
    const std::string path = uri.substr(at + folder.size());
    return is_contained_path(path) ? path : "";
}

ManifestClaim claim_of(const ReleaseComponent& component, const ReleaseAsset& asset) {
    ManifestClaim claim{.component = component.name,
                        .git_tag = component.git_tag,
                        .asset = asset.name,
                        .type = asset.type,
                        .uri = asset.archive ? asset.archive->uri : asset.image->uri,
                        .at = asset.place.at};
    if (!asset.os.empty())
        for (const std::string& arch : asset.arch) claim.platforms.push_back({asset.os, arch});
    if (asset.archive) {
        claim.path = path_below_artifacts(claim.uri);
        claim.digest = asset.archive->sha256;
        claim.sha512 = asset.archive->sha512;
    } else {
        const auto colon = claim.uri.rfind(':');
        claim.repository = claim.uri.substr(0, colon);
        claim.tag = claim.uri.substr(colon + 1);
        claim.digest = asset.image->digest;
    }
    return claim;
}

bool is_path_end(const std::string& path, const std::string& end) {
    return !end.empty() && (path == end || path.ends_with("/" + end));
}

bool is_at_place(const BuiltAsset& one, const ManifestClaim& claim) {
    if (one.component != claim.component || one.type != claim.type) return false;
    return claim.type == AssetType::archive ? !claim.path.empty() && one.path == claim.path
                                            : is_path_end(claim.repository, one.repository);
}
bool has_name(const BuiltAsset& one, const ManifestClaim& claim) {
    return one.component == claim.component && one.type == claim.type && claim.type == AssetType::archive &&
           is_path_end(one.path, claim.asset);
}

struct AssetMatch {
    const BuiltAsset* built = nullptr;
    bool ambiguous = false;
};

AssetMatch match(const ManifestClaim& claim, const std::vector<BuiltAsset>& built) {
    for (const auto fits : {is_at_place, has_name}) {
        AssetMatch match;
        for (const BuiltAsset& one : built) {
            if (!fits(one, claim)) continue;
            if (match.built != nullptr) return {nullptr, true};
            match.built = &one;
        }
        if (match.built != nullptr) return match;
    }
    return {};
}

std::string tags_differ(const ManifestClaim& claim, const std::string& ours) {
    return claim.git_tag.empty() || ours.empty() || claim.git_tag == ours
               ? ""
               : "; the manifest is of " + claim.component + " " + claim.git_tag + ", the lock of " + ours;
}

void judge_bits(Finding& finding, const ManifestClaim& claim, const BuiltAsset& one,
                const std::map<std::string, AssetComparison>& comparisons, const std::string& ours) {
    if (*one.digest == *claim.digest) {
        // The published text cannot be right about both; no bits can reproduce it.
        const bool contradicts = !claim.sha512.empty() && !one.sha512.empty() && claim.sha512 != one.sha512;
        finding.verdict = contradicts ? Verdict::differs : Verdict::reproduced;
        if (contradicts)
            finding.reason =
                "the claimed SHA-256 is that of the built bits, the claimed SHA-512 is not: the "
                "manifest contradicts itself";
        return;
    }
    const auto comparison = comparisons.find(claim.key());
    if (comparison == comparisons.end()) {
        finding.verdict = Verdict::differs;
        finding.reason = different_digest_reason(*one.digest) + tags_differ(claim, ours);
        return;
    }
    finding.verdict = comparison->second.same_content ? Verdict::equivalent : Verdict::differs;
    finding.reason = comparison->second.summary + tags_differ(claim, ours);
    finding.differences = comparison->second.differences;
}

Finding judge_one(const ManifestClaim& claim, const std::vector<BuiltAsset>& built,
                  const std::map<std::string, AssetComparison>& comparisons, const ManifestScope& scope) {
    Finding finding;
    finding.claim = {claim.digest.value_or(Digest{}), claim.key(), claim.component, claim.at};
    finding.verdict = Verdict::out_of_scope;
    const auto component = scope.tags.find(claim.component);
    const auto closed = scope.unbuildable.find(claim.component);
    if (component == scope.tags.end() && closed == scope.unbuildable.end()) {
        finding.reason = "the lock releases no such component, or it was not asked for";
        return finding;
    }
    if (!claim.digest) {
        finding.reason = "the manifest gives no digest of it";
        return finding;
    }
    finding.component = claim.component;
    const auto [one, ambiguous] = match(claim, built);
    // A manifest may have several of our components under one name.
    if (one == nullptr && !ambiguous && closed != scope.unbuildable.end()) {
        const bool left_out = is_left_out(claim.platforms, scope);
        finding.verdict = left_out ? Verdict::out_of_scope : Verdict::unbuildable;
        finding.reason = left_out ? "it was not asked for" : "an input is not public: " + closed->second;
        return finding;
    }
    const std::string ours = component == scope.tags.end() ? "" : component->second;
    if (one == nullptr) {
        finding.verdict = Verdict::missing;
        finding.reason = (ambiguous ? "more than one of the release's assets has such a place"
                                    : "the release makes no such asset") +
                         tags_differ(claim, ours);
        return finding;
    }
    if (one->left_out) {
        finding.verdict = Verdict::out_of_scope;
        finding.reason = "it was not asked for";
        return finding;
    }
    finding.built = one->digest;
    finding.log = one->log;
    if (one->digest) {
        judge_bits(finding, claim, *one, comparisons, ours);
    } else {
        finding.verdict = Verdict::failed;
        finding.reason = one->failure;
    }
    return finding;
}

}  // namespace

std::vector<ManifestClaim> manifest_claims(const ReleaseManifest& manifest) {
    std::vector<ManifestClaim> claims;
    for (const ReleaseComponent& component : manifest.components)
        for (const ReleaseAsset& asset : component.assets)
            if (asset.archive || asset.image) claims.push_back(claim_of(component, asset));
    return claims;
}

bool is_left_out(const std::vector<Platform>& platforms, const ManifestScope& scope) {
    return !scope.platforms.empty() &&
           std::any_of(platforms.begin(), platforms.end(),
                       [&](const Platform& platform) { return !scope.platforms.contains(platform); });
}

const BuiltAsset* claimed_asset(const ManifestClaim& claim, const std::vector<BuiltAsset>& built) {
    return match(claim, built).built;
}

Findings judge_manifest(const std::vector<ManifestClaim>& claims, const std::vector<BuiltAsset>& built,
                        const std::map<std::string, AssetComparison>& comparisons,
                        const ManifestScope& scope) {
    Findings findings;
    std::set<const BuiltAsset*> claimed;
    for (const ManifestClaim& claim : claims) {
        findings.claims.push_back(judge_one(claim, built, comparisons, scope));
        if (const auto [one, ambiguous] = match(claim, built); one != nullptr) claimed.insert(one);
    }
    for (const BuiltAsset& one : built)
        if (one.digest && !claimed.contains(&one))
            findings.unclaimed.push_back(one.type == AssetType::archive ? one.path : one.repository);
    return findings;
}

}  // namespace verbatim
