// Ways out by processes: seeing, signalling, tracing, becoming somebody else, what was inherited.
#include "attack.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace {

using Answer = std::optional<std::string>;

Answer host_processes(const Decoys& decoys) {
    if (::kill(decoys.process, 0) == 0) return "signalled a process of the host";
    DIR* folder = ::opendir("/proc");
    int seen = 0;
    while (const dirent* entry = ::readdir(folder))
        if (std::atoi(entry->d_name) > 0) ++seen;
    ::closedir(folder);
    // bubblewrap's first process, the attacker, and this attempt.
    if (seen > 3) return "sees " + std::to_string(seen) + " processes";
    return {};
}
Answer end_first_process(const Decoys&) {
    ::kill(1, SIGKILL);
    ::kill(1, SIGSTOP);
    std::ifstream status("/proc/1/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with("State:") && line.find('T') != std::string::npos)
            return "stopped the first process";
    return {};
}
Answer trace(const Decoys&) {
    if (::ptrace(PTRACE_SEIZE, 1, nullptr, nullptr) == 0) return "traces the first process";
    if (::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0) return "traces its parent";
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0) return "may be traced";
    return {};
}
Answer foreign_memory(const Decoys&) {
    char byte = 0;
    const iovec here{&byte, 1}, there{const_cast<char*>("x"), 1};
    if (::process_vm_readv(::getppid(), &here, 1, &there, 1, 0) >= 0 || errno != EPERM)
        return "process_vm_readv";
    if (::process_vm_writev(::getppid(), &here, 1, &there, 1, 0) >= 0 || errno != EPERM)
        return "process_vm_writev";
    if (::open("/proc/1/mem", O_RDWR) >= 0) return "opened the first process's memory";
    return {};
}
Answer by_first_process(const Decoys& decoys) {
    for (const char* door : {"/proc/1/root", "/proc/1/cwd", "/proc/1/root/oldroot", "/proc/1/root/.."}) {
        const std::string path = std::string(door) + decoys.secret;
        if (::access(path.c_str(), F_OK) == 0) return "the host is behind " + std::string(door);
    }
    for (int fd = 0; fd < 64; ++fd) {
        const std::string path = "/proc/1/fd/" + std::to_string(fd);
        if (::access((path + decoys.secret).c_str(), F_OK) == 0) return "the host is behind " + path;
        struct stat info{};
        if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return path + " is an open folder";
    }
    return {};
}
Answer steal_descriptors(const Decoys&) {
    const auto process = static_cast<int>(::syscall(SYS_pidfd_open, 1, 0));
    for (int fd = 0; fd < 16; ++fd)
        if (::syscall(SYS_pidfd_getfd, process, fd, 0) >= 0) return "took a descriptor of the first process";
    return {};
}
Answer inherited_descriptors(const Decoys&) {
    for (int fd = 3; fd < 4096; ++fd)
        if (::fcntl(fd, F_GETFD) >= 0) return "descriptor " + std::to_string(fd) + " was passed on";
    struct stat in{}, null{};
    ::fstat(0, &in);
    ::stat("/dev/null", &null);
    if (in.st_rdev != null.st_rdev) return "standard input is not empty";
    return {};
}
Answer terminal(const Decoys&) {
    char letter = 'x';
    for (const int fd : {0, 1, 2})
        if (::ioctl(fd, TIOCSTI, &letter) == 0) return "typed into the terminal";
    const int tty = ::open("/dev/tty", O_RDWR);
    if (tty >= 0) return "has a terminal";
    // On a terminal of one's own the call is refused, too, also with bits that the kernel does not look at.
    const int own = ::open("/dev/ptmx", O_RDWR | O_NOCTTY);
    if (own >= 0) {
        if (::ioctl(own, TIOCSTI, &letter) == 0 || errno != EPERM) return "TIOCSTI is not filtered";
        if (::syscall(SYS_ioctl, own, 0x100000000UL | TIOCSTI, &letter) == 0 || errno != EPERM)
            return "TIOCSTI with further bits is not filtered";
    }
    return {};
}
Answer become_root(const Decoys&) {
    if (::setuid(0) == 0 || ::setresuid(0, 0, 0) == 0) return "setuid";
    if (::setgid(0) == 0) return "setgid";
    const gid_t group = 0;
    if (::setgroups(1, &group) == 0) return "setgroups";
    return {};
}
Answer capabilities(const Decoys&) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    ::syscall(SYS_capget, &header, data);
    if (data[0].permitted != 0 || data[1].permitted != 0) return "has capabilities";
    for (int capability = 0; capability < 41; ++capability)
        if (::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1) return "a capability is within its bounds";
    data[0] = {~0U, ~0U, ~0U};
    if (::syscall(SYS_capset, &header, data) == 0) return "capset";
    if (::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return "a setuid program would give it privileges";
    return {};
}
Answer new_namespaces(const Decoys&) {
    for (const int flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS,
                           CLONE_NEWCGROUP, 0x80 /* CLONE_NEWTIME */})
        if (::unshare(flag) == 0) return "unshare " + std::to_string(flag);
    const long child = ::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
    if (child == 0) ::_exit(0);
    if (child > 0) return "clone made a user namespace";
    return {};
}
Answer clone_by_new_call(const Decoys&) {
    unsigned long arguments[11] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
    const long child = ::syscall(SYS_clone3, arguments, 88);
    if (child == 0) ::_exit(0);
    if (child > 0) return "clone3 made a user namespace";
    return {};
}
Answer join_namespaces(const Decoys&) {
    for (const char* name : {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"}) {
        const int fd = ::open((std::string("/proc/1/ns/") + name).c_str(), O_RDONLY);
        if (fd >= 0 && ::setns(fd, 0) == 0) return std::string("joined the namespace ") + name;
    }
    return {};
}
Answer raise_limits(const Decoys&) {
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    if (limit.rlim_max != 0) return "may dump core";
    limit = {1, 1};
    if (::setrlimit(RLIMIT_CORE, &limit) == 0) return "raised a limit";
    const sched_param first{50};
    if (::sched_setscheduler(0, SCHED_FIFO, &first) == 0) return "real-time scheduling";
    if (::setpriority(PRIO_PROCESS, 0, -20) == 0) return "a higher priority";
    const int score = ::open("/proc/self/oom_score_adj", O_WRONLY);
    if (score >= 0 && ::write(score, "-1000", 5) == 5) return "no longer ended when memory is short";
    return {};
}

}  // namespace

const std::vector<Attack>& process_attacks() {
    static const std::vector<Attack> attacks = {{"host-processes", host_processes},
                                                {"end-first-process", end_first_process},
                                                {"trace", trace},
                                                {"foreign-memory", foreign_memory},
                                                {"by-first-process", by_first_process},
                                                {"steal-descriptors", steal_descriptors},
                                                {"inherited-descriptors", inherited_descriptors},
                                                {"terminal", terminal},
                                                {"become-root", become_root},
                                                {"capabilities", capabilities},
                                                {"new-namespaces", new_namespaces},
                                                {"clone-by-new-call", clone_by_new_call},
                                                {"join-namespaces", join_namespaces},
                                                {"raise-limits", raise_limits}};
    return attacks;
}
