// The Go checksum database asked for a module's hash, and believed nothing: every head is signed by its key,
// every head that was ever seen is part of every later one, and the record is in the tree at the place that
// the answer says. Unaware of how answers come and where heads are kept. Protocol:
// https://go.dev/design/25530-sumdb, go.dev/ref/mod#checksum-database.
#pragma once

#include "pin/signed_note.h"
#include "pin/sum_record.h"
#include "pin/verified_tiles.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace verbatim {

class SumDatabase {
  public:
    // The body of "latest", "lookup/MODULE@VERSION" or "tile/…"; nothing where there is none.
    using Get = std::function<std::optional<std::string>(const std::string& path)>;

    // `kept`: the note of the newest head that was seen before; empty: none was. Throws what open_note()
    // throws where that is not the database's.
    SumDatabase(NoteKey key, const std::string& kept, Get get);

    SumDatabase(const SumDatabase&) = delete;
    SumDatabase& operator=(const SumDatabase&) = delete;

    struct Sum {
        std::string h1;
        std::uint64_t index = 0;  // of the record
    };
    // Throws Error (mismatch) where any part of an answer is not what the signed tree says, Error
    // (unavailable) where the database does not know the module.
    Sum look_up(const std::string& module, const std::string& version);

    // Of the newest head: to be kept. Empty before the first look-up, where none was kept.
    [[nodiscard]] const std::string& newest_note() const { return note_; }
    [[nodiscard]] const TreeHead& newest() const { return head_; }

  private:
    void take(const std::string& what, const std::string& note);
    std::string need(const std::string& path) const;
    std::string tile(const TileName& name) const;
    VerifiedTiles& tiles();

    NoteKey key_;
    Get get_;
    std::string note_;  // of head_; empty: no head is known
    TreeHead head_;
    std::optional<VerifiedTiles> tiles_;  // of head_, when they were asked for
    bool asked_latest_ = false;
};

}  // namespace verbatim
