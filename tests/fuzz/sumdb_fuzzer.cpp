// Any bytes as what a checksum database answers: a note, a key, a tree's head, a record, tiles. Read, or an
// Error of the kinds that are named; what was not signed is never believed. For libFuzzer.
#include "base/error.h"
#include "pin/signed_note.h"
#include "pin/sum_database.h"
#include "pin/sum_record.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace verbatim;

namespace {

// Of the example in Go's own documentation of notes.
constexpr const char* known_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

template <typename Call>
void attempt(Failure kind, Call call) {
    try {
        call();
    } catch (const Error& error) {
        if (error.kind() != kind && error.kind() != Failure::unavailable) std::abort();
        (void)error.render();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    static const NoteKey key = parse_note_key(known_key);
    attempt(Failure::definition, [&] { (void)parse_note_key(text); });
    attempt(Failure::mismatch, [&] { (void)open_note("fuzz", text, key); });
    attempt(Failure::mismatch, [&] { (void)h1_in_record(text, "m", "v1"); });
    attempt(Failure::mismatch, [&] {
        const SumLookup lookup = parse_sum_lookup(text);
        (void)parse_tree_head(lookup.note);
        (void)h1_in_record(lookup.record, "m", "v1");
    });
    // A tree of any size, whose tiles are these bytes over and over: no such tree has that hash.
    attempt(Failure::mismatch, [&] {
        VerifiedTiles tiles(parse_tree_head(text), [&](const TileName& name) {
            std::string tile;
            while (tile.size() < name.width * 32) tile += text;
            tile.resize(name.width * 32);
            return tile;
        });
        if (tiles.head().size > 0) std::abort();
    });
    attempt(Failure::mismatch, [&] {
        SumDatabase database(key, "", [&](const std::string&) { return text; });
        (void)database.look_up("m", "v1.0.0");
        std::abort();
    });
    return 0;
}
