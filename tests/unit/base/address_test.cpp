// Expected values by Python's ipaddress.ip_address(text).is_global, but of multicast, 3fff::/20 (RFC 9637)
// and what wraps another one.
#include "base/address.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/un.h>

#include <cstring>
#include <string>

using namespace verbatim;

namespace {

sockaddr_storage address_of(const std::string& text) {
    sockaddr_storage storage{};
    sockaddr_in inet{};
    sockaddr_in6 inet6{};
    if (inet_pton(AF_INET, text.c_str(), &inet.sin_addr) == 1) {
        inet.sin_family = AF_INET;
        std::memcpy(&storage, &inet, sizeof inet);
    } else if (inet_pton(AF_INET6, text.c_str(), &inet6.sin6_addr) == 1) {
        inet6.sin6_family = AF_INET6;
        std::memcpy(&storage, &inet6, sizeof inet6);
    } else {
        ADD_FAILURE() << text;
    }
    return storage;
}

bool is_public(const std::string& text) {
    const sockaddr_storage address = address_of(text);
    EXPECT_EQ(address_text(reinterpret_cast<const sockaddr*>(&address)), text);
    return is_public_address(reinterpret_cast<const sockaddr*>(&address));
}

}  // namespace

TEST(Address, OfThePublicInternet) {
    for (const char* text :
         {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
          "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
          "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888", "2a00::1"})
        EXPECT_TRUE(is_public(text)) << text;
}

TEST(Address, OfThisMachineOfItsNetworksOrOfNobody) {
    for (const char* text : {"0.0.0.0",
                             "0.1.2.3",
                             "10.0.0.0",
                             "10.255.255.255",
                             "100.64.0.0",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.255.255",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.2.1",
                             "192.168.0.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.9",
                             "224.0.0.1",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "fe80::1",
                             "fc00::1",
                             "fdff::1",
                             "ff02::1",
                             "2001:db8::1",
                             "2001::1",
                             "3fff::1"})
        EXPECT_FALSE(is_public(text)) << text;
}

TEST(Address, IsThatOfWhatItWraps) {
    for (const char* text : {"::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:7f00:1::"})
        EXPECT_FALSE(is_public(text)) << text;
    EXPECT_TRUE(is_public("::ffff:8.8.8.8"));
    EXPECT_TRUE(is_public("64:ff9b::808:808"));
}

TEST(Address, OfAnotherKindIsNotPublic) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    EXPECT_FALSE(is_public_address(reinterpret_cast<const sockaddr*>(&local)));
    EXPECT_EQ(address_text(reinterpret_cast<const sockaddr*>(&local)), "");
}
