#include "git/leftovers.h"

#include "base/files.h"

#include <vector>

namespace fs = std::filesystem;

namespace verbatim::git {

void remove_leftovers(const fs::path& repository) {
    std::vector<fs::path> leftovers;
    for (const char* place : {"", "objects", "objects/pack"})
        if (fs::is_directory(repository / place))
            for (const auto& entry : fs::directory_iterator(repository / place)) {
                const std::string name = entry.path().filename().string();
                if (name.ends_with(".lock") || name.starts_with("pack_git2_") ||
                    name.starts_with("tmp_object_"))
                    leftovers.push_back(entry.path());
            }
    if (fs::is_directory(repository / "refs"))
        for (const auto& entry : fs::recursive_directory_iterator(repository / "refs"))
            if (entry.path().extension() == ".lock") leftovers.push_back(entry.path());
    for (const fs::path& leftover : leftovers) remove_tree(leftover);
}

}  // namespace verbatim::git
