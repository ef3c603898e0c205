// The Go checksum database as this machine reaches it: through the module proxies of GOPROXY, with the newest
// head that was seen kept in the store. Never asked itself: who has a proxy need not reach anything else.
#pragma once

#include "fetch/context.h"
#include "fetch/go_proxy.h"
#include "pin/sum_database.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace verbatim {

// The key that GOSUMDB, or else `go env GOSUMDB`, names: NAME, where it is the Go project's own database, or
// NAME+HASH+KEY. Throws Error (unavailable) where there is none, and where it says off; Error (definition)
// where it is none.
NoteKey checksum_database_key();
// The pure part of it.
NoteKey parse_gosumdb(const std::string& setting);

class Checksums {
  public:
    // Throws as above, and Error (unavailable) where no proxy passes the database on.
    explicit Checksums(FetchContext& context);

    // What SumDatabase::look_up() gives. The newest head is on disk when this returns.
    SumDatabase::Sum look_up(const std::string& module, const std::string& version);

    [[nodiscard]] const NoteKey& key() const { return key_; }
    [[nodiscard]] const TreeHead& head() const { return database_->newest(); }

  private:
    NoteKey key_;
    GoProxies proxies_;
    std::filesystem::path kept_;  // the file of the newest head
    std::filesystem::path lock_;
    std::unique_ptr<SumDatabase> database_;
};

}  // namespace verbatim
