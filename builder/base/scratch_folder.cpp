#include "base/scratch_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <string>
#include <system_error>

namespace verbatim {

namespace fs = std::filesystem;

namespace {

constexpr std::time_t time_to_lock = 60;  // seconds

fs::path place_for_scratch() {
    std::error_code problem;
    const fs::path place = fs::temp_directory_path(problem);
    if (!problem) return place;
    const char* named = std::getenv("TMPDIR");
    throw disk_error("use", named != nullptr ? named : "/tmp", problem.value())
        .note("Temporary files go to the folder that TMPDIR names, else to /tmp.")
        .next("set TMPDIR to a folder that is there");
}

FileDescriptor open_folder(const fs::path& folder) {
    return FileDescriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

bool is_abandoned(const FileDescriptor& folder) {
    struct stat status{};
    return folder.valid() && ::fstat(folder.get(), &status) == 0 && status.st_uid == ::geteuid() &&
           status.st_mtime + time_to_lock < std::time(nullptr) &&
           ::flock(folder.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

void remove_abandoned(const fs::path& place, std::string_view prefix) {
    std::error_code problem;
    for (auto entry = fs::directory_iterator(place, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        if (!entry->path().filename().string().starts_with(prefix)) continue;
        const FileDescriptor folder = open_folder(entry->path());
        if (!is_abandoned(folder)) continue;
        try {
            remove_tree(entry->path());
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;  // else it stays where it is
        }
    }
}

ScratchFolder::ScratchFolder(std::string_view prefix) : folder_(place_for_scratch(), prefix) {
    lock_ = open_folder(folder_.path());
    if (!lock_.valid() || ::flock(lock_.get(), LOCK_SH | LOCK_NB) != 0)
        throw disk_error("lock", folder_.path(), errno);
    remove_abandoned(folder_.path().parent_path(), prefix);
}

}  // namespace verbatim
