// A system call that libseccomp knows is allowed unless it is refused below; one that is newer than the
// library is answered as if the kernel had none. So a new kernel brings no new way out, and a program that
// tries a new call falls back to the old one, as it must on an old kernel.
//
// The namespaces, the dropped capabilities and the read-only mounts refuse most of these already: the filter
// is the second lock, and keeps a kernel's less travelled code away from a build.
#include "sandbox/bubblewrap/seccomp.h"

#include "base/error.h"

#include <linux/sched.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::bubblewrap {

namespace {

constexpr auto refused = std::to_array<std::string_view>({
    // mounts
    "chroot",
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "mount",
    "mount_setattr",
    "move_mount",
    "open_tree",
    "pivot_root",
    "umount",
    "umount2",
    // namespaces (clone is looked at by its flags; clone3 keeps them where a filter cannot look)
    "setns",
    "unshare",
    // other processes
    "kcmp",
    "pidfd_getfd",
    "process_madvise",
    "process_vm_readv",
    "process_vm_writev",
    "ptrace",
    // files without a path to them
    "name_to_handle_at",
    "open_by_handle_at",
    "fanotify_init",
    "lookup_dcookie",
    // the kernel itself
    "acct",
    "add_key",
    "bpf",
    "create_module",
    "delete_module",
    "finit_module",
    "get_kernel_syms",
    "init_module",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "ioperm",
    "iopl",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "modify_ldt",
    "nfsservctl",
    "perf_event_open",
    "query_module",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "request_key",
    "setdomainname",
    "sethostname",
    "swapoff",
    "swapon",
    "syslog",
    "_sysctl",
    "sysfs",
    "uselib",
    "userfaultfd",
    "ustat",
    "vhangup",
    "vserver",
    "vm86",
    "vm86old",
    // clocks
    "adjtimex",
    "clock_adjtime",
    "clock_adjtime64",
    "clock_settime",
    "clock_settime64",
    "settimeofday",
    "stime",
    // memory on other nodes and between users
    "mbind",
    "migrate_pages",
    "move_pages",
    "set_mempolicy",
    "set_mempolicy_home_node",
    "memfd_secret",
});

struct Context {
    scmp_filter_ctx filter;
    explicit Context(std::uint32_t otherwise) : filter(seccomp_init(otherwise)) {}
    ~Context() { seccomp_release(filter); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

void check(int result, const std::string& doing) {
    if (result < 0)
        throw Error(Failure::unavailable, "the sandbox's filter of system calls could not be made: " + doing +
                                              ": " + std::strerror(-result));
}

void refuse(const Context& context, int error, int number, const std::string& name,
            const std::vector<scmp_arg_cmp>& arguments = {}) {
    check(seccomp_rule_add_array(context.filter, SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)), number,
                                 static_cast<unsigned>(arguments.size()), arguments.data()),
          name);
}

// The kernel looks at the lower half of an int argument only, so a filter must as well.
scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
    constexpr std::uint64_t lower = 0xFFFFFFFF;
    return {argument, SCMP_CMP_MASKED_EQ, lower, value};
}

void refuse_by_argument(const Context& context) {
    // New namespaces. clone3 keeps its flags where a filter cannot look: it is said not to be there, and the
    // C library takes clone.
    for (const std::uint64_t flag : {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER,
                                     CLONE_NEWPID, CLONE_NEWNET})
        refuse(context, EPERM, SCMP_SYS(clone), "clone", {{0, SCMP_CMP_MASKED_EQ, flag, flag}});
    refuse(context, ENOSYS, SCMP_SYS(clone3), "clone3");

    // Devices; pipes are made by the same calls.
    for (const std::uint64_t device : {S_IFCHR, S_IFBLK}) {
        refuse(context, EPERM, SCMP_SYS(mknod), "mknod", {{1, SCMP_CMP_MASKED_EQ, S_IFMT, device}});
        refuse(context, EPERM, SCMP_SYS(mknodat), "mknodat", {{2, SCMP_CMP_MASKED_EQ, S_IFMT, device}});
    }

    // Terminals take characters as if typed (TIOCSTI), and a console does as well (TIOCLINUX).
    for (const std::uint64_t request : {TIOCSTI, TIOCLINUX})
        refuse(context, EPERM, SCMP_SYS(ioctl), "ioctl", {equals(1, request)});

    // Local sockets and the loopback of an empty network remain. Some other families reach out of a network
    // namespace (vsock), or into seldom used parts of the kernel.
    constexpr std::uint64_t families = 128;  // more than the kernel has: it refuses the rest itself
    for (std::uint64_t family = 0; family < families; ++family) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6) continue;
        refuse(context, EAFNOSUPPORT, SCMP_SYS(socket), "socket", {equals(0, family)});
        refuse(context, EAFNOSUPPORT, SCMP_SYS(socketpair), "socketpair", {equals(0, family)});
    }
}

void refuse_shared_memory(const Context& context) {
    // As if the kernel had none: programs take a file instead. The queues and semaphores are memory, too.
    refuse(context, ENOSYS, SCMP_SYS(memfd_create), "memfd_create");
    refuse(context, ENOSYS, SCMP_SYS(shmget), "shmget");
    refuse(context, ENOSYS, SCMP_SYS(msgget), "msgget");
    refuse(context, ENOSYS, SCMP_SYS(semget), "semget");
    constexpr std::uint64_t shared = MAP_SHARED | MAP_ANONYMOUS;
    refuse(context, EPERM, SCMP_SYS(mmap), "mmap", {{3, SCMP_CMP_MASKED_EQ, shared, shared}});
    // RLIMIT_DATA takes these for the stack.
    refuse(context, EPERM, SCMP_SYS(mmap), "mmap", {{3, SCMP_CMP_MASKED_EQ, MAP_GROWSDOWN, MAP_GROWSDOWN}});
}

void refuse_unknown(const Context& context) {
    constexpr int highest = 1024;  // of the numbers that kernels may use in the years to come
    for (int number = 0; number < highest; ++number) {
        const std::unique_ptr<char, decltype(&std::free)> name(
            seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number), &std::free);
        if (!name) refuse(context, ENOSYS, number, "number " + std::to_string(number));
    }
}

}  // namespace

FileDescriptor seccomp_program(SharedMemory shared_memory) {
    const Context context(SCMP_ACT_ALLOW);
    if (context.filter == nullptr)
        throw Error(Failure::unavailable, "the sandbox's filter of system calls could not be made");
    // Calls by another architecture's numbers (32-bit ones on a 64-bit machine) would pass below the names
    // here.
    check(seccomp_attr_set(context.filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)),
          "other architectures");
    for (const std::string_view name : refused) {
        const int number = seccomp_syscall_resolve_name(name.data());
        if (number >= 0) refuse(context, EPERM, number, std::string(name));  // else another architecture's
    }
    refuse_by_argument(context);
    if (shared_memory == SharedMemory::refused) refuse_shared_memory(context);
    refuse_unknown(context);

    FileDescriptor file(::memfd_create("seccomp", MFD_CLOEXEC));
    if (!file.valid()) check(-errno, "memfd_create");
    check(seccomp_export_bpf(context.filter, file.get()), "export");
    if (::lseek(file.get(), 0, SEEK_SET) != 0) check(-errno, "lseek");
    return file;
}

}  // namespace verbatim::bubblewrap
