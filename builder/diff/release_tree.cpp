#include "diff/release_tree.h"

#include "attest/release_layout.h"
#include "base/budget.h"
#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "inspect/image_files.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t manifest_limit = 16U << 20U;
constexpr std::uint64_t lock_limit = 16U << 20U;

std::vector<fs::path> sorted(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        entries.push_back(at->path());
    if (error) throw disk_error("read the folder", folder, error.value());
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool is_folder(const fs::path& path) {
    return fs::is_directory(fs::symlink_status(path));
}

bool is_file(const fs::path& path) {
    return fs::is_regular_file(fs::symlink_status(path));
}

// Sums say what the files' own digests say: those beside a file, and a list of all of a folder's.
bool is_sum_of_another(const fs::path& file) {
    const std::string name = file.filename().string();
    if (name.starts_with("SHA256SUM") || name.starts_with("SHA512SUM")) return true;
    return (file.extension() == ".sha256" || file.extension() == ".sha512") &&
           is_file(file.parent_path() / file.stem());
}

void add_files(const fs::path& folder, const std::string& below, Budget& budget,
               std::map<std::string, Digest>& files) {
    for (const fs::path& entry : sorted(folder)) {
        const std::string path = below + entry.filename().string();
        budget.entry(path);
        if (is_folder(entry))
            add_files(entry, path + "/", budget, files);
        else if (is_file(entry) && !is_sum_of_another(entry))
            files[path] = sha256_file(entry);
    }
}

// Of what the layout is: its one entry, or where it is damaged, the text that should name it.
Digest layout_digest(const std::string& index) {
    try {
        return oci::only_entry(index, "the layout").digest;
    } catch (const Error&) {
        return sha256(index);
    }
}

// "org/repo" → digest of the index of the OCI layout there.
void add_layouts(const fs::path& folder, const std::string& below, std::map<std::string, Digest>& layouts) {
    throw_if_interrupted();
    for (const fs::path& entry : sorted(folder)) {
        if (!is_folder(entry)) continue;
        const std::string repository = below + entry.filename().string();
        if (is_file(entry / "index.json"))
            layouts[repository] = layout_digest(read_file(entry / "index.json", oci::document_limit));
        else if (entry.filename() != "blobs")
            add_layouts(entry, repository + "/", layouts);
    }
}

// What lies beside the manifest: artifacts, images, pages, and the lock that it was made from.
void read_files(const fs::path& folder, ManifestSide& side) {
    const ReleaseLayout layout{side.manifest.channel, side.manifest.number};
    if (!is_contained_path(layout.folder()) || side.manifest.channel.find('/') != std::string::npos) return;
    Budget budget("the release tree " + folder.string());
    if (is_folder(folder / layout.artifacts()))
        add_files(folder / layout.artifacts(), "", budget, side.files);
    if (is_folder(folder / layout.docs())) add_files(folder / layout.docs(), "docs/", budget, side.docs);
    if (is_folder(folder / layout.images())) {
        side.layouts.emplace();
        add_layouts(folder / layout.images(), "", *side.layouts);
    }
    if (!is_file(folder / layout.lock())) return;
    side.lock.emplace();
    side.lock->name = side.name;
    side.lock->release = parse_release((fs::path(side.name) / layout.lock()).string(),
                                       read_file(folder / layout.lock(), lock_limit), layout.channel);
    side.lock->release.number = layout.number;  // what the release has, whatever the lock says
}

}  // namespace

ManifestSide read_release_tree(const fs::path& folder, const std::string& name) {
    std::vector<fs::path> manifests;
    for (const fs::path& branch : sorted(folder)) {
        const std::string branch_name = branch.filename().string();
        if (!branch_name.starts_with("kubernetes-") || !is_folder(branch)) continue;
        for (const fs::path& file : sorted(branch))
            if (file.filename().string().starts_with(branch_name + "-eks-") && file.extension() == ".yaml" &&
                is_file(file))
                manifests.push_back(file);
    }
    if (manifests.empty())
        throw Error(Failure::usage, printable(name) + " is a folder, but holds no release tree")
            .note("Expected kubernetes-BRANCH/kubernetes-BRANCH-eks-N.yaml in it.")
            .next("verbatim diff --help   (what can be compared)");
    if (manifests.size() > 1) {
        Error error(Failure::usage, printable(name) + " holds " + counted(manifests.size(), "release") +
                                        ", and one can be compared");
        for (const fs::path& file : manifests)
            error.note(printable((fs::path(name) / file.lexically_relative(folder)).string()));
        throw error.next("give the manifest of one of them instead of the folder");
    }
    const fs::path& file = manifests.front();
    ManifestSide side;
    side.name = name;
    std::vector<Quirk> quirks;
    side.manifest = parse_release_manifest((fs::path(name) / file.lexically_relative(folder)).string(),
                                           read_file(file, manifest_limit), quirks);
    read_files(folder, side);
    return side;
}

}  // namespace verbatim
