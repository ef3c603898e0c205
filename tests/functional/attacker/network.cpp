// Ways out by sockets, and by what else processes talk through.
#include "attack.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/vm_sockets.h>
#include <mqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace {

using Answer = std::optional<std::string>;

bool connects(int fd, const void* address, socklen_t size) {
    return fd >= 0 && ::connect(fd, static_cast<const sockaddr*>(address), size) == 0;
}

Answer tcp(const char* address, int port, const char* what) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const timeval patience{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, address, &to.sin_addr);
    return connects(fd, &to, sizeof to) ? Answer(what) : Answer();
}

Answer host_loopback(const Decoys& decoys) {
    return tcp("127.0.0.1", decoys.port, "reached a server on the host's loopback");
}
Answer outside(const Decoys&) {
    // Addresses that are nobody's (RFC 5737): that there is no route at all is what must be told.
    if (tcp("192.0.2.1", 80, "connected to the outside")) return "connected to the outside";
    if (errno == EINPROGRESS || errno == ETIMEDOUT || errno == EAGAIN)
        return "there is a route to the outside";
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(53);
    ::inet_pton(AF_INET, "192.0.2.1", &to.sin_addr);
    if (::sendto(fd, "x", 1, 0, reinterpret_cast<sockaddr*>(&to), sizeof to) == 1) return "sent a datagram";
    return {};
}
Answer other_interfaces(const Decoys&) {
    for (unsigned index = 1; index < 64; ++index) {
        char name[IF_NAMESIZE] = {};
        ifreq request{};
        request.ifr_ifindex = static_cast<int>(index);
        const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
        const bool there = ::ioctl(fd, SIOCGIFNAME, &request) == 0;
        ::close(fd);
        std::memcpy(name, request.ifr_name, IF_NAMESIZE - 1);
        if (there && std::strcmp(name, "lo") != 0) return std::string("there is an interface ") + name;
    }
    return {};
}
Answer abstract_socket(const Decoys& decoys) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path + 1, decoys.abstract.data(), decoys.abstract.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + decoys.abstract.size());
    return connects(::socket(AF_UNIX, SOCK_STREAM, 0), &to, size) ? Answer("an abstract socket of the host's")
                                                                  : Answer();
}
Answer path_socket(const Decoys& decoys) {
    for (const std::string& path :
         {decoys.socket, std::string("/run/dbus/system_bus_socket"), std::string("/var/run/docker.sock"),
          std::string("/run/systemd/private")}) {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        std::strncpy(to.sun_path, path.c_str(), sizeof to.sun_path - 1);
        if (connects(::socket(AF_UNIX, SOCK_STREAM, 0), &to, sizeof to)) return "connected to " + path;
    }
    return {};
}
Answer seldom_families(const Decoys&) {
    for (int family = 3; family < 64; ++family) {
        if (family == AF_INET6) continue;
        for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET})
            if (::socket(family, type, 0) >= 0) return "a socket of family " + std::to_string(family);
    }
    return {};
}
Answer raw_sockets(const Decoys&) {
    if (::socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0) return "a raw socket";
    if (::socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) >= 0) return "a raw IPv6 socket";
    return {};
}
Answer shared_memory(const Decoys& decoys) {
    const int id = ::shmget(decoys.shared_memory, 0, 0);
    if (id < 0) return {};
    return "found the host's shared memory";
}
Answer message_queues(const Decoys& decoys) {
    if (::msgget(decoys.queue, 0) >= 0) return "found the host's message queue";
    if (::mq_open(decoys.posix_queue.c_str(), O_RDONLY) >= 0) return "opened the host's POSIX message queue";
    return {};
}

}  // namespace

const std::vector<Attack>& network_attacks() {
    static const std::vector<Attack> attacks = {
        {"host-loopback", host_loopback},       {"outside", outside},
        {"other-interfaces", other_interfaces}, {"abstract-socket", abstract_socket},
        {"path-socket", path_socket},           {"seldom-families", seldom_families},
        {"raw-sockets", raw_sockets},           {"shared-memory", shared_memory},
        {"message-queues", message_queues}};
    return attacks;
}
