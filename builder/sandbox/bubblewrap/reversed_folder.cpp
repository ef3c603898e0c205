#include "sandbox/bubblewrap/reversed_folder.h"

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/scratch_folder.h"
#include "base/text.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace verbatim::bubblewrap {

namespace {

constexpr auto patience = std::chrono::seconds(20);

bool is_fuse(const fs::path& folder) {
    constexpr auto fuse_magic = 0x65735546;  // FUSE_SUPER_MAGIC of linux/fs/fuse/inode.c
    struct statfs info{};
    return ::statfs(folder.c_str(), &info) == 0 && info.f_type == fuse_magic;
}

// Empty where it went well.
std::string own_mounts() {
    if (::unshare(CLONE_NEWNS) != 0) return std::strerror(errno);
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return std::strerror(errno);
    return {};
}

// A file system in memory (tmpfs) lists what was made last first: files that were made in the order of their
// names then already are in the reverse of it.
bool lists_last_first(const fs::path& place) {
    const TemporaryDirectory folder(place, "order-");
    const std::vector<std::string> names = {"a", "b", "c", "d"};
    for (const std::string& name : names) write_file(folder.path() / name, "");
    std::vector<std::string> listed;
    for (const auto& entry : fs::directory_iterator(folder.path()))
        listed.push_back(entry.path().filename().string());
    return std::equal(names.rbegin(), names.rend(), listed.begin(), listed.end());
}

}  // namespace

ReversedFolder::ReversedFolder(const fs::path& real, const fs::path& seen) {
    const std::string reverse =
        lists_last_first(real.parent_path()) ? "--reverse-dirents=no" : "--reverse-dirents=yes";
    if (const std::string why = own_mounts(); !why.empty())
        throw Error(Failure::unavailable, "a mount namespace cannot be had: " + why);
    file_system_ = std::thread([this, real, seen, reverse] {
        ProcessSpec spec;
        // In the foreground, and as others may see it: the sandbox's user is not the one who mounts.
        spec.argv = {"disorderfs", "-f", "--multi-user=yes", "--sort-dirents=yes",
                     reverse,      "-q", real.string(),      seen.string()};
        spec.objection = [this]() -> std::optional<std::string> {
            return stop_ ? std::optional<std::string>("done") : std::nullopt;
        };
        spec.on_output = [this](std::string_view piece) {
            if (said_.size() < 4096) said_ += piece.substr(0, 4096);
        };
        try {
            run_process(spec);
        } catch (const std::exception& error) {
            said_ += error.what();
        }
        ended_ = true;
    });
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!is_fuse(seen)) {
        if (ended_ || std::chrono::steady_clock::now() > until) {
            stop_ = true;
            file_system_.join();
            throw Error(Failure::unavailable,
                        "disorderfs does not show " + seen.string() + ": " + printable(trim(said_)));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

ReversedFolder::~ReversedFolder() {
    stop_ = true;
    file_system_.join();
}

void on_own_thread(const std::function<void()>& work) {
    std::exception_ptr thrown;
    std::thread([&] {
        try {
            work();
        } catch (...) {
            thrown = std::current_exception();
        }
    }).join();
    if (thrown) std::rethrow_exception(thrown);
}

std::string why_no_reversed_folders() {
    if (!find_program("disorderfs")) return "disorderfs is not installed";
    if (::access("/dev/fuse", R_OK | W_OK) != 0) return "/dev/fuse cannot be opened";
    try {
        const ScratchFolder folder("verbatim-reversed-");
        const fs::path real = folder.path() / "real", seen = folder.path() / "seen";
        make_directories(real);
        make_directories(seen);
        on_own_thread([&] { const ReversedFolder tried(real, seen); });
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        return error.message();
    }
    return {};
}

}  // namespace verbatim::bubblewrap
