#include "store/take_over.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "store/disk.h"
#include "store/folders.h"
#include "store/marker.h"
#include "store/names.h"

#include <unistd.h>

#include <cerrno>
#include <functional>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

std::string not_ours(const std::string& place) {
    return "\"" + printable(place) + "\" in it is not Verbatim's.";
}

// The first name in the folder that is none of ours.
std::string first_foreign(const fs::path& folder, const std::function<bool(const std::string&)>& is_ours) {
    for (const fs::path& path : folders::below(folder))
        if (!is_ours(path.filename().string()))
            return folder.filename().string() + "/" + path.filename().string();
    return {};
}

std::string first_foreign_at_top(const fs::path& root) {
    for (const fs::path& path : folders::below(root)) {
        const std::string name = path.filename().string();
        if (names::is_unfinished(name, marker::file_name)) continue;
        if (!names::is_folder(name) || !folders::is_real(path)) return name;
    }
    return {};
}

std::string first_foreign_blob(const fs::path& root) {
    for (const fs::path& shard : folders::below(root / "blobs"))
        if (!folders::is_shard(shard)) return "blobs/" + shard.filename().string();
    const folders::Listing blobs = folders::blobs(root);
    return blobs.strange.empty() ? "" : blobs.strange.front().lexically_relative(root).string();
}

bool was_made_cold(const fs::path& file, const Digest& digest) {
    try {
        return Outcome::from_json(read_file(file, 1U << 20U), digest.hex()).cold;
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        return true;  // it counts for nothing; fsck says more
    }
}

}  // namespace

std::string why_no_old_store(const fs::path& root) {
    for (const char* name : {"blobs", "outcomes"})
        if (!folders::is_real(root / name)) {
            const std::string foreign = first_foreign_at_top(root);
            return foreign.empty() ? "It has no folder " + std::string(name) + "/." : not_ours(foreign);
        }
    if (const auto foreign = first_foreign_at_top(root); !foreign.empty()) return not_ours(foreign);
    if (const auto foreign = first_foreign_blob(root); !foreign.empty()) return not_ours(foreign);
    const folders::Listing outcomes = folders::outcomes(root);
    if (!outcomes.strange.empty())
        return not_ours("outcomes/" + outcomes.strange.front().filename().string());
    const auto foreign =
        first_foreign(root / "caches", [](const std::string& name) { return names::is_old_cache(name); });
    return foreign.empty() ? "" : not_ours(foreign);
}

TakenOver take_over(const fs::path& root) {
    TakenOver taken;
    for (const auto& [digest, file] : folders::outcomes(root).named) {
        throw_if_interrupted();
        if (was_made_cold(file, digest)) continue;
        remove_tree(file);
        ++taken.forgotten_outcomes;
    }
    const fs::path caches = root / "caches";
    for (const fs::path& cache : folders::below(caches)) {
        throw_if_interrupted();
        if (!names::is_old_cache(cache.filename().string())) continue;
        remove_tree(cache);
        taken.removed_caches = true;
    }
    if (::rmdir(caches.c_str()) != 0 && errno != ENOENT) throw disk_error("remove", caches, errno);
    disk::sync(root);  // the marker says that all of this is done
    marker::write(root);
    return taken;
}

}  // namespace verbatim
