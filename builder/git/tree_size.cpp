#include "git/tree_size.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"

#include <algorithm>
#include <map>

namespace verbatim::git {

namespace {

// Beyond any bound, and two of them can still be added.
constexpr std::uint64_t endless = std::uint64_t{1} << 62U;

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
    return std::min(endless, a + b);
}

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    return a != 0 && b > endless / a ? endless : a * b;
}

class Measure {
  public:
    Measure(const Database& objects, const Amounts& bounds, const std::string& what)
        : objects_(objects), bounds_(bounds), what_(what) {}

    // `depth`: how many folders it lies below the first.
    const Amounts& of(const std::string& tree, const std::string& folder, std::uint64_t depth) {
        throw_if_interrupted();
        if (const auto known = known_.find(tree); known != known_.end()) return known->second;
        Amounts all;
        all.depth = depth + 1;
        require_within(all, bounds_, what_);  // before the stack ends
        all.depth = 0;
        for (const TreeItem& item : items(tree, folder)) {
            Amounts below;
            if (item.is_tree())
                below = of(item.id, folder + item.name + "/", depth + 1);
            else if (!item.is_submodule())
                below.bytes = objects_.size_of(item.id, folder + item.name);
            add(all, item.name.size(), below);
        }
        return known_[tree] = all;
    }

  private:
    std::vector<TreeItem> items(const std::string& tree, const std::string& folder) const {
        const Object object = objects_.need(tree, Type::tree, "the folder \"" + folder + "\"");
        try {
            return parse_tree(object.data, tree);
        } catch (Error& error) {
            error.note("It is " + (folder.empty() ? "" : "the folder \"" + printable(folder) + "\" of ") +
                       what_ + ".");
            throw;
        }
    }

    static void add(Amounts& all, std::uint64_t name, const Amounts& below) {
        all.entries = sum(all.entries, below.entries + 1);
        all.depth = std::max(all.depth, below.depth + 1);
        const bool folder = below.entries > 0;
        all.path = std::max(all.path, name + (folder ? 1 + below.path : 0));
        all.names = sum(all.names, name);
        all.names = sum(all.names, sum(below.names, product(below.entries, name + 1)));
        all.bytes = sum(all.bytes, below.bytes);
    }

    const Database& objects_;
    const Amounts& bounds_;
    const std::string& what_;
    std::map<std::string, Amounts> known_;
};

}  // namespace

Amounts require_tree_within(const Database& objects, const std::string& tree, const Amounts& bounds,
                            const std::string& what) {
    Amounts all = Measure(objects, bounds, what).of(tree, "", 0);
    require_within(all, bounds, what);
    return all;
}

}  // namespace verbatim::git
