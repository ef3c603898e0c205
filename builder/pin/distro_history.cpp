#include "pin/distro_history.h"

#include "base/interrupt.h"
#include "base/text.h"
#include "git/history.h"

#include <algorithm>
#include <map>
#include <ranges>

namespace verbatim {

namespace {

constexpr std::size_t longest_word = 256;

// The first word of a file that has no other.
std::optional<std::string> word(const git::Database& objects, const git::TreeItem& file,
                                const std::string& what) {
    const std::string content = objects.need(file.id, git::Type::blob, what).data;
    std::string text(trim(content));
    if (text.empty() || text.size() > longest_word || printable(text) != text ||
        text.find_first_of(" \n\t") != std::string::npos)
        return std::nullopt;
    return text;
}

FolderState read(const git::Database& objects, const git::FileChange& change, const std::string& project) {
    FolderState state{change.between, change.commit, change.time, {}, {}, {}, {}};
    if (change.id.empty()) return state;
    const std::string path =
        "projects/" + project + (change.between.empty() ? "" : "/" + change.between) + " of the distro";
    const auto folder = objects.need(change.id, git::Type::tree, path);
    for (const git::TreeItem& item : git::parse_tree(folder.data, change.id)) {
        const bool is_file = !item.is_tree() && !item.is_link() && !item.is_submodule();
        if (item.name == "GIT_TAG" && is_file) state.git_tag = word(objects, item, "GIT_TAG in " + path);
        if (item.name == "GOLANG_VERSION" && is_file)
            state.golang = word(objects, item, "GOLANG_VERSION in " + path);
        if (item.name == "CHECKSUMS" && is_file) state.checksums = item.id;
        if (item.name == "patches" && item.is_tree()) state.patches = item.id;
    }
    return state;
}

}  // namespace

std::vector<FolderState> folder_states(const std::filesystem::path& repository, const ObjectId& commit,
                                       const std::string& project) {
    const auto changes = git::changes_of_folders(repository, commit, "projects/" + project);
    const git::Database objects = git::Database::of_repository(repository);
    std::vector<FolderState> states;
    std::map<std::string, FolderState> last;
    for (const git::FileChange& change : std::ranges::reverse_view(changes)) {
        throw_if_interrupted();
        FolderState state = read(objects, change, project);
        FolderState& before = last[state.branch];
        if (state.same_pins(before) && state.checksums == before.checksums) continue;
        before = state;
        states.push_back(std::move(state));
    }
    // Branches of one commit in their own order.
    for (auto begin = states.begin(); begin != states.end();) {
        const auto end = std::find_if(
            begin, states.end(),
            [&, commit = begin->commit](const FolderState& one) { return one.commit != commit; });
        std::reverse(begin, end);
        begin = end;
    }
    return states;
}

}  // namespace verbatim
