#include "store/folders.h"

#include "store/names.h"

#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace fs = std::filesystem;

namespace verbatim::folders {

namespace {

// <digest><suffix>, or what write_file() calls that while it writes.
void sort_in(const fs::path& path, std::string_view suffix, Listing& listing) {
    const std::string name = path.filename().string();
    const auto digest = Digest::parse(name.substr(0, 64));
    const std::string rest = digest ? name.substr(64) : "";
    if (digest && rest == suffix)
        listing.named[*digest] = path;
    else if (digest && names::is_unfinished(rest, suffix))
        listing.unfinished.push_back(path);
    else
        listing.strange.push_back(path);
}

Listing listing(const fs::path& folder, std::string_view suffix) {
    Listing all;
    for (const fs::path& path : below(folder)) sort_in(path, suffix, all);
    return all;
}

}  // namespace

std::vector<fs::path> below(const fs::path& folder) {
    std::vector<fs::path> all;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        all.push_back(at->path());
    std::sort(all.begin(), all.end());
    return all;
}

bool is_real(const fs::path& path) {
    std::error_code error;
    return fs::symlink_status(path, error).type() == fs::file_type::directory;
}

bool is_shard(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.size() == 2 && name.find_first_not_of("0123456789abcdef") == std::string::npos &&
           is_real(path);
}

Listing blobs(const fs::path& root) {
    Listing all;
    for (const fs::path& folder : below(root / "blobs")) {
        if (!is_shard(folder)) {
            all.strange.push_back(folder);
            continue;
        }
        const std::string prefix = folder.filename().string();
        for (const fs::path& path : below(folder)) {
            const auto digest = Digest::parse(prefix + path.filename().string());
            if (digest)
                all.named[*digest] = path;
            else
                all.strange.push_back(path);
        }
    }
    return all;
}

Listing outcomes(const fs::path& root) {
    return listing(root / "outcomes", ".json");
}
Listing shared_trees(const fs::path& root) {
    return listing(root / "trees", "");
}
Listing logs(const fs::path& root) {
    return listing(root / "logs", ".log");
}
Listing modules(const fs::path& root) {
    return listing(root / "modules", "");
}

Listing temporary(const fs::path& root) {
    Listing all;
    for (const fs::path& path : below(root / "tmp"))
        (names::is_temporary(path.filename().string()) ? all.unfinished : all.strange).push_back(path);
    return all;
}

Amount amount(const fs::path& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) return {};
    Amount sum{1, static_cast<std::uint64_t>(info.st_blocks) * 512};
    if (!S_ISDIR(info.st_mode)) return sum;
    sum.files = 0;
    std::error_code error;
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
        sum += amount(at->path());
    return sum;
}

std::int64_t changed_at(const fs::path& path) {
    struct stat info{};
    return ::lstat(path.c_str(), &info) == 0 ? info.st_mtime : 0;
}

}  // namespace verbatim::folders
