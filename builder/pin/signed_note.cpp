#include "pin/signed_note.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "pin/base64.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

namespace verbatim {

namespace {

constexpr std::size_t note_limit = 1'000'000;
constexpr int signature_limit = 100;
constexpr std::string_view dash = "\xe2\x80\x94 ";  // an em dash and a blank begin a signature's line

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::uint32_t big_endian(std::string_view four) {
    std::uint32_t value = 0;
    for (const char c : four.substr(0, 4)) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
}

std::uint32_t key_hash(const std::string& name, const std::string& raw) {
    const Digest digest = sha256(name + "\n" + raw);
    return big_endian({reinterpret_cast<const char*>(digest.bytes.data()), 4});
}

bool is_name(std::string_view name) {
    return !name.empty() && name.find_first_of("+ \t\n") == std::string_view::npos && printable(name) == name;
}

bool verifies(const NoteKey& key, std::string_view text, std::string_view signature) {
    const Key open(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(key.key), key.key.size()),
                   EVP_PKEY_free);
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return open && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, open.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

Error no_note(const std::string& what, const std::string& why) {
    return Error(Failure::mismatch, what + " is no signed note: " + why);
}

}  // namespace

NoteKey parse_note_key(std::string_view text) {
    const auto refuse = [&](const char* why) {
        return Error(Failure::definition,
                     "\"" + printable(text.substr(0, 200)) + "\" is no key of a checksum database")
            .note(why)
            .note("Expected NAME+HASH+KEY, as GOSUMDB has it.");
    };
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos) throw refuse("It has not three parts.");
    NoteKey key;
    key.name = text.substr(0, first);
    const std::string hash(text.substr(first + 1, second - first - 1));
    const auto raw = decode_base64(text.substr(second + 1));
    if (!is_name(key.name)) throw refuse("Its name is none.");
    if (hash.size() != 8 || hash.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw refuse("Its hash is not 8 hexadecimal digits.");
    if (!raw || raw->size() != 33 || raw->front() != 1)
        throw refuse("Its last part is no Ed25519 key in base64.");
    key.hash = static_cast<std::uint32_t>(std::stoul(hash, nullptr, 16));
    if (key.hash != key_hash(key.name, *raw))
        throw refuse("Its hash is not that of this name with this key.");
    key.key = raw->substr(1);
    return key;
}

std::string open_note(const std::string& what, std::string_view note, const NoteKey& key) {
    if (note.size() > note_limit) throw no_note(what, "it is longer than any");
    const bool visible = std::none_of(
        note.begin(), note.end(), [](char c) { return c != '\n' && static_cast<unsigned char>(c) < 0x20; });
    if (!visible) throw no_note(what, "it holds control bytes");
    const auto blank = note.rfind("\n\n");
    if (blank == std::string_view::npos) throw no_note(what, "no blank line stands before its signatures");
    const std::string_view text = note.substr(0, blank + 1);
    std::string_view signatures = note.substr(blank + 2);
    if (signatures.empty() || !signatures.ends_with('\n')) throw no_note(what, "it is cut off");
    bool signed_by_key = false;
    for (int count = 0; !signatures.empty(); ++count) {
        const auto end = signatures.find('\n');
        std::string_view line = signatures.substr(0, end);
        signatures.remove_prefix(end + 1);
        if (count >= signature_limit) throw no_note(what, "it has more signatures than any");
        if (!line.starts_with(dash)) throw no_note(what, "a line among its signatures is none");
        line.remove_prefix(dash.size());
        const auto space = line.find(' ');
        const auto raw =
            space == std::string_view::npos ? std::nullopt : decode_base64(line.substr(space + 1));
        if (!raw || raw->size() < 5 || !is_name(line.substr(0, space)))
            throw no_note(what, "a line among its signatures is none");
        if (line.substr(0, space) != key.name || big_endian(*raw) != key.hash) continue;  // somebody else's
        if (!verifies(key, text, std::string_view(*raw).substr(4)))
            throw Error(Failure::mismatch,
                        what + " bears a signature of " + key.name + " that is not its own")
                .note("Somebody changed it on the way, or it was never signed.");
        signed_by_key = true;
    }
    if (!signed_by_key) throw Error(Failure::mismatch, what + " is not signed by " + key.name);
    return std::string(text);
}

}  // namespace verbatim
