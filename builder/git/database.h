// Objects and refs of git repositories on disk, by libgit2: mirrors read in place, and single packs. Every
// object's hash is verified as it is read. Unaware of pins.
#pragma once

#include "base/error.h"
#include "git/object.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

struct git_odb;
struct git_repository;

namespace verbatim::git {

// Throws Error from libgit2's last error. `doing` reads as "cannot DOING: …".
[[noreturn]] void fail(const std::string& doing);
// Makes libgit2 ready, once a process: were it shut down and begun again, it would read the user's
// configuration.
struct Library {
    Library();
};

class Database {
  public:
    // A bare repository, or the .git of a work tree.
    static Database of_repository(const std::filesystem::path& folder);
    // Each an objects.idx with objects.pack beside it.
    static Database of_packs(const std::vector<std::filesystem::path>& indexes);

    // Nothing where it is absent. Throws Error (mismatch) where it does not hash to its name, or is more than
    // 1 GiB.
    [[nodiscard]] std::optional<Object> find(const std::string& id) const;
    // Throws Error (unavailable) where it is absent, Error (mismatch) where it is of another type: `what`
    // says what needs it.
    [[nodiscard]] Object need(const std::string& id, Type type, const std::string& what) const;
    [[nodiscard]] bool has(const std::string& id) const;
    // In bytes, without reading it. Throws Error (unavailable) where it is absent: `what` says what needs it.
    [[nodiscard]] std::uint64_t size_of(const std::string& id, const std::string& what) const;

  private:
    [[nodiscard]] std::optional<std::uint64_t> find_size(const std::string& id) const;
    [[nodiscard]] Error lacks(const std::string& id, const std::string& what) const;
    Library library_;
    std::shared_ptr<git_odb> odb_;
    std::string name_;
    explicit Database(std::shared_ptr<git_odb> odb, std::string name)
        : odb_(std::move(odb)), name_(std::move(name)) {}
};

// The commit that a ref's object comes to in the end, through tags of tags; nothing where it comes to
// something else, to what is not there (a mirror may lack what nobody asks for), or to no end of tags.
std::optional<std::string> commit_of(const Database& objects, std::string id);

// refs/tags/NAME → the object that it names (an annotated tag's own id), for all tags that can be read.
std::map<std::string, std::string> tags_of(const std::filesystem::path& repository);
// Removes every ref that is not named: for repositories of ours alone.
void keep_refs(git_repository* repository, const std::set<std::string>& names);
void keep_refs(const std::filesystem::path& repository, const std::set<std::string>& names);
bool is_repository(const std::filesystem::path& folder);

}  // namespace verbatim::git
