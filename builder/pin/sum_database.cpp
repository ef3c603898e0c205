#include "pin/sum_database.h"

#include "base/error.h"
#include "base/text.h"
#include "inspect/module_path.h"

namespace verbatim {

namespace {

// Several lines, each fit to be shown.
std::string shown(std::string_view text) {
    std::vector<std::string> lines = split(trim(text.substr(0, 2000)), '\n');
    for (std::string& line : lines) line = printable(line);
    return join(lines, "\n");
}

// Proof that cannot be explained away: both heads are signed.
Error fork(const std::string& name, const std::string& one, const std::string& other) {
    return Error(Failure::mismatch, "the checksum database " + name +
                                        " contradicts itself: two heads that it signed "
                                        "cannot be of one tree")
        .note("One of them:\n" + shown(one))
        .note("The other:\n" + shown(other))
        .note("It shows different people different things, or somebody else has its key. Nothing was pinned.")
        .next("keep both texts: they prove it to others");
}

}  // namespace

SumDatabase::SumDatabase(NoteKey key, const std::string& kept, Get get)
    : key_(std::move(key)), get_(std::move(get)) {
    if (kept.empty()) return;
    head_ = parse_tree_head(open_note("the head that was kept of " + key_.name, kept, key_));
    note_ = kept;
}

std::string SumDatabase::need(const std::string& path) const {
    if (auto body = get_(path)) return std::move(*body);
    throw Error(Failure::unavailable, "the checksum database " + key_.name + " has no " + path);
}

// A partial tile may be gone when the tree has grown: the full one begins with it.
std::string SumDatabase::tile(const TileName& name) const {
    if (auto body = get_(tile_path(name))) return std::move(*body);
    TileName full = name;
    full.width = tile_width;
    std::string body = need(tile_path(full));
    if (body.size() == tile_width * sizeof Digest::bytes) body.resize(name.width * sizeof Digest::bytes);
    return body;
}

VerifiedTiles& SumDatabase::tiles() {
    if (!tiles_) tiles_.emplace(head_, [this](const TileName& name) { return tile(name); });
    return *tiles_;
}

// Every head is proven to be of the same tree as the newest one; the newer of them is the newest then.
void SumDatabase::take(const std::string& what, const std::string& note) {
    const TreeHead head = parse_tree_head(open_note(what, note, key_));
    if (note_.empty()) {
        head_ = head;
        note_ = note;
        return;
    }
    if (head.size == head_.size) {
        if (head != head_) throw fork(key_.name, note_, note);
        return;
    }
    if (head.size < head_.size) {
        if (tiles().hash_at(head.size) != head.hash) throw fork(key_.name, note_, note);
        return;
    }
    VerifiedTiles newer(head, [this](const TileName& name) { return tile(name); });
    if (newer.hash_at(head_.size) != head_.hash) throw fork(key_.name, note_, note);
    head_ = head;
    note_ = note;
    tiles_ = std::move(newer);
}

SumDatabase::Sum SumDatabase::look_up(const std::string& module, const std::string& version) {
    if (!asked_latest_) take("the latest head of " + key_.name, need("latest"));
    asked_latest_ = true;
    const std::string path = "lookup/" + escape_module(module) + "@" + escape_module(version);
    const SumLookup lookup = parse_sum_lookup(need(path));
    take("the head in the answer to " + path, lookup.note);
    if (tiles().record(lookup.index) != record_hash(lookup.record))
        throw Error(Failure::mismatch, "the record of " + module + "@" + version +
                                           " is not in the checksum database's "
                                           "signed tree")
            .note("Somebody changed it on the way. It reads:\n" + shown(lookup.record));
    return {h1_in_record(lookup.record, module, version), lookup.index};
}

}  // namespace verbatim
