// A signed note as the Go checksum database writes its tree heads: a text, a blank line, signatures. Only
// Ed25519, and a note counts where one key that is known has signed it. Pure; the text is hostile until
// verified. Format: golang.org/x/mod/sumdb/note, https://go.dev/design/25530-sumdb,
// https://c2sp.org/signed-note.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim {

// "NAME+HASH+KEY": HASH is 8 hexadecimal digits, the beginning of SHA-256(NAME "\n" KEY); KEY is base64 of
// the byte 1, for Ed25519, and 32 bytes.
struct NoteKey {
    std::string name;
    std::uint32_t hash = 0;
    std::string key;  // 32 bytes
};

// Throws Error (definition) where it is no such key; a name that is not the key's own is one of the reasons.
NoteKey parse_note_key(std::string_view text);

// The signed text, its last line feed included. Throws Error (mismatch) where it is no note, or none that the
// key signed. `what` is what errors call it.
std::string open_note(const std::string& what, std::string_view note, const NoteKey& key);

}  // namespace verbatim
