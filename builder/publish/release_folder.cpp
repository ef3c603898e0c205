#include "publish/release_folder.h"

#include "attest/crds.h"
#include "attest/release_docs.h"
#include "base/error.h"
#include "base/text.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr const char* lock_name = ".verbatim.lock";
constexpr const char* staging_prefix = ".verbatim-part-";
// Whoever serves them is another user, whatever the umask of the one who made them.
constexpr fs::perms folder_mode = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                  fs::perms::others_read | fs::perms::others_exec;

void open_to_readers(const fs::path& folder) {
    std::error_code error;
    fs::permissions(folder, folder_mode, error);
    if (error) throw disk_error("set the mode of", folder, error.value());
}

// The folder of all releases: its own mode is of whoever made it, where it was there before.
fs::path opened(const fs::path& folder) {
    if (!fs::exists(folder)) {
        make_directories(folder);
        open_to_readers(folder);
    }
    return fs::canonical(folder);
}

// Symlinks are no part of a release: what one leads to is somebody else's.
bool has_content(const fs::path& file, const TreeEntry& entry) {
    std::error_code error;
    if (!fs::is_regular_file(fs::symlink_status(file, error)) || fs::file_size(file, error) != entry.size)
        return false;
    return sha256_file(file) == entry.digest;
}

std::set<std::string> files_below(const fs::path& folder, const std::string& path) {
    std::set<std::string> found;
    if (!fs::is_directory(folder / path)) return found;
    for (const auto& entry : fs::recursive_directory_iterator(folder / path))
        if (!entry.is_directory()) found.insert(entry.path().lexically_relative(folder).string());
    return found;
}

// Moves a file or folder, into a folder that is there; what was there is taken away first.
void move_into_place(const fs::path& from, const fs::path& to, const fs::path& aside) {
    std::error_code error;
    if (fs::is_directory(fs::symlink_status(to, error))) {
        make_directories(aside);
        fs::rename(to,
                   aside / "replaced-" +=
                   std::to_string(std::distance(fs::directory_iterator(aside), fs::directory_iterator())),
                   error);
        if (error) throw disk_error("replace", to, error.value());
    }
    fs::rename(from, to, error);
    if (error) throw disk_error("put in place", to, error.value());
}

}  // namespace

std::optional<ReleaseStatus> release_status(const fs::path& folder, const ReleaseLayout& layout) {
    const fs::path file = folder / layout.status();
    std::error_code error;
    if (!fs::exists(fs::symlink_status(file, error))) return std::nullopt;
    ReleaseStatus status = parse_release_status(file.string(), read_file(file, 1U << 20U));
    if (status.channel != layout.channel || status.number != layout.number)
        throw Error(Failure::definition, file.string() + " speaks of another release: " +
                                             release_title(status.channel, status.number));
    return status;
}

ReleaseFolder::ReleaseFolder(const fs::path& folder) : folder_(opened(folder)), lock_(folder_ / lock_name) {
    std::error_code another_users;
    fs::permissions(folder_ / lock_name, fs::perms::group_read | fs::perms::others_read,
                    fs::perm_options::add, another_users);
    for (const auto& entry : fs::directory_iterator(folder_))
        if (entry.path().filename().string().starts_with(staging_prefix)) remove_tree(entry.path());
}

// Made beside and moved: killed in between, no folder stays that nobody else can read.
void ReleaseFolder::make_folder(const fs::path& path) const {
    if (path.empty() || fs::is_directory(folder_ / path)) return;
    make_folder(path.parent_path());
    const TemporaryDirectory staging(folder_, staging_prefix);
    const fs::path made = staging.path() / "folder";
    make_directories(made);
    open_to_readers(made);
    std::error_code error;
    fs::rename(made, folder_ / path, error);
    if (error) throw disk_error("make the folder", folder_ / path, error.value());
}

ReleaseFolder::Differences ReleaseFolder::differences(const std::map<std::string, TreeEntry>& files,
                                                      const ReleaseLayout& layout) const {
    Differences found;
    for (const auto& [path, entry] : files) {
        std::error_code error;
        if (!fs::exists(fs::symlink_status(folder_ / path, error)))
            found.emplace_back(path, "is not there");
        else if (!has_content(folder_ / path, entry))
            found.emplace_back(path, "has other content");
    }
    for (const std::string& path : files_below(folder_, layout.folder()))
        if (!files.contains(path)) found.emplace_back(path, "is there, and not part of it");
    return found;
}

void ReleaseFolder::refuse_taken(const ReleaseLayout& layout, const Differences& found) const {
    constexpr std::size_t shown = 12;
    Error taken(Failure::mismatch,
                release_title(layout.channel, layout.number) + " is out already, with other content");
    std::vector<std::string> lines;
    for (const auto& [path, what] : found)
        if (lines.size() < shown) lines.push_back(path + " " + what);
    if (found.size() > shown) lines.push_back("and " + std::to_string(found.size() - shown) + " more");
    taken.note("In " + folder_.string() + ":\n  " + join(lines, "\n  "));
    throw taken.note("What is out is never changed. Nothing was written.")
        .next("give the next number, or another folder");
}

