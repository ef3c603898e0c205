// The folder that holds the releases of a distribution, as it will lie on a server: a release comes in whole
// or not at all, and what is out never changes. All that is made in it can be read by everybody: modes 0644
// and 0755, whatever the umask.
#pragma once

#include "attest/release_layout.h"
#include "attest/release_manifest.h"
#include "attest/release_status.h"
#include "catalog/release.h"
#include "store/store.h"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

enum class Published {
    made,       // it was not there
    unchanged,  // it was there, with this content
    renewed,    // it was, but its index.md did not say what its status says, and was written anew
};

// What became of a release, where something did. Throws Error (definition) where its text is no status of it.
std::optional<ReleaseStatus> release_status(const std::filesystem::path& folder, const ReleaseLayout& layout);

class ReleaseFolder {
  public:
    // Made where absent, and held for this process alone until the object goes. What an interrupted
    // publication left is removed. Throws Error (store) where it cannot be written.
    explicit ReleaseFolder(const std::filesystem::path& folder);

    // `tree`: every file of the release by its path below the folder (attest/release_layout.h), its manifest
    // among them, nothing that belongs to other releases. Times of files are `date`. Throws Error (mismatch)
    // where the number is out with other content: it names what differs, and nothing is written. Only
    // index.md, which changes with the release's status, may differ: a run that marked it was cut off.
    Published publish(const Digest& tree, const ReleaseLayout& layout, std::int64_t date, const Store& store);

    // Marks a release that is out, in the place of the mark that it has. Throws Error (usage) where it, or
    // the one that supersedes it, is not out.
    void mark(const ReleaseStatus& status);

    // Writes the channel's manifest from what is out: its latest release that is not withdrawn. It is active
    // where it has one, and the branch has not ended.
    ReleaseChannel update_channel(const std::string& channel, const PublishPin& publish);

    [[nodiscard]] std::set<std::int64_t> numbers(const std::string& channel) const;
    [[nodiscard]] std::map<std::int64_t, ReleaseStatus> statuses(const std::string& channel) const;
    // Throws Error (usage) where it is not out.
    [[nodiscard]] ReleaseManifest manifest(const ReleaseLayout& layout) const;
    // A text of a release that is out; throws Error (store) where it is not there.
    [[nodiscard]] std::string read(const std::string& path) const;
    // What teaches a Kubernetes cluster these kinds of manifests: crds/.
    void write_definitions();
    // A page about a release that is out, in its docs() folder: written anew when its status changes.
    void write_page(const ReleaseLayout& layout, const std::string& name, const std::string& text);
    // The release before a number, if any is out.
    [[nodiscard]] std::optional<ReleaseManifest> before(const ReleaseLayout& layout) const;

  private:
    // With those above it, below the folder of all releases.
    void make_folder(const std::filesystem::path& path) const;
    using Differences = std::vector<std::pair<std::string, std::string>>;  // path, what is the matter with it
    Differences differences(const std::map<std::string, TreeEntry>& files, const ReleaseLayout& layout) const;
    [[noreturn]] void refuse_taken(const ReleaseLayout& layout, const Differences& found) const;

    std::filesystem::path folder_;
    FileLock lock_;
};

}  // namespace verbatim
