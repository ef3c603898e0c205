// Ways out by the kernel's own settings and by its less travelled system calls.
#include "attack.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <sys/personality.h>
#include <sys/reboot.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace {

using Answer = std::optional<std::string>;

// True where the kernel took the call, or looked at its arguments: the filter answers EPERM or ENOSYS before
// that.
bool reaches_kernel(long result) {
    return result >= 0 || (errno != EPERM && errno != ENOSYS);
}

Answer kernel_settings(const Decoys&) {
    for (const char* path :
         {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hostname",
          "/proc/sys/kernel/randomize_va_space", "/proc/sys/vm/drop_caches",
          "/proc/sys/fs/binfmt_misc/register", "/proc/sysrq-trigger", "/proc/irq/0/smp_affinity",
          "/proc/sys/kernel/ns_last_pid", "/proc/sys/user/max_user_namespaces", "/proc/acpi/alarm",
          "/proc/bus/pci/devices", "/proc/scsi/scsi"})
        if (::open(path, O_WRONLY) >= 0) return std::string("may write ") + path;
    return {};
}
Answer kernel_memory(const Decoys&) {
    for (const char* path : {"/proc/kcore", "/proc/kmsg", "/proc/kpagecount", "/sys/kernel", "/sys/fs/cgroup",
                             "/sys/fs/cgroup/release_agent", "/sys/firmware", "/proc/timer_list"}) {
        char byte = 0;
        const int fd = ::open(path, O_RDONLY);
        if (fd >= 0 && ::read(fd, &byte, 1) == 1) return std::string("may read ") + path;
        if (fd >= 0 && std::strncmp(path, "/sys", 4) == 0) return std::string("there is ") + path;
    }
    return {};
}
Answer user_mapping(const Decoys&) {
    for (const char* path : {"/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups"}) {
        const int fd = ::open(path, O_WRONLY);
        if (fd >= 0 && ::write(fd, "0 0 1", 5) > 0) return std::string("wrote ") + path;
    }
    return {};
}
Answer host_name(const Decoys&) {
    if (::sethostname("mine", 4) == 0) return "sethostname";
    if (::setdomainname("mine", 4) == 0) return "setdomainname";
    return {};
}
Answer clocks(const Decoys&) {
    timeval now{};
    ::gettimeofday(&now, nullptr);
    if (::settimeofday(&now, nullptr) == 0) return "settimeofday";
    timespec second{};
    ::clock_gettime(CLOCK_REALTIME, &second);
    if (::clock_settime(CLOCK_REALTIME, &second) == 0) return "clock_settime";
    timex adjustment{};
    if (::adjtimex(&adjustment) >= 0) return "adjtimex";
    return {};
}
Answer modules(const Decoys&) {
    if (reaches_kernel(::syscall(SYS_init_module, nullptr, 0, ""))) return "init_module";
    if (reaches_kernel(::syscall(SYS_finit_module, -1, "", 0))) return "finit_module";
    if (reaches_kernel(::syscall(SYS_delete_module, "none", 0))) return "delete_module";
    if (reaches_kernel(::syscall(SYS_kexec_load, 0, 0, nullptr, 0))) return "kexec_load";
    return {};
}
Answer system(const Decoys&) {
    // By a magic number that is none: it would change nothing even where it was let through.
    if (reaches_kernel(::syscall(SYS_reboot, 1, 2, 3, nullptr))) return "reboot";
    if (::swapon("/tmp/none", 0) == 0 || errno == ENOENT) return "swapon";
    if (reaches_kernel(::acct("/tmp/none"))) return "acct";
    if (reaches_kernel(::syscall(SYS_syslog, 10, nullptr, 0))) return "syslog";
    if (reaches_kernel(::syscall(SYS_quotactl, 0, "/dev/none", 0, nullptr))) return "quotactl";
    return {};
}
Answer programs_in_kernel(const Decoys&) {
    bpf_attr map{};
    map.map_type = BPF_MAP_TYPE_ARRAY;
    map.key_size = 4;
    map.value_size = 4;
    map.max_entries = 1;
    if (reaches_kernel(::syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map))) return "bpf";
    perf_event_attr event{};
    event.size = sizeof event;
    if (reaches_kernel(::syscall(SYS_perf_event_open, &event, 0, -1, -1, 0))) return "perf_event_open";
    if (reaches_kernel(::syscall(SYS_userfaultfd, 1 /* user mode only */))) return "userfaultfd";
    unsigned char ring[120] = {};
    if (reaches_kernel(::syscall(SYS_io_uring_setup, 1, ring))) return "io_uring_setup";
    return {};
}
Answer keys(const Decoys&) {
    if (reaches_kernel(::syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0)))
        return "keyctl";
    if (reaches_kernel(::syscall(SYS_add_key, "user", "name", "x", 1, KEY_SPEC_PROCESS_KEYRING)))
        return "add_key";
    if (reaches_kernel(::syscall(SYS_request_key, "user", "name", nullptr, 0))) return "request_key";
    return {};
}
Answer ports(const Decoys&) {
#if defined(__x86_64__)
    if (reaches_kernel(::syscall(SYS_iopl, 3))) return "iopl";
    if (reaches_kernel(::syscall(SYS_ioperm, 0x80, 1, 1))) return "ioperm";
#endif
    return {};
}
Answer other_architecture(const Decoys&) {
#if defined(__x86_64__)
    // mount(2) by its 32-bit number, which a filter of 64-bit numbers would not know.
    long result = 0;
    asm volatile("int $0x80"
                 : "=a"(result)
                 : "a"(21L), "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
                 : "memory", "r8", "r9", "r10", "r11");
    if (result != -ENOSYS) return "32-bit system calls reach the kernel: " + std::to_string(result);
    if (::syscall(0x40000000 + SYS_getpid) >= 0) return "x32 system calls reach the kernel";
#endif
    return {};
}
Answer unknown_call(const Decoys&) {
    // One that is newer than the filter's library must not be there, however new the kernel is: listmount,
    // statmount.
    for (const long number : {457L, 458L, 500L, 600L})
        if (::syscall(number, 0, 0, 0, 0) >= 0 || errno != ENOSYS) return "call " + std::to_string(number);
    return {};
}

}  // namespace

const std::vector<Attack>& kernel_attacks() {
    static const std::vector<Attack> attacks = {{"kernel-settings", kernel_settings},
                                                {"kernel-memory", kernel_memory},
                                                {"user-mapping", user_mapping},
                                                {"host-name", host_name},
                                                {"clocks", clocks},
                                                {"modules", modules},
                                                {"system", system},
                                                {"programs-in-kernel", programs_in_kernel},
                                                {"keys", keys},
                                                {"ports", ports},
                                                {"other-architecture", other_architecture},
                                                {"unknown-call", unknown_call}};
    return attacks;
}
