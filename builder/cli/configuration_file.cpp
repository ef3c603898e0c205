#include "cli/configuration_file.h"

#include "base/files.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

std::string user_name(uid_t user) {
    const passwd* entry = ::getpwuid(user);
    return entry != nullptr ? entry->pw_name : "user " + std::to_string(user);
}

// As Debian gives each user one: called like the user, the user's first group, and with no other member.
bool is_private_group(gid_t group, uid_t owner) {
    const passwd* found = ::getpwuid(owner);
    if (found == nullptr || found->pw_gid != group) return false;
    const std::string name = found->pw_name;
    const struct group* entry = ::getgrgid(group);
    if (entry == nullptr || name != entry->gr_name) return false;
    for (char** member = entry->gr_mem; *member != nullptr; ++member)
        if (name != *member) return false;
    return true;
}

Error error_of(const fs::path& file, const std::string& what) {
    return Error(Failure::definition, "the configuration " + file.string() + " " + what)
        .note("It says what Verbatim writes, opens and runs, so nobody but you or root may have written it.");
}

}  // namespace

std::optional<Error> not_to_be_relied_on(const fs::path& file, const struct stat& about, uid_t me,
                                         bool private_group) {
    if (!S_ISREG(about.st_mode)) return error_of(file, "is no file");
    if (about.st_uid != me && about.st_uid != 0)
        return error_of(file, "belongs to " + user_name(about.st_uid))
            .next("read it; where it says what you want: chown " + user_name(me) + " " + file.string());
    const bool others = (about.st_mode & S_IWOTH) != 0;
    if (others || ((about.st_mode & S_IWGRP) != 0 && !private_group))
        return error_of(file, others ? "can be written by everybody" : "can be written by its group")
            .next("read it; where it says what you want: chmod go-w " + file.string());
    return std::nullopt;
}

std::string read_configuration(const fs::path& file, std::uint64_t limit, Links links) {
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (links == Links::refuse ? O_NOFOLLOW : 0);
    const FileDescriptor fd(::open(file.c_str(), flags));
    if (!fd.valid() && errno == ELOOP && links == Links::refuse)
        throw error_of(file, "is a symbolic link").next("put the file itself there");
    if (!fd.valid()) throw disk_error("read", file, errno);
    struct stat about{};
    if (::fstat(fd.get(), &about) != 0) throw disk_error("read", file, errno);
    if (auto wrong =
            not_to_be_relied_on(file, about, ::geteuid(), is_private_group(about.st_gid, about.st_uid)))
        throw Error(*wrong);
    std::string text;
    std::array<char, 65536> piece{};
    for (;;) {
        const ssize_t size = ::read(fd.get(), piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) throw disk_error("read", file, errno);
        if (size == 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(size));
        if (text.size() > limit) throw error_of(file, "is longer than " + std::to_string(limit) + " bytes");
    }
}

}  // namespace verbatim
