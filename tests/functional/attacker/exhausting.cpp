// What does not get out but wears the host down: memory, processes, disk, output, time; and what outlives the
// build.
#include "attack.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace {

using Answer = std::optional<std::string>;
constexpr std::size_t mebibyte = 1U << 20U;

// Until it is ended; each says how far it came when it was not.
Answer memory(const Decoys&) {
    for (int n = 0; n < 1024; ++n) {
        void* piece = ::mmap(nullptr, mebibyte, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (piece == MAP_FAILED) return {};
        std::memset(piece, 1, mebibyte);
    }
    return "took 1 GiB of memory";
}
// Memory that belongs to no process, or is taken for something else: RLIMIT_DATA knows none of it.
Answer memory_by_mapping(int flags, int fd, const char* name) {
    for (int n = 0; n < 1024; ++n) {
        void* piece = ::mmap(nullptr, mebibyte, PROT_READ | PROT_WRITE, flags, fd, 0);
        if (piece == MAP_FAILED) return {};
        std::memset(piece, 1, mebibyte);
    }
    return std::string("took 1 GiB of ") + name;
}
Answer memory_shared(const Decoys&) {
    return memory_by_mapping(MAP_SHARED | MAP_ANONYMOUS, -1, "shared memory without a name");
}
Answer memory_growing_down(const Decoys&) {
    return memory_by_mapping(MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, "memory like a stack");
}
Answer memory_file(const Decoys&) {
    const int fd = ::memfd_create("big", 0);
    const std::string piece(mebibyte, 'x');
    for (int n = 0; n < 1024; ++n)
        if (::write(fd, piece.data(), piece.size()) != static_cast<ssize_t>(piece.size())) return {};
    return "wrote 1 GiB to an anonymous file";
}
Answer memory_segment(const Decoys&) {
    const int id = ::shmget(IPC_PRIVATE, 1024 * mebibyte, IPC_CREAT | 0600);
    void* segment = id < 0 ? nullptr : ::shmat(id, nullptr, 0);
    if (segment == nullptr || segment == reinterpret_cast<void*>(-1)) return {};
    std::memset(segment, 1, 1024 * mebibyte);
    return "took 1 GiB of System V's shared memory";
}
// Takes the addresses only: the memory behind them would be the machine's.
Answer addresses(const Decoys&) {
    const int fd = ::open("/dev/zero", O_RDWR);
    for (int n = 0; n < 16; ++n)
        if (::mmap(nullptr, 1024 * mebibyte, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED)
            return {};
    return "mapped 16 GiB of /dev/zero";
}
// By several processes, which an rlimit counts one at a time.
Answer memory_of_many(const Decoys&) {
    for (int n = 0; n < 8; ++n)
        if (::fork() == 0) {
            for (int i = 0; i < 128; ++i) {
                void* piece =
                    ::mmap(nullptr, mebibyte, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                if (piece == MAP_FAILED) ::_exit(1);
                std::memset(piece, 1, mebibyte);
            }
            ::sleep(2);
            ::_exit(0);
        }
    int good = 0;
    int status = 0;
    while (::wait(&status) > 0)
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) ++good;
    if (good == 8) return "8 processes took 1 GiB together";
    return {};
}
Answer shared_memory_file(const Decoys&) {
    const int fd = ::open("/dev/shm/big", O_RDWR | O_CREAT, 0600);
    std::string piece(mebibyte, 'x');
    for (int n = 0; n < 1024; ++n)
        if (::write(fd, piece.data(), piece.size()) != static_cast<ssize_t>(piece.size())) return {};
    return "wrote 1 GiB to /dev/shm";
}
Answer processes(const Decoys&) {
    for (int n = 0; n < 20'000; ++n) {
        const pid_t child = ::fork();
        if (child < 0) return {};
        if (child == 0) {
            ::pause();
            ::_exit(0);
        }
    }
    return "made 20000 processes";
}
Answer fill(const char* where) {
    if (::chdir(where) != 0) return {};
    std::string piece(mebibyte, 'x');
    for (int file = 0; file < 4096; ++file) {
        const int fd = ::open(std::to_string(file).c_str(), O_WRONLY | O_CREAT, 0600);
        if (fd < 0 || ::write(fd, piece.data(), piece.size()) != static_cast<ssize_t>(piece.size()))
            return {};
        ::close(fd);
        ::usleep(2000);
    }
    return "wrote 4 GiB in small files";
}
Answer disk(const Decoys&) {
    return fill("/tmp");
}
// Below more folders than are looked into.
Answer deep_disk(const Decoys&) {
    if (::chdir("/tmp") != 0) return {};
    for (int n = 0; n < 300; ++n)
        if (::mkdir("deeper", 0755) != 0 || ::chdir("deeper") != 0) return {};
    return fill(".");
}
// In a folder that may be written but not listed.
Answer hidden_disk(const Decoys&) {
    if (::mkdir("/tmp/hidden", 0755) != 0 || ::chmod("/tmp/hidden", 0311) != 0) return {};
    return fill("/tmp/hidden");
}
// In files that are in no folder any more; each is written on after it was unlinked. A few big ones, since a
// process may hold so many open.
Answer unlinked_disk(const Decoys&) {
    std::string piece(mebibyte, 'x');
    for (int file = 0; file < 256; ++file) {
        const int fd = ::open("/tmp/gone", O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (fd < 0 || ::unlink("/tmp/gone") != 0) return {};
        for (int n = 0; n < 16; ++n, ::usleep(2000))
            if (::write(fd, piece.data(), piece.size()) != static_cast<ssize_t>(piece.size())) return {};
    }
    return "wrote 4 GiB into files without a name";
}
Answer one_file(const Decoys&) {
    const int fd = ::open("/out/holes", O_WRONLY | O_CREAT, 0600);
    ::signal(SIGXFSZ, SIG_IGN);
    if (::ftruncate(fd, 1LL << 40U) == 0) return "a file of 1 TiB";
    return {};
}
// Stays within the limit of a file; all of them together do not, and reading them would fill the store.
Answer holes(const Decoys&) {
    for (int n = 0; n < 64; ++n) {
        const int fd = ::open(("/out/holes" + std::to_string(n)).c_str(), O_WRONLY | O_CREAT, 0600);
        if (::ftruncate(fd, 16LL << 20U) != 0) return "the limit of a file is below 16 MiB";
        ::close(fd);
    }
    return {};
}
Answer deep(const Decoys&) {
    ::chdir("/out");
    for (int n = 0; n < 5000; ++n) {
        if (::mkdir("deeper", 0755) != 0 || ::chdir("deeper") != 0) break;
    }
    return {};
}
Answer output(const Decoys&) {
    const std::string line(65536, 'x');
    for (int n = 0; n < 4096; ++n)
        if (::write(1, line.data(), line.size()) < 0) return {};
    return {};
}
Answer endless(const Decoys&) {
    while (true) ::pause();
}
// A process in a session of its own that closes everything and goes on writing into the output.
Answer outlive(const Decoys&) {
    ::mkdir("/out/late", 0755);
    if (::fork() == 0) {
        ::setsid();
        for (const int signal : {SIGHUP, SIGTERM, SIGINT}) ::signal(signal, SIG_IGN);
        for (int fd = 0; fd < 3; ++fd) ::close(fd);
        for (int n = 0;; ++n) {
            ::close(::open(("/out/late/" + std::to_string(n)).c_str(), O_WRONLY | O_CREAT, 0600));
            ::usleep(500);
        }
    }
    ::usleep(20'000);
    return {};
}
Answer end_everybody(const Decoys&) {
    ::kill(-1, SIGKILL);
    return {};
}
Answer pipe_as_output(const Decoys&) {
    ::mkfifo("/out/pipe", 0644);
    return {};
}
Answer link_as_output(const Decoys& decoys) {
    ::symlink(decoys.secret.c_str(), "/out/tiny");
    return {};
}

}  // namespace

const std::vector<Attack>& exhausting_attacks() {
    static const std::vector<Attack> attacks = {{"memory", memory},
                                                {"memory-of-many", memory_of_many},
                                                {"memory-shared", memory_shared},
                                                {"memory-growing-down", memory_growing_down},
                                                {"memory-file", memory_file},
                                                {"memory-segment", memory_segment},
                                                {"addresses", addresses},
                                                {"shared-memory-file", shared_memory_file},
                                                {"processes", processes},
                                                {"disk", disk},
                                                {"deep-disk", deep_disk},
                                                {"hidden-disk", hidden_disk},
                                                {"unlinked-disk", unlinked_disk},
                                                {"one-file", one_file},
                                                {"holes", holes},
                                                {"deep", deep},
                                                {"output", output},
                                                {"endless", endless},
                                                {"outlive", outlive},
                                                {"end-everybody", end_everybody},
                                                {"pipe-as-output", pipe_as_output},
                                                {"link-as-output", link_as_output}};
    return attacks;
}
