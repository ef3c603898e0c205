#include "fetch/dirhash.h"

#include <openssl/evp.h>

namespace verbatim {

std::string h1_of(const std::map<std::string, Digest>& files) {
    Sha256 hash;
    for (const auto& [name, digest] : files) hash.update(digest.hex() + "  " + name + "\n");
    const Digest sum = hash.finish();
    std::string base64(4 * ((sum.bytes.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), sum.bytes.data(),
                                       static_cast<int>(sum.bytes.size()));
    base64.resize(static_cast<std::size_t>(length));
    return "h1:" + base64;
}

std::string h1_of_go_mod(std::string_view content) {
    return h1_of({{"go.mod", sha256(content)}});
}

}  // namespace verbatim
