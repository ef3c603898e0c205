#include "execute/compiler_caches.h"

#include "base/error.h"
#include "base/files.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct Cache {
    fs::path path;
    fs::file_time_type used;
};

// The one used last first; not those that were set aside.
std::vector<Cache> all_of(const fs::path& caches) {
    std::vector<Cache> found;
    for (const auto& entry : fs::directory_iterator(caches)) {
        if (!Digest::parse(entry.path().filename().string())) continue;
        std::error_code gone;  // another process is as free as we are
        const fs::file_time_type used = fs::last_write_time(entry.path(), gone);
        if (!gone) found.push_back({entry.path(), used});
    }
    std::ranges::sort(found, std::greater{}, &Cache::used);
    return found;
}

// Only renamed, so that nothing begins to use it. Where it lies then; nothing where it is gone.
fs::path set_aside(const fs::path& cache) {
    fs::path aside = cache.string() + ".distrusted-" + std::to_string(::getpid()) + "-" +
                     std::to_string(std::time(nullptr));
    std::error_code error;
    fs::rename(cache, aside, error);
    if (error == std::errc::no_such_file_or_directory) return {};
    if (error)
        throw Error(Failure::store,
                    "cannot set aside the compiler cache " + cache.string() + ": " + error.message())
            .next("remove it");
    return aside;
}

// A Run longer than an hour may still use one; where it fails for that, it is made again without.
void remove_old(const fs::path& caches) {
    const auto an_hour_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
    std::vector<Cache> found = all_of(caches);
    for (std::size_t i = kept_compiler_caches; i < found.size(); ++i)
        if (found[i].used < an_hour_ago)
            if (const fs::path aside = set_aside(found[i].path); !aside.empty()) remove_tree(aside);
}

}  // namespace

fs::path compiler_cache(Store& store, const std::map<std::string, Digest>& inputs) {
    const std::string key =
        sha256("compiler cache 1\n" + inputs.at("toolchain").hex() + "\n" + inputs.at("root").hex()).hex();
    const fs::path caches = fs::canonical(store.folder("caches")), folder = caches / key;
    const bool is_new = !fs::exists(folder);
    make_directories(folder);
    // Used now: for who removes what is not, here and in gc. Where another process has done so this very
    // moment, the Run fails, and is made again without.
    std::error_code gone;
    fs::last_write_time(folder, fs::file_time_type::clock::now(), gone);
    if (is_new) remove_old(caches);
    return folder;
}

void distrust_compiler_caches(Store& store) {
    // Runs of other processes may be using one at this moment; gc removes it later.
    for (const Cache& cache : all_of(store.folder("caches"))) (void)set_aside(cache.path);
}

}  // namespace verbatim
