#include "store/opening.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "store/folders.h"
#include "store/marker.h"
#include "store/names.h"
#include "store/take_over.h"

#include <pwd.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::array written_folders = {"blobs", "trees", "outcomes", "locks", "tmp"};

std::string user_name(uid_t id) {
    std::array<char, 4096> buffer;
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return printable(found->pw_name);
    return "user " + std::to_string(id);
}

// Beside a marker that was not finished. What cannot be listed may hold anything.
bool has_anything(const fs::path& root) {
    std::error_code error;
    fs::directory_iterator at(root, error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error))
        if (!names::is_unfinished(at->path().filename().string(), marker::file_name)) return true;
    if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
        throw disk_error("read the folder", root, error.value());
    return false;
}

enum class Standing { none, marked, old };

// A folder that holds other things is not ours to fill, and even less to clear.
Standing standing_of(const fs::path& root) {
    std::error_code error;
    if (fs::exists(root, error) && !fs::is_directory(root, error))
        throw Error(Failure::usage, root.string() + " is no folder, so it can be no store")
            .next("choose another folder with --store DIR");
    if (marker::is_in(root)) return Standing::marked;
    if (!has_anything(root)) return Standing::none;
    if (marker::is_in(root)) return Standing::marked;  // another process has just made it
    const std::string why = why_no_old_store(root);
    if (why.empty()) return Standing::old;
    throw Error(Failure::usage, root.string() + " is no store, and not empty")
        .note("A store has a file " + std::string(marker::file_name) +
              ", which Verbatim writes before all else; those of earlier versions hold Verbatim's own files "
              "alone. " +
              why + " Nothing was changed.")
        .next("choose an empty or a new folder with --store DIR")
        .next("where it is a store of an earlier version: move out of it what is not Verbatim's");
}

// What is removed in a store, or written, lies in the store: no link leads out of it.
void require_real_folders(const fs::path& root) {
    const auto require = [&](const fs::path& path) {
        if (folders::is_real(path)) return;
        std::error_code gone;
        if (fs::symlink_status(path, gone).type() == fs::file_type::not_found) return;
        throw Error(Failure::usage, root.string() + " is not used: its " +
                                        path.lexically_relative(root).string() + " is no folder" +
                                        (fs::is_symlink(path, gone) ? ", but a symbolic link" : ""))
            .note("Verbatim follows no link out of a store. Nothing was changed.")
            .next("put a folder in its place, or choose another store with --store DIR");
    };
    for (const fs::path& path : folders::below(root))
        if (names::is_folder(path.filename().string())) require(path);
    for (const fs::path& path : folders::below(root / "blobs"))
        if (path.filename().string().size() == 2) require(path);
}

// Each folder that a run writes to: a store may come from another user, or lie on a read-only disk.
void require_writable(const fs::path& root) {
    for (const char* name : written_folders) {
        const fs::path folder = root / name;
        if (::access(folder.c_str(), W_OK | X_OK) == 0) continue;
        const int reason = errno;
        Error error(Failure::store,
                    "the store " + root.string() + " cannot be written: " + std::strerror(reason));
        error.note("Its folder " + std::string(name) + "/ is not writable.");
        struct stat info{};
        if (reason == EROFS)
            error.note("It lies on a file system that is mounted read-only.");
        else if (::stat(folder.c_str(), &info) == 0 && info.st_uid != ::geteuid())
            error.note("It belongs to " + user_name(info.st_uid) + "; this is " + user_name(::geteuid()) +
                       ".");
        throw error.next("use a store of your own with --store DIR");
    }
}

void make_folders(const fs::path& root, bool is_new) {
    try {
        if (is_new) {
            make_directories(root);
            marker::write(root);
        }
        for (const char* name : written_folders) make_directories(root / name);
    } catch (Error& error) {
        error.during("opening the store " + root.string());
        throw;
    }
}

// Of the processes that hold the lock, those that the system tells us.
std::set<std::string> holders(const fs::path& file) {
    std::set<std::string> pids;
    struct stat info{};
    if (::stat(file.c_str(), &info) != 0) return pids;
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number, kind, advisory, mode, pid, place;
        if (!(words >> number >> kind >> advisory >> mode >> pid >> place) || kind != "FLOCK") continue;
        if (place.ends_with(":" + std::to_string(info.st_ino)) && pid != "0") pids.insert(pid);
    }
    return pids;
}

Error in_use(const fs::path& root, const fs::path& lock) {
    Error error(Failure::store, "the store " + root.string() + " is in use by another run");
    if (const auto pids = holders(lock); !pids.empty())
        error.note((pids.size() == 1 ? "Process " : "Processes ") + join({pids.begin(), pids.end()}, ", ") +
                   ".");
    return error.note("Nothing was changed.").next("try again when it has ended, or let --wait do so");
}

FileLock wait_for(const fs::path& lock, FileLock::Mode mode, const std::function<void()>& on_wait) {
    const auto begin = std::chrono::steady_clock::now();
    for (bool told = !on_wait;;) {
        if (auto held = FileLock::attempt(lock, mode)) return std::move(*held);
        throw_if_interrupted();
        if (!told && std::chrono::steady_clock::now() - begin > std::chrono::seconds(1)) {
            told = true;
            on_wait();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

// What cannot be removed yet, since a killed run's children are still ending, or never by this user, is in
// nobody's way.
void clear_leftovers(const fs::path& root) {
    for (const fs::path& path : folders::temporary(root).unfinished) {
        try {
            remove_tree(path);
        } catch (const Error& failure) {
            if (failure.kind() == Failure::interrupted) throw;
        }
    }
}

// Nothing where a read-only folder has no lock to take.
std::optional<FileLock> look_into(const fs::path& root, const fs::path& lock,
                                  const std::function<void()>& on_wait) {
    std::error_code error;
    if (::access((root / "locks").c_str(), W_OK) != 0 && !fs::exists(lock, error)) return std::nullopt;
    return wait_for(lock, FileLock::Mode::shared, on_wait);
}

FileLock be_alone(const fs::path& root, const fs::path& lock, bool waits,
                  const std::function<void()>& on_wait) {
    if (auto held = FileLock::attempt(lock)) return std::move(*held);
    if (!waits) throw in_use(root, lock);
    return wait_for(lock, FileLock::Mode::exclusive, on_wait);
}

}  // namespace

std::optional<FileLock> enter_store(const fs::path& root, Access access, const std::function<void()>& on_wait,
                                    const std::function<void(const TakenOver&)>& on_take_over) {
    const Standing standing = standing_of(root);
    const fs::path lock = root / "locks" / "in-use";
    if (access != Access::work && standing == Standing::none)
        throw Error(Failure::usage, "there is no store in " + root.string())
            .next("verbatim config shows which folder is used; --store DIR chooses another");
    require_real_folders(root);
    if (access == Access::look) return look_into(root, lock, on_wait);
    make_folders(root, standing == Standing::none);
    require_writable(root);
    std::optional<FileLock> held;
    if (access == Access::alone || standing == Standing::old)
        held = be_alone(root, lock, access == Access::work || on_wait, on_wait);
    else
        held = FileLock::attempt(lock);
    if (standing == Standing::old && !marker::is_in(root)) {
        const TakenOver taken = take_over(root);
        if (on_take_over) on_take_over(taken);
    }
    if (access == Access::alone) return held;
    if (!held) return wait_for(lock, FileLock::Mode::shared, on_wait);
    clear_leftovers(root);  // nobody is at work: what is there is of runs that were killed
    held->share();
    return held;
}

}  // namespace verbatim
