#include "git/leftovers.h"

#include "base/files.h"

#include <vector>

namespace fs = std::filesystem;

namespace verbatim::git {

namespace {

// A link might lead to files of somebody else.
bool is_real_folder(const fs::path& path) {
    std::error_code error;
    return fs::symlink_status(path, error).type() == fs::file_type::directory;
}

}  // namespace

void remove_leftovers(const fs::path& repository) {
    std::vector<fs::path> leftovers;
    if (!is_real_folder(repository)) return;
    for (const char* place : {"", "objects", "objects/pack"})
        if (is_real_folder(repository / place))
            for (const auto& entry : fs::directory_iterator(repository / place)) {
                const std::string name = entry.path().filename().string();
                if (name.ends_with(".lock") || name.starts_with("pack_git2_") ||
                    name.starts_with("tmp_object_"))
                    leftovers.push_back(entry.path());
            }
    if (is_real_folder(repository / "refs"))
        for (const auto& entry : fs::recursive_directory_iterator(repository / "refs"))
            if (entry.path().extension() == ".lock") leftovers.push_back(entry.path());
    for (const fs::path& leftover : leftovers) remove_tree(leftover);
}

}  // namespace verbatim::git
