// A patch file of any bytes on a small repository: a commit that is whole, or an Error. For libFuzzer.
#include "base/error.h"
#include "git/object.h"
#include "patch/series.h"
#include "patch/tree_editor.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>

using namespace verbatim;

namespace {

using Objects = std::map<std::string, git::Object>;

struct Repository {
    Objects objects;
    std::string commit;

    std::string add(git::Type type, const std::string& data) {
        const std::string id = git::object_id(type, data);
        objects[id] = {type, data};
        return id;
    }

    Repository() {
        std::string numbers;
        for (int i = 1; i <= 40; ++i) numbers += std::to_string(i) + "\n";
        patch::TreeEditor tree(add(git::Type::tree, ""),
                               [&](const std::string& id) { return objects.at(id).data; });
        const auto put = [&](const char* path, std::uint32_t mode, const std::string& content) {
            if (!tree.put(path, {mode, add(git::Type::blob, content)})) std::abort();
        };
        put("numbers", 0100644, numbers);
        put("d/run", 0100755, "a\nb\nc\nd\ne\n");
        put("d/e/end", 0100644, "no newline");
        put("empty", 0100644, "");
        put("binary", 0100644, std::string("\0\1\2\3\4\5\6\7", 8));
        put("link", 0120000, "d");
        if (!tree.put("module", {0160000, std::string(40, '1')})) std::abort();
        const std::string root =
            tree.write([&](const std::string& data) { return add(git::Type::tree, data); });
        commit =
            add(git::Type::commit, "tree " + root +
                                       "\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 "
                                       "+0000\n\nBase\n");
    }
};

// Every object that the tree names is there, and no name leads out of it.
void check_tree(const Objects& made, const Objects& base, const std::string& id) {
    const auto found = made.find(id);
    if (found == made.end()) {
        if (!base.contains(id)) std::abort();
        return;
    }
    for (const git::TreeItem& item : git::parse_tree(found->second.data, id)) {
        if (item.is_tree())
            check_tree(made, base, item.id);
        else if (!item.is_submodule() && !made.contains(item.id) && !base.contains(item.id))
            std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Repository repository;
    const auto read = [&](const std::string& id) -> std::optional<git::Object> {
        const auto found = repository.objects.find(id);
        return found == repository.objects.end() ? std::nullopt : std::optional(found->second);
    };
    try {
        const auto series = patch::apply_series(repository.commit, {{"fuzz", std::string(data, data + size)}},
                                                {"C", "c@example.org"}, read);
        for (const auto& [id, object] : series.objects)
            if (git::object_id(object.type, object.data) != id) std::abort();
        for (const std::string& commit : series.commits)
            check_tree(series.objects, repository.objects,
                       git::parse_commit(series.objects.at(commit).data, commit).tree);
    } catch (const patch::PatchRefused& error) {
        if (error.refusal().reason.empty()) std::abort();
        (void)error.render();
    } catch (const Error& error) {
        (void)error.render();
    }
    return 0;
}
