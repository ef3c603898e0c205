#include "git/database.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "git/owned.h"

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include <array>
#include <mutex>

namespace fs = std::filesystem;

namespace verbatim::git {

namespace {
constexpr std::uint64_t object_bytes = std::uint64_t{1} << 30U;
}  // namespace

void fail(const std::string& doing) {
    const git_error* last = git_error_last();
    throw Error(Failure::unavailable,
                "cannot " + doing + (last != nullptr ? std::string(": ") + last->message : ""));
}

Library::Library() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (git_libgit2_init() < 0) fail("start libgit2");
        // Mirrors may belong to another user: every object is checked against its name, whoever wrote it.
        git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
        git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
        // What a pin does not ask for may be absent, and no user's or system's configuration changes what we
        // read.
        for (const int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
                                GIT_CONFIG_LEVEL_PROGRAMDATA})
            git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    });
}

Database Database::of_repository(const fs::path& folder) {
    const Library library;
    const Repository repository = open_repository(folder);
    git_odb* odb = nullptr;
    if (git_repository_odb(&odb, repository.get()) != 0) fail("open the objects of " + folder.string());
    return Database(std::shared_ptr<git_odb>(odb, git_odb_free), "the mirror " + folder.string());
}

Database Database::of_packs(const std::vector<fs::path>& indexes) {
    const Library library;
    git_odb* odb = nullptr;
    if (git_odb_new(&odb) != 0) fail("make an object database");
    std::shared_ptr<git_odb> owned(odb, git_odb_free);
    for (const fs::path& index : indexes) {
        git_odb_backend* backend = nullptr;
        if (git_odb_backend_one_pack(&backend, index.c_str()) != 0 ||
            git_odb_add_backend(odb, backend, 1) != 0)
            fail("open the pack " + index.string());
    }
    return Database(std::move(owned), "the pack " + indexes.front().string());
}

std::optional<std::uint64_t> Database::find_size(const std::string& id) const {
    const git_oid oid = oid_of(id);
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const int error = git_odb_read_header(&size, &type, odb_.get(), &oid);
    if (error == GIT_ENOTFOUND) return std::nullopt;
    if (error != 0) fail("read the git object " + id + " in " + name_);
    return size;
}

std::uint64_t Database::size_of(const std::string& id, const std::string& what) const {
    const auto size = find_size(id);
    if (!size) throw lacks(id, what);
    return *size;
}

Error Database::lacks(const std::string& id, const std::string& what) const {
    return Error(Failure::unavailable, name_ + " lacks the git object " + id)
        .note("It is needed for " + what + ".");
}

std::optional<Object> Database::find(const std::string& id) const {
    // Before it is there: a short delta can stand for any number of bytes.
    const auto size = find_size(id);
    if (!size) return std::nullopt;
    if (*size > object_bytes)
        throw Error(Failure::mismatch,
                    "the git object " + id + " in " + name_ + " is larger than " + human_size(object_bytes))
            .note("It was not read.");
    const git_oid oid = oid_of(id);
    git_odb_object* raw = nullptr;
    const int error = git_odb_read(&raw, odb_.get(), &oid);
    if (error == GIT_ENOTFOUND) return std::nullopt;
    const auto damaged = [&] {
        return Error(Failure::mismatch,
                     "the git object " + id + " in " + name_ + " is damaged: its content has another hash")
            .note("It was not used.");
    };
    if (error == GIT_EMISMATCH) throw damaged();
    if (error != 0) fail("read the git object " + id + " in " + name_);
    const std::unique_ptr<git_odb_object, decltype(&git_odb_object_free)> object(raw, &git_odb_object_free);
    Object found;
    found.type = static_cast<Type>(git_odb_object_type(raw));
    found.data.assign(static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw));
    // libgit2 has verified loose and packed objects; a name is a promise worth keeping ourselves.
    if (object_id(found.type, found.data) != id) throw damaged();
    return found;
}

Object Database::need(const std::string& id, Type type, const std::string& what) const {
    auto found = find(id);
    if (!found) throw lacks(id, what);
    if (found->type != type)
        throw Error(Failure::mismatch, "the git object " + id + " is a " +
                                           std::string(type_name(found->type)) + ", not the " +
                                           std::string(type_name(type)) + " that " + what + " needs");
    return std::move(*found);
}

bool Database::has(const std::string& id) const {
    const git_oid oid = oid_of(id);
    return git_odb_exists(odb_.get(), &oid) == 1;
}

std::optional<std::string> commit_of(const Database& objects, std::string id) {
    for (int nested = 0; nested <= most_nested_tags; ++nested) {
        throw_if_interrupted();
        const auto object = objects.find(id);
        if (!object) return std::nullopt;
        if (object->type == Type::commit) return id;
        if (object->type != Type::tag) return std::nullopt;
        id = tagged_object(object->data, id);
    }
    return std::nullopt;
}

std::map<std::string, std::string> tags_of(const fs::path& folder) {
    const Library library;
    const Repository repository = open_repository(folder);
    std::map<std::string, std::string> tags;
    git_reference_iterator* raw = nullptr;
    if (git_reference_iterator_glob_new(&raw, repository.get(), "refs/tags/*") != 0)
        fail("list the tags of " + folder.string());
    const std::unique_ptr<git_reference_iterator, decltype(&git_reference_iterator_free)> iterator(
        raw, &git_reference_iterator_free);
    git_reference* reference = nullptr;
    int error = 0;
    while ((error = git_reference_next(&reference, raw)) == 0) {
        throw_if_interrupted();
        const std::unique_ptr<git_reference, decltype(&git_reference_free)> owned(reference,
                                                                                  &git_reference_free);
        const git_oid* target = git_reference_target(reference);
        if (target == nullptr) continue;
        tags[std::string(git_reference_name(reference)).substr(10)] = hex(*target);
    }
    if (error != GIT_ITEROVER) fail("list the tags of " + folder.string());
    return tags;
}

void keep_refs(git_repository* repository, const std::set<std::string>& names) {
    git_strarray refs{};
    if (git_reference_list(&refs, repository) != 0) fail("list the refs");
    const std::unique_ptr<git_strarray, decltype(&git_strarray_dispose)> owned(&refs, &git_strarray_dispose);
    for (std::size_t i = 0; i < refs.count; ++i) {
        throw_if_interrupted();
        if (!names.contains(refs.strings[i]) && git_reference_remove(repository, refs.strings[i]) != 0)
            fail(std::string("remove the ref ") + refs.strings[i]);
    }
}

void keep_refs(const fs::path& folder, const std::set<std::string>& names) {
    const Library library;
    keep_refs(open_repository(folder).get(), names);
}

bool is_repository(const fs::path& folder) {
    const Library library;
    git_repository* repository = nullptr;
    if (git_repository_open_ext(&repository, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
        return false;
    git_repository_free(repository);
    return true;
}

}  // namespace verbatim::git
