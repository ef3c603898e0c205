// Each folder is looked into once, however often it stands in the tree, and trees in the store are no deeper
// than what put them there allows.
#include "store/find_repository.h"

#include "base/interrupt.h"
#include "base/repository_name.h"

#include <set>

namespace verbatim {

namespace {

// What git looks for (is_git_directory in its setup.c): HEAD beside objects and refs, or beside a file that
// says where those are.
bool is_bare_repository(const Tree& folder) {
    const auto has = [&](std::string_view name) { return folder.find(name) != nullptr; };
    return has("HEAD") && (has("commondir") || (has("objects") && has("refs")));
}

class Search {
  public:
    Search(const Store& store, bool bare) : store_(store), bare_(bare) {}

    std::optional<std::string> in(const Digest& tree, const std::string& path, bool pass_over_git) {
        throw_if_interrupted();
        if (!seen_.insert(tree).second) return std::nullopt;
        const Tree folder = store_.get_tree(tree);
        if (bare_ && is_bare_repository(folder)) return path.empty() ? "." : path;
        for (const TreeEntry& entry : folder.entries) {
            if (pass_over_git && entry.name == ".git") continue;
            std::string at = path.empty() ? entry.name : path + "/" + entry.name;
            if (is_repository_name(entry.name)) return at;
            if (entry.kind != TreeEntry::Kind::directory) continue;
            if (auto found = in(entry.digest, at, false)) return found;
        }
        return std::nullopt;
    }

  private:
    const Store& store_;
    bool bare_;
    std::set<Digest> seen_;
};

}  // namespace

std::optional<std::string> find_repository(const Store& store, const Digest& tree,
                                           const RepositorySearch& search) {
    return Search(store, search.bare).in(tree, "", !search.top_git);
}

}  // namespace verbatim
