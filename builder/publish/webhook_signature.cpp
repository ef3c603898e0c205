#include "publish/webhook_signature.h"

#include "base/digest.h"
#include "base/error.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

namespace verbatim {

std::string webhook_signature(std::string_view secret, std::int64_t timestamp, std::string_view body) {
    const std::string signed_text = std::to_string(timestamp) + "." + std::string(body);
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    std::size_t size = 0;
    if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, secret.data(), secret.size(),
                  reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(),
                  reinterpret_cast<unsigned char*>(mac.data()), mac.size(), &size) == nullptr)
        throw Error(Failure::store, "cannot sign a webhook: OpenSSL has no HMAC with SHA-256 here");
    return "sha256=" + to_hex(std::string_view(mac).substr(0, size));
}

std::string new_delivery_id() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw Error(Failure::store, "this system gives no random numbers");
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
    const std::string hex = to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) +
           "-" + hex.substr(20);
}

}  // namespace verbatim
