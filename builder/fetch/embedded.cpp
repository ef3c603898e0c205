#include "fetch/embedded.h"

#include "base/error.h"
#include "base/files.h"
#include "base/repository_name.h"
#include "catalog/reader.h"
#include "git/database.h"
#include "git/object.h"

#include <fmt/format.h>
#include <git2.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

class Import {
  public:
    Import(fs::path folder, const fs::path& repository) : folder_(std::move(folder)) {
        const bool there = git::is_repository(repository);
        git_repository* raw = nullptr;
        if ((there ? git_repository_open_bare(&raw, repository.c_str())
                   : git_repository_init(&raw, repository.c_str(), 1)) != 0)
            git::fail("open " + repository.string());
        repository_.reset(raw);
        if (!there && git_repository_set_head(raw, "refs/heads/main") != 0) git::fail("write HEAD");
        git_odb* odb = nullptr;
        if (git_repository_odb(&odb, raw) != 0) git::fail("open the objects of " + repository.string());
        odb_.reset(odb);
    }

    std::map<std::string, ImportedTag> run() {
        const std::string name = (folder_ / "import.yaml").string();
        const yaml::Node root = yaml::parse(name, read_file(name, 2U << 20U));
        yaml::MapReader reader(root, "an embedded source");
        for (const yaml::Node& item :
             yaml::as_list(reader.need("commits"), "a list of commits, oldest first").items)
            add_commit(item);
        reader.finish();
        if (!parent_.empty()) set_reference("refs/heads/main", parent_);
        for (const auto& [name, tag] : tags_) set_reference("refs/tags/" + name, tag.object);
        return tags_;
    }

  private:
    std::string write(git::Type type, const std::string& data) {
        git_oid oid;
        if (git_odb_write(&oid, odb_.get(), data.data(), data.size(), static_cast<git_object_t>(type)) != 0)
            git::fail("write an object");
        return git::object_id(type, data);
    }

    void set_reference(const std::string& name, const std::string& id) {
        git_oid oid;
        git_oid_fromstr(&oid, id.c_str());
        git_reference* reference = nullptr;
        if (git_reference_create(&reference, repository_.get(), name.c_str(), &oid, 1, nullptr) != 0)
            git::fail("write the ref " + name);
        git_reference_free(reference);
    }

    // Nothing where it holds no file at any depth: git keeps no empty folders, and a clone has none.
    std::optional<std::string> add_tree(const fs::path& folder) {
        std::vector<git::TreeItem> items;
        for (const auto& entry : fs::directory_iterator(folder)) {
            git::TreeItem item;
            item.name = entry.path().filename().string();
            if (is_repository_name(item.name))
                throw Error(Failure::definition, "an embedded source may not hold " + entry.path().string())
                    .note(
                        "It is imported as files alone, without the repository of a version control system.");
            if (entry.is_symlink()) {
                item.mode = 0120000;
                item.id = write(git::Type::blob, fs::read_symlink(entry.path()).string());
            } else if (entry.is_directory()) {
                item.mode = 040000;
                const auto tree = add_tree(entry.path());
                if (!tree) continue;
                item.id = *tree;
            } else if (!entry.is_regular_file()) {
                throw Error(Failure::definition, "git cannot hold " + entry.path().string())
                    .note("An embedded source is made of files, folders and symbolic links.");
            } else {
                const bool executable =
                    (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
                item.mode = executable ? 0100755 : 0100644;
                item.id = write(git::Type::blob, read_file(entry.path()));
            }
            items.push_back(std::move(item));
        }
        if (items.empty()) return std::nullopt;
        return write(git::Type::tree, git::write_tree(std::move(items)));
    }

    void add_commit(const yaml::Node& node) {
        yaml::MapReader reader(node, "a commit");
        const Located<std::string> tree = reader.text("tree", yaml::contained_path);
        if (!fs::is_directory(folder_ / tree.value))
            throw Error(Failure::definition, "there is no folder " + (folder_ / tree.value).string())
                .at(tree.at, "named here");
        const std::string author = reader.text("author", yaml::identity).value;
        const std::string committer = reader.text("committer", yaml::identity).value;
        time_ = yaml::as_time(reader.need("date")).value;
        const std::string when = fmt::format("{} +0000", time_);
        auto root = add_tree(folder_ / tree.value);
        if (!root) root = write(git::Type::tree, "");
        std::string data = "tree " + *root + "\n";
        if (!parent_.empty()) data += "parent " + parent_ + "\n";
        data += fmt::format("author {} {}\ncommitter {} {}\n\n{}", author, when, committer, when,
                            message(reader.need("message")));
        parent_ = write(git::Type::commit, data);
        if (const yaml::Node* tags = reader.find("tags"))
            for (const auto& member : yaml::as_map(*tags, "tags → messages").members)
                add_tag(member, committer, when);
        reader.finish();
    }

    static std::string message(const yaml::Node& node) {
        if (node.kind != yaml::Node::Kind::text || node.text.find('\0') != std::string::npos)
            yaml::refuse(node, "expected a message, got " + yaml::kind_name(node), "here");
        return node.text.ends_with("\n") ? node.text : node.text + "\n";
    }

    void add_tag(const yaml::Node::Member& member, const std::string& tagger, const std::string& when) {
        yaml::Node name;
        name.text = member.key;
        name.at = member.at;
        yaml::ref_name(name);
        if (tags_.contains(member.key))
            yaml::refuse(name, "the tag " + member.key + " is set by an earlier commit too",
                         "a tag is set once");
        std::string object = parent_;
        if (member.value.kind != yaml::Node::Kind::text || !member.value.text.empty())
            object =
                write(git::Type::tag, fmt::format("object {}\ntype commit\ntag {}\ntagger {} {}\n\n{}",
                                                  parent_, member.key, tagger, when, message(member.value)));
        tags_[member.key] = {object, parent_, time_};
    }

    git::Library library_;
    fs::path folder_;
    std::unique_ptr<git_repository, decltype(&git_repository_free)> repository_{nullptr,
                                                                                &git_repository_free};
    std::unique_ptr<git_odb, decltype(&git_odb_free)> odb_{nullptr, &git_odb_free};
    std::string parent_;
    std::int64_t time_ = 0;
    std::map<std::string, ImportedTag> tags_;
};

}  // namespace

std::map<std::string, ImportedTag> import_embedded(const fs::path& folder, const fs::path& repository) {
    if (!fs::exists(folder / "import.yaml"))
        throw Error(Failure::unavailable, "there is no embedded source in " + folder.string())
            .note("It needs a file import.yaml there.");
    try {
        return Import(folder, repository).run();
    } catch (const fs::filesystem_error& error) {
        throw Error(Failure::unavailable, "cannot read the embedded source in " + folder.string())
            .note(error.what());
    }
}

}  // namespace verbatim