Published ReleaseFolder::publish(const Digest& tree, const ReleaseLayout& layout, std::int64_t date,
                                 const Store& store) {
    const auto files = store.files(tree);
    const std::string manifest = layout.manifest();
    std::error_code error;
    if (fs::exists(fs::symlink_status(folder_ / manifest, error))) {
        const auto found = differences(files, layout);
        if (found.empty()) return Published::unchanged;
        const std::string index = layout.docs() + "/" + std::string(release_index_name);
        if (found.size() > 1 || found[0].first != index || !files.contains(index))
            refuse_taken(layout, found);
        make_folder(layout.docs());
        write_file(folder_ / index, store.get(files.at(index).digest));
        return Published::renewed;
    }
    // Without its manifest a release is not out: what lies there is of a run that was interrupted.
    const TemporaryDirectory staging(folder_, staging_prefix);
    const fs::path whole = staging.path() / "tree", aside = staging.path() / "aside";
    store.materialise(tree, whole, date);
    for (const auto& entry : fs::recursive_directory_iterator(whole))
        if (fs::is_directory(entry.symlink_status())) open_to_readers(entry.path());
    const auto move = [&](const std::string& path) {
        make_folder(fs::path(path).parent_path());
        move_into_place(whole / path, folder_ / path, aside);
    };
    move(layout.folder());
    if (fs::is_directory(whole / layout.docs())) move(layout.docs());
    for (const auto& [path, entry] : files)
        if (path != manifest && fs::exists(whole / path)) move(path);
    move(manifest);  // now it is out
    return Published::made;
}

std::set<std::int64_t> ReleaseFolder::numbers(const std::string& channel) const {
    std::set<std::int64_t> found;
    const fs::path folder = folder_ / channel_folder(channel);
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (const auto number = number_of_manifest(channel, entry.path().filename().string()))
            found.insert(*number);
    return found;
}

std::map<std::int64_t, ReleaseStatus> ReleaseFolder::statuses(const std::string& channel) const {
    std::map<std::int64_t, ReleaseStatus> found;
    const fs::path folder = folder_ / channel_folder(channel);
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (const auto number = number_of_status(channel, entry.path().filename().string()))
            if (const auto status = release_status(folder_, {channel, *number})) found[*number] = *status;
    return found;
}

std::optional<ReleaseManifest> ReleaseFolder::before(const ReleaseLayout& layout) const {
    std::optional<std::int64_t> last;
    for (const std::int64_t number : numbers(layout.channel))
        if (number < layout.number) last = number;
    if (!last) return std::nullopt;
    return manifest({layout.channel, *last});
}

ReleaseManifest ReleaseFolder::manifest(const ReleaseLayout& layout) const {
    const fs::path file = folder_ / layout.manifest();
    if (!fs::exists(file))
        throw Error(Failure::usage,
                    release_title(layout.channel, layout.number) + " is not out in " + folder_.string());
    std::vector<Quirk> quirks;
    return parse_release_manifest(file.string(), read_file(file, 16U << 20U), quirks);
}

std::string ReleaseFolder::read(const std::string& path) const {
    return read_file(folder_ / path, 16U << 20U);
}

void ReleaseFolder::write_definitions() {
    make_folder("crds");
    write_file(folder_ / "crds/releases.distro.eks.amazonaws.com-v1alpha1.yaml", std::string(releases_crd()));
    write_file(folder_ / "crds/releasechannels.distro.eks.amazonaws.com-v1alpha1.yaml",
               std::string(release_channels_crd()));
}

void ReleaseFolder::write_page(const ReleaseLayout& layout, const std::string& name,
                               const std::string& text) {
    make_folder(layout.docs());
    write_file(folder_ / layout.docs() / name, text);
}

void ReleaseFolder::mark(const ReleaseStatus& status) {
    const ReleaseLayout layout{status.channel, status.number};
    const std::string title = release_title(status.channel, status.number);
    if (!numbers(status.channel).contains(status.number))
        throw Error(Failure::usage, title + " is not out in " + folder_.string())
            .note("Only a release that is out can be withdrawn or superseded.");
    if (status.superseded_by && !numbers(status.channel).contains(*status.superseded_by))
        throw Error(Failure::usage, release_title(status.channel, *status.superseded_by) + " is not out in " +
                                        folder_.string())
            .note(title + " was to be superseded by it.");
    write_file(folder_ / layout.status(), release_status_yaml(status));
}

ReleaseChannel ReleaseFolder::update_channel(const std::string& channel, const PublishPin& publish) {
    ReleaseChannel manifest;
    manifest.name = channel;
    manifest.topic = publish.topic;
    manifest.latest_release = latest_release(numbers(channel), statuses(channel));
    manifest.active = publish.active && manifest.latest_release.has_value();
    const std::string path = channel_manifest(channel), text = release_channel_yaml(manifest);
    const fs::path file = folder_ / path;
    if (fs::exists(file) && read_file(file, 1U << 20U) == text) return manifest;
    make_folder(fs::path(path).parent_path());
    write_file(file, text);
    return manifest;
}

}  // namespace verbatim
