// Git's objects as bytes: commits, tags and trees parsed from and written to their canonical text (git's
// Documentation: gitformat; hash is SHA-1 over "type size\0content"). Pure; unaware of where objects lie.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::git {

enum class Type { commit = 1, tree = 2, blob = 3, tag = 4 };  // the numbers are those of pack files

struct Object {
    Type type = Type::blob;
    std::string data;
};

struct TreeItem {
    std::uint32_t mode = 0;  // 0100644, 0100755, 0120000 (link), 040000 (tree), 0160000 (submodule)
    std::string name;
    std::string id;

    [[nodiscard]] bool is_tree() const { return mode == 040000; }
    [[nodiscard]] bool is_link() const { return mode == 0120000; }
    [[nodiscard]] bool is_submodule() const { return mode == 0160000; }
    [[nodiscard]] bool is_executable() const { return mode == 0100755; }
};

struct Commit {
    std::string tree;
    std::int64_t committer_time = 0;  // seconds since 1970
};

// 40 hexadecimal digits of the SHA-1 that names an object.
std::string object_id(Type type, std::string_view data);
std::string_view type_name(Type type);

// All throw Error (mismatch) naming `id` where the bytes are no such object; a tree's names may not lead out
// of it.
std::vector<TreeItem> parse_tree(std::string_view data, const std::string& id);
Commit parse_commit(std::string_view data, const std::string& id);
std::string tagged_object(std::string_view data, const std::string& id);  // of an annotated tag

// Tags of tags of tags: nobody makes more, and whoever follows them has to come to an end.
inline constexpr int most_nested_tags = 32;

// One path component that a checkout may write: not ".git" in any letter case, and nothing that leaves its
// folder.
bool is_safe_name(std::string_view name);

// A tree's bytes; sorts the items as git does.
std::string write_tree(std::vector<TreeItem> items);

std::string raw_id(const std::string& hex);  // 20 bytes
std::string sha1(std::string_view bytes);    // 20 bytes

}  // namespace verbatim::git
