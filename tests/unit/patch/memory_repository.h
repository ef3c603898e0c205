// For tests: a repository in memory, mails that hold a diff and nothing else of interest, and what came of
// them.
#pragma once

#include "expect.h"
#include "git/object.h"
#include "patch/series.h"
#include "patch/tree_editor.h"

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace verbatim::test {

struct File {
    std::string content;
    std::uint32_t mode = 0100644;
    bool operator==(const File&) const = default;
};
using Files = std::map<std::string, File>;

// "1\n2\n…": a text whose every line tells where it stands.
inline std::string numbers(int from, int to) {
    std::string text;
    for (int i = from; i <= to; ++i) text += std::to_string(i) + "\n";
    return text;
}

inline patch::Mail mail_of(const std::string& diff, const std::string& name = "patches/0001-change.patch") {
    patch::Mail mail;
    mail.author = {"A U Thor", "author@example.org", 1700000000, 60};
    mail.message = "Change something\n";
    mail.diff.content = diff;
    mail.text = SourceText::make(name, diff);
    for (std::size_t line = 1; line <= mail.text->lines.size(); ++line) mail.diff.lines.push_back(line);
    return mail;
}

struct MemoryRepository {
    std::map<std::string, git::Object> objects;

    std::string add(git::Type type, const std::string& data) {
        const std::string id = git::object_id(type, data);
        objects[id] = {type, data};
        return id;
    }

    // A commit without parents; a submodule's content is the id that it is at.
    std::string commit(const Files& files) {
        patch::TreeEditor tree(add(git::Type::tree, ""),
                               [&](const std::string& id) { return objects.at(id).data; });
        for (const auto& [path, file] : files) {
            const std::string id = file.mode == 0160000 ? file.content : add(git::Type::blob, file.content);
            if (!tree.put(path, {file.mode, id})) throw std::logic_error("no place for " + path);
        }
        const std::string root =
            tree.write([&](const std::string& data) { return add(git::Type::tree, data); });
        return add(git::Type::commit, "tree " + root +
                                          "\nauthor A <a@example.org> 1600000000 +0000\n"
                                          "committer A <a@example.org> 1600000000 +0000\n\nBase\n");
    }

    [[nodiscard]] patch::ObjectReader reader() const {
        return [this](const std::string& id) -> std::optional<git::Object> {
            const auto found = objects.find(id);
            return found == objects.end() ? std::nullopt : std::optional(found->second);
        };
    }

    patch::AppliedSeries apply_mails(const std::string& base, const std::vector<patch::Mail>& mails) {
        auto series = patch::apply_mails(base, mails, {"C O Mitter", "committer@example.org"}, reader());
        for (const auto& [id, object] : series.objects)
            if (git::object_id(object.type, object.data) != id) throw std::logic_error("a wrong id");
        return series;
    }

    // What `diff` makes of the files.
    Files patched(const Files& files, const std::string& diff) {
        const auto series = apply_mails(commit(files), {mail_of(diff)});
        objects.insert(series.objects.begin(), series.objects.end());
        Files result;
        list(git::parse_commit(objects.at(series.commit).data, series.commit).tree, "", result);
        return result;
    }

    // Why it refuses the diff.
    patch::Refusal refusal(const Files& files, const std::string& diff) {
        try {
            apply_mails(commit(files), {mail_of(diff)});
        } catch (const patch::PatchRefused& error) {
            return error.refusal();
        }
        throw std::logic_error("nothing was refused");
    }

    // The error as a person sees it, whatever refused the diff.
    std::string error(const Files& files, const std::string& diff) {
        return thrown_by([&] { return apply_mails(commit(files), {mail_of(diff)}); }).render();
    }

  private:
    void list(const std::string& tree, const std::string& folder, Files& files) const {
        for (const git::TreeItem& item : git::parse_tree(objects.at(tree).data, tree)) {
            const std::string path = folder + item.name;
            if (item.is_tree())
                list(item.id, path + "/", files);
            else
                files[path] = {item.is_submodule() ? item.id : objects.at(item.id).data, item.mode};
        }
    }
};

}  // namespace verbatim::test
