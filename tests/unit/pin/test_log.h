// A transparent log that a test makes and signs with a key of its own, by the plainest algorithms there are:
// each hash is computed from the records, with recursion as RFC 6962 writes it.
#pragma once

#include "base/digest.h"

#include <openssl/evp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace verbatim::test {

inline std::string base64(const std::string& bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

inline std::string raw(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

class Signer {
  public:
    explicit Signer(std::string name, char seed = 7) : name_(std::move(name)) {
        const std::string secret(32, seed);
        key_.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                                reinterpret_cast<const unsigned char*>(secret.data()), 32));
        std::string open(32, '\0');
        std::size_t size = 32;
        EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(open.data()), &size);
        public_ = "\x01" + open;
        hash_ = raw(sha256(name_ + "\n" + public_)).substr(0, 4);
    }
    [[nodiscard]] std::string verifier() const { return name_ + "+" + to_hex(hash_) + "+" + base64(public_); }
    [[nodiscard]] std::string line(const std::string& text) const {
        std::string signature(64, '\0');
        std::size_t size = 64;
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
        return "\xe2\x80\x94 " + name_ + " " + base64(hash_ + signature) + "\n";
    }
    [[nodiscard]] std::string note(const std::string& text) const { return text + "\n" + line(text); }

  private:
    struct Free {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    };
    std::string name_, public_, hash_;
    std::unique_ptr<EVP_PKEY, Free> key_;
};

struct TestLog {
    std::vector<std::string> records;
    mutable std::map<std::pair<std::size_t, std::size_t>, std::string> hashes{};

    // Records stay as they are once this was asked.
    [[nodiscard]] std::string hash(std::size_t from, std::size_t to) const {
        std::string& known = hashes[{from, to}];
        if (known.empty()) known = computed(from, to);
        return known;
    }
    [[nodiscard]] std::string computed(std::size_t from, std::size_t to) const {
        if (from == to) return raw(sha256(""));
        if (to - from == 1) return raw(sha256(std::string(1, '\0') + records[from]));
        std::size_t half = 1;
        while (half * 2 < to - from) half *= 2;
        return raw(sha256("\x01" + hash(from, from + half) + hash(from + half, to)));
    }
    [[nodiscard]] std::string head(std::size_t size) const {
        return "go.sum database tree\n" + std::to_string(size) + "\n" + base64(hash(0, size)) + "\n";
    }
    // "tile/8/L/NNN" or "tile/8/L/NNN.p/W", for indexes below 1000.
    [[nodiscard]] std::optional<std::string> tile(const std::string& path, std::size_t size) const {
        const std::size_t level = static_cast<std::size_t>(path.at(7) - '0');
        const std::size_t index = std::stoul(path.substr(9, 3));
        const auto partial = path.find(".p/");
        const std::size_t width = partial == std::string::npos ? 256 : std::stoul(path.substr(partial + 3));
        const std::size_t records_each = std::size_t{1} << (8 * level);
        std::string bytes;
        for (std::size_t i = index * 256; i < index * 256 + width; ++i) {
            if ((i + 1) * records_each > size) return std::nullopt;
            bytes += hash(i * records_each, (i + 1) * records_each);
        }
        return bytes;
    }
};

inline TestLog test_log(std::size_t size) {
    TestLog log;
    for (std::size_t i = 0; i < size; ++i) {
        const std::string module = "example.test/m" + std::to_string(i) + " v1.0.0";
        const std::string h1 = " h1:" + base64(raw(sha256(module))) + "\n";
        log.records.push_back(module + h1 + module + "/go.mod" + h1);
    }
    return log;
}

}  // namespace verbatim::test
