// Ways out by the file system: writing to what is shared, reading what is the host's, mounting, devices.
#include "attack.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>

namespace {

using Answer = std::optional<std::string>;
constexpr const char* toolchain_file = "/usr/local/go/VERSION";

bool opens(const std::string& path, int flags) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (fd >= 0) ::close(fd);
    return fd >= 0;
}

Answer opened(std::initializer_list<std::string> paths, int flags) {
    for (const std::string& path : paths)
        if (opens(path, flags)) return "opened " + path;
    return {};
}

Answer write_toolchain(const Decoys&) {
    ::chmod(toolchain_file, 0666);
    ::chmod("/usr/local/go", 0777);
    if (auto done = opened({toolchain_file, "/usr/local/go/bin/go"}, O_WRONLY)) return done;
    if (::unlink(toolchain_file) == 0) return "removed a file of the toolchain";
    if (::rename("/usr/local/go/bin", "/usr/local/go/moved") == 0) return "renamed a folder of the toolchain";
    return opened({"/usr/local/go/new"}, O_WRONLY | O_CREAT);
}
Answer write_root(const Decoys&) {
    return opened({"/new", "/usr/new", "/usr/tiny", "/etc/passwd", "/usr/local/new"}, O_WRONLY | O_CREAT);
}
Answer remount(const Decoys&) {
    for (const char* at : {"/", "/usr", "/usr/local/go", "/proc", "/dev", "/build/src"})
        for (const unsigned long flags :
             {0UL + MS_REMOUNT + MS_BIND, 0UL + MS_REMOUNT, 0UL + MS_REMOUNT + MS_BIND + MS_NOSUID})
            if (::mount("none", at, nullptr, flags, nullptr) == 0) return std::string("remounted ") + at;
    return {};
}
Answer mount_over(const Decoys&) {
    if (::mount("tmpfs", "/tmp", "tmpfs", 0, nullptr) == 0) return "mounted a tmpfs";
    if (::mount("/tmp", "/usr/local/go", nullptr, MS_BIND, nullptr) == 0)
        return "bound a folder over the toolchain";
    if (::mount("proc", "/tmp", "proc", 0, nullptr) == 0) return "mounted proc";
    if (::mount("sysfs", "/tmp", "sysfs", 0, nullptr) == 0) return "mounted sysfs";
    if (::mount("overlay", "/tmp", "overlay", 0, "lowerdir=/usr,upperdir=/tmp,workdir=/out") == 0)
        return "mounted an overlay";
    if (::mount("cgroup", "/tmp", "cgroup", 0, "pids") == 0) return "mounted cgroups";
    return {};
}
Answer mount_by_new_calls(const Decoys&) {
    if (::syscall(SYS_fsopen, "tmpfs", 0) >= 0) return "fsopen";
    if (::syscall(SYS_open_tree, AT_FDCWD, "/", OPEN_TREE_CLONE) >= 0) return "open_tree";
    if (::syscall(SYS_fspick, AT_FDCWD, "/", 0) >= 0) return "fspick";
    mount_attr writable{};
    writable.attr_clr = MOUNT_ATTR_RDONLY;
    if (::syscall(SYS_mount_setattr, AT_FDCWD, "/usr/local/go", 0, &writable, sizeof writable) == 0)
        return "mount_setattr made the toolchain writable";
    return {};
}
Answer unmount(const Decoys&) {
    for (const char* at : {"/usr/local/go", "/proc", "/tmp", "/"})
        if (::umount2(at, MNT_DETACH) == 0) return std::string("unmounted ") + at;
    return {};
}
Answer change_root(const Decoys&) {
    if (::chroot("/tmp") == 0) return "chroot";
    if (::syscall(SYS_pivot_root, "/tmp", "/tmp") == 0) return "pivot_root";
    return {};
}
Answer read_host(const Decoys& decoys) {
    return opened({decoys.secret, decoys.home, "/etc/shadow", "/root", "/var/lib/dpkg/status", "/boot",
                   "/run", "/sys", "/oldroot", "/newroot", "/etc/resolv.conf", "/.dockerenv"},
                  O_RDONLY);
}
Answer reach_store(const Decoys& decoys) {
    return opened({decoys.store, decoys.store + "/blobs", decoys.store + "/outcomes", decoys.store + "/tmp"},
                  O_RDONLY);
}
Answer climb(const Decoys& decoys) {
    // More ".." than there are folders, also from folders that are mounts of the host's.
    for (const char* from : {"/", "/build/src", "/usr/local/go", "/out", "/proc/self/cwd", "/proc/self/root"})
        if (opens(std::string(from) + "/../../../../../../../../.." + decoys.secret, O_RDONLY))
            return std::string("climbed out of ") + from;
    return {};
}
Answer follow_link(const Decoys& decoys) {
    if (::symlink(decoys.secret.c_str(), "/out/link") == 0 && opens("/out/link", O_RDONLY))
        return "followed a link";
    ::unlink("/out/link");
    return {};
}
Answer hard_link(const Decoys&) {
    if (::link(toolchain_file, "/out/hard") == 0) return "a second name for a file of the toolchain";
    return {};
}
Answer open_by_handle(const Decoys&) {
    alignas(file_handle) unsigned char bytes[sizeof(file_handle) + 128] = {};
    auto* handle = reinterpret_cast<file_handle*>(bytes);
    handle->handle_bytes = 128;
    int id = 0;
    if (::name_to_handle_at(AT_FDCWD, "/usr/local/go", handle, &id, 0) == 0) return "name_to_handle_at";
    const int root = ::open("/", O_RDONLY);
    handle->handle_bytes = 8;
    handle->handle_type = 1;
    bytes[sizeof(file_handle)] = 2;  // the root folder of an ext4
    if (::open_by_handle_at(root, handle, O_RDONLY) >= 0) return "open_by_handle_at";
    return {};
}
Answer make_device(const Decoys&) {
    for (const char* path : {"/tmp/device", "/out/device", "/dev/device"}) {
        if (::mknod(path, S_IFCHR | 0600, makedev(1, 1)) == 0) return "a character device";
        if (::mknod(path, S_IFBLK | 0600, makedev(254, 0)) == 0) return "a block device";
    }
    return {};
}
Answer open_device(const Decoys&) {
    return opened({"/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/port", "/dev/sda", "/dev/vda",
                   "/dev/loop-control", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/console", "/dev/tty0",
                   "/dev/mapper/control", "/dev/disk", "/dev/vsock"},
                  O_RDONLY);
}
Answer write_devices(const Decoys&) {
    return opened({"/dev/new", "/dev/pts/new"}, O_WRONLY | O_CREAT);
}
Answer set_user_id(const Decoys&) {
    const int fd = ::open("/tmp/suid", O_WRONLY | O_CREAT, 0755);
    ::close(fd);
    if (::chmod("/tmp/suid", 04755) == 0 && ::chown("/tmp/suid", 0, 0) == 0) return "a setuid file of root's";
    return {};
}

}  // namespace

const std::vector<Attack>& file_attacks() {
    static const std::vector<Attack> attacks = {{"write-toolchain", write_toolchain},
                                                {"write-root", write_root},
                                                {"remount", remount},
                                                {"mount-over", mount_over},
                                                {"mount-by-new-calls", mount_by_new_calls},
                                                {"unmount", unmount},
                                                {"change-root", change_root},
                                                {"read-host", read_host},
                                                {"reach-store", reach_store},
                                                {"climb", climb},
                                                {"follow-link", follow_link},
                                                {"hard-link", hard_link},
                                                {"open-by-handle", open_by_handle},
                                                {"make-device", make_device},
                                                {"open-device", open_device},
                                                {"write-devices", write_devices},
                                                {"set-user-id-file", set_user_id}};
    return attacks;
}
