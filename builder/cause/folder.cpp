#include "cause/folder.h"

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/text.h"

#include <cerrno>
#include <map>
#include <set>

namespace verbatim {

namespace {

namespace files = std::filesystem;

struct Entry {
    files::file_type type = files::file_type::none;
    bool executable = false;  // by its owner
    std::string target;       // of a link
    std::uint64_t size = 0;   // of a file, in bytes
};

std::string called(const Entry& entry) {
    switch (entry.type) {
        case files::file_type::regular:
            return "a file";
        case files::file_type::directory:
            return "a folder";
        case files::file_type::symlink:
            return "a symbolic link";
        default:
            return "neither file, folder nor link";
    }
}

std::map<std::string, Entry> entries(const files::path& folder) {
    constexpr std::size_t most = 1'000'000;
    std::map<std::string, Entry> all;
    std::error_code error;
    files::recursive_directory_iterator at(folder, error);
    for (; !error && at != files::recursive_directory_iterator(); at.increment(error)) {
        const auto status = at->symlink_status();
        Entry entry;
        entry.type = status.type();
        entry.executable = (status.permissions() & files::perms::owner_exec) != files::perms::none;
        if (entry.type == files::file_type::symlink) entry.target = files::read_symlink(at->path());
        if (entry.type == files::file_type::regular) entry.size = at->file_size();
        all[at->path().lexically_relative(folder).string()] = std::move(entry);
        throw_if_interrupted();
        if (all.size() > most)
            throw Error(Failure::mismatch, "too many files are in " + folder.string())
                .next("compare folders with at most a million of files");
    }
    if (error) throw disk_error("read", folder, error.value());
    return all;
}

class FolderComparer {
  public:
    FolderComparer(const files::path& was, const files::path& is) : was_(was), is_(is) {}

    FolderComparison run() {
        const auto a = entries(was_), b = entries(is_);
        std::set<std::string> paths;
        for (const auto* side : {&a, &b})
            for (const auto& [path, entry] : *side) paths.insert(path);
        for (const std::string& path : paths) {
            const auto x = a.find(path), y = b.find(path);
            if (x == a.end() || y == b.end())
                one_side(path, x == a.end() ? y->second : x->second, y == b.end());
            else
                pair(path, x->second, y->second);
        }
        return std::move(made_);
    }

  private:
    void tell(Cause::Kind kind, const std::string& path, std::string text, std::string next) {
        made_.members.push_back({path, text});
        for (Cause& cause : made_.causes)
            if (cause.kind == kind) {
                cause.paths.push_back(printable(path));
                return;
            }
        made_.causes.push_back({kind, std::move(text), {}, std::move(next), {printable(path)}});
    }

    void one_side(const std::string& path, const Entry& entry, bool in_a) {
        tell(Cause::Kind::members, path,
             "\"" + printable(path) + "\", " + called(entry) + ", is only in " + (in_a ? "A" : "B"),
             "compare the lists of what was made");
    }

    void pair(const std::string& path, const Entry& a, const Entry& b) {
        const std::string name = "\"" + printable(path) + "\"";
        if (a.type != b.type)
            tell(Cause::Kind::members, path, name + " is " + called(a) + " in A, " + called(b) + " in B",
                 "compare the lists of what was made");
        else if (a.target != b.target)
            tell(Cause::Kind::members, path,
                 name + " leads to \"" + printable(a.target) + "\" in A, to \"" + printable(b.target) +
                     "\" in B",
                 "compare the links");
        if (a.type != b.type || a.type != files::file_type::regular) return;
        if (a.size != b.size || sha256_file(was_ / path) != sha256_file(is_ / path)) {
            made_.members.push_back({path, name + " has other bytes"});
            made_.other_bytes.push_back(path);
        }
        if (a.executable != b.executable)
            tell(Cause::Kind::permission, path,
                 name + " may be executed in " + (a.executable ? "A" : "B") + " only",
                 "set the same permissions (chmod)");
    }

    const files::path &was_, &is_;
    FolderComparison made_;
};

}  // namespace

FolderComparison compare_folders(const files::path& was, const files::path& is) {
    try {
        return FolderComparer(was, is).run();
    } catch (const files::filesystem_error& error) {
        throw disk_error("read", error.path1(), error.code().value());
    }
}

}  // namespace verbatim
