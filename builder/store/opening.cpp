#include "store/opening.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"

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

constexpr std::array folders = {"blobs", "trees", "outcomes", "locks", "tmp"};

std::string user_name(uid_t id) {
    std::array<char, 4096> buffer;
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return printable(found->pw_name);
    return "user " + std::to_string(id);
}

// A folder that holds other things is not ours to fill, and even less to clear.
void refuse_foreign_folder(const fs::path& root) {
    std::error_code error;
    if (fs::is_directory(root / "blobs", error)) return;
    if (fs::exists(root, error) && !fs::is_directory(root, error))
        throw Error(Failure::usage, root.string() + " is no folder, so it can be no store")
            .next("choose another folder with --store DIR");
    fs::directory_iterator first(root, error);
    if (!error && first != fs::directory_iterator())
        throw Error(Failure::usage, root.string() + " is no store, and not empty")
            .note("A store is a folder of its own; it would be mixed with what is there.")
            .next("choose an empty or a new folder with --store DIR");
}

// Each folder that a run writes to: a store may come from another user, or lie on a read-only disk.
void require_writable(const fs::path& root) {
    for (const char* name : folders) {
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

void make_folders(const fs::path& root) {
    try {
        for (const char* name : folders) make_directories(root / name);
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
void clear(const fs::path& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        try {
            remove_tree(entry.path());
        } catch (const Error& failure) {
            if (failure.kind() == Failure::interrupted) throw;
        }
    }
}

}  // namespace

std::optional<FileLock> enter_store(const fs::path& root, Access access,
                                    const std::function<void()>& on_wait) {
    refuse_foreign_folder(root);
    const fs::path lock = root / "locks" / "in-use";
    if (access != Access::work && !fs::is_directory(root / "blobs"))
        throw Error(Failure::usage, "there is no store in " + root.string())
            .next("verbatim config shows which folder is used; --store DIR chooses another");
    if (access == Access::look) {
        std::error_code error;
        if (::access((root / "locks").c_str(), W_OK) != 0 && !fs::exists(lock, error)) return std::nullopt;
        return wait_for(lock, FileLock::Mode::shared, on_wait);
    }
    make_folders(root);
    require_writable(root);
    auto held = FileLock::attempt(lock);
    if (access == Access::alone) {
        if (held) return held;
        if (!on_wait) throw in_use(root, lock);
        return wait_for(lock, FileLock::Mode::exclusive, on_wait);
    }
    if (!held) return wait_for(lock, FileLock::Mode::shared, on_wait);
    clear(root / "tmp");  // nobody is at work: what is there is of runs that were killed
    held->share();
    return held;
}

}  // namespace verbatim
