// Any bytes as a Release, a ReleaseChannel and a ReleaseStatus: read, then the same when it is written and
// read again, or an Error. What is read is claimed and shown, too. For libFuzzer.
#include "attest/release_docs.h"
#include "attest/release_manifest.h"
#include "attest/release_status.h"
#include "base/error.h"
#include "verify/manifest_claims.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace verbatim;

namespace {

// What reads `text`, and what it comes to when it is written and read again.
template <typename Read, typename Write>
void there_and_back(const std::string& text, Read read, Write write) {
    try {
        const auto value = read(text);
        const std::string ours = write(value);
        if (read(ours) != value || write(read(ours)) != ours) std::abort();
    } catch (const Error& error) {
        if (error.kind() != Failure::definition) std::abort();
        (void)error.render();
    }
}

ReleaseManifest read_release(const std::string& text) {
    std::vector<Quirk> quirks;
    ReleaseManifest manifest = parse_release_manifest("fuzz", text, quirks);
    for (const Quirk& quirk : quirks) (void)quirk_text(quirk);
    ReleaseDocs docs;
    docs.manifest = manifest;
    docs.distribution = docs.manifest_uri = manifest.build_repo_commit;
    (void)(release_index(docs) + release_changelog(docs) + release_announcement(docs));
    ManifestScope scope;
    for (const ReleaseComponent& component : manifest.components)
        scope.tags[component.name] = component.git_tag;
    const std::vector<ManifestClaim> claims = manifest_claims(manifest);
    std::vector<BuiltAsset> built;
    for (const ManifestClaim& claim : claims)
        built.push_back({.component = claim.component,
                         .type = claim.type,
                         .path = claim.path,
                         .repository = claim.repository,
                         .digest = claim.digest,
                         .sha512 = claim.sha512});
    const Findings findings = judge_manifest(claims, built, {}, scope);
    if (findings.claims.size() != claims.size() || findings.count(Verdict::differs) != 0) std::abort();
    return manifest;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    there_and_back(text, read_release, release_yaml);
    there_and_back(
        text,
        [](const std::string& one) {
            std::vector<Quirk> quirks;
            return parse_release_channel("fuzz", one, quirks);
        },
        release_channel_yaml);
    there_and_back(
        text, [](const std::string& one) { return parse_release_status("fuzz", one); }, release_status_yaml);
    return 0;
}
