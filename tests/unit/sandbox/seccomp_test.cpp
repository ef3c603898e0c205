// The filter in force, in a child of this program.
#include "sandbox/bubblewrap/seccomp.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

using namespace verbatim;
using namespace verbatim::bubblewrap;

namespace {

// 0 where the call is allowed, else its errno; -1 where the filter could not be put in force.
int under(SharedMemory shared_memory, long (*call)()) {
    const FileDescriptor file = seccomp_program(shared_memory);
    struct stat info{};
    if (::fstat(file.get(), &info) != 0) return -1;
    std::vector<sock_filter> filter(static_cast<std::size_t>(info.st_size) / sizeof(sock_filter));
    if (::read(file.get(), filter.data(), static_cast<std::size_t>(info.st_size)) != info.st_size) return -1;
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    const pid_t child = ::fork();
    if (child == 0) {
        if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
            ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
            ::_exit(255);
        ::_exit(call() == -1 ? errno : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) != 255 ? WEXITSTATUS(status) : -1;
}

long map(int flags) {
    return reinterpret_cast<long>(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, flags, -1, 0));
}
long private_memory() {
    return map(MAP_PRIVATE | MAP_ANONYMOUS);
}
long shared_memory() {
    return map(MAP_SHARED | MAP_ANONYMOUS);
}
long memory_growing_down() {
    return map(MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN);
}
long memory_file() {
    return ::memfd_create("one", 0);
}
long segment() {
    const int id = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    return id < 0 ? id : ::shmctl(id, IPC_RMID, nullptr);
}
// As a linker writes its output.
long mapped_file() {
    const int file = ::open("/tmp", O_TMPFILE | O_RDWR, 0600);
    if (file < 0 || ::ftruncate(file, 4096) != 0) return 0;
    return reinterpret_cast<long>(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
}

}  // namespace

TEST(Seccomp, MemoryOfNobodyIsRefusedWhereNoControlGroupCountsIt) {
    EXPECT_EQ(under(SharedMemory::refused, shared_memory), EPERM);
    EXPECT_EQ(under(SharedMemory::refused, memory_growing_down), EPERM);
    EXPECT_EQ(under(SharedMemory::refused, memory_file), ENOSYS);
    EXPECT_EQ(under(SharedMemory::refused, segment), ENOSYS);
}

TEST(Seccomp, MemoryOfAProcessAndMappedFilesAreNot) {
    EXPECT_EQ(under(SharedMemory::refused, private_memory), 0);
    EXPECT_EQ(under(SharedMemory::refused, mapped_file), 0);
}

TEST(Seccomp, NoneIsRefusedWhereAControlGroupCountsIt) {
    EXPECT_EQ(under(SharedMemory::allowed, shared_memory), 0);
    EXPECT_EQ(under(SharedMemory::allowed, memory_growing_down), 0);
    EXPECT_EQ(under(SharedMemory::allowed, memory_file), 0);
    EXPECT_EQ(under(SharedMemory::allowed, segment), 0);
}
