#include "pin/checksums.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>

#include <cstdlib>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t answer_limit = 1U << 20U;
// The key of the Go project's database, as the Go command has it (cmd/go/internal/modfetch/key.go). Its hash
// is of the database's name too, so no other name passes with it.
constexpr const char* go_key = "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

// It becomes part of URLs and of a file's name.
bool is_plain(const std::string& name) {
    return is_contained_path(name) &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/") ==
               std::string::npos;
}

}  // namespace

NoteKey parse_gosumdb(const std::string& setting) {
    std::string text(trim(setting));
    text = text.substr(0, text.find(' '));  // a URL may follow, for those who ask the database itself
    if (text == "off" || text.empty())
        throw Error(Failure::unavailable, "GOSUMDB says off: no checksum database proves a toolchain's hash")
            .next("unset GOSUMDB, or set it to the name and key of a database");
    const bool has_key = text.find('+') != std::string::npos;
    NoteKey key = parse_note_key(has_key ? text : text + go_key);
    if (!is_plain(key.name))
        throw Error(Failure::definition, "the checksum database's name is none: " + printable(key.name));
    return key;
}

NoteKey checksum_database_key() {
    if (const char* variable = std::getenv("GOSUMDB"); variable != nullptr && *variable != '\0')
        return parse_gosumdb(variable);
    if (const auto value = go_env("GOSUMDB")) return parse_gosumdb(*value);
    throw Error(Failure::unavailable,
                "no checksum database is known: GOSUMDB is not set, and there is no `go` to ask")
        .next("set GOSUMDB in the environment, as the Go command takes it")
        .next("or run `make setup`, which installs Debian's Go for its default");
}

Checksums::Checksums(FetchContext& context)
    : key_(checksum_database_key()), proxies_(context.goproxy, context.events) {
    std::string file = key_.name;
    for (char& c : file)
        if (c == '/') c = '_';
    file += fmt::format("-{:08x}", key_.hash);
    kept_ = context.store.folder("checksum-databases") / file;
    lock_ = context.store.root() / "locks" / ("checksum-database-" + file);
    const std::string base = "/sumdb/" + key_.name + "/";
    if (!proxies_.find(base + "supported", "whether the proxy passes on " + key_.name, answer_limit))
        throw Error(Failure::unavailable,
                    "no module proxy of GOPROXY passes on the checksum database " + key_.name)
            .note("Without it a toolchain's hash cannot be proven, and is not pinned.")
            .next("set GOPROXY (or --goproxy) to a proxy that serves /sumdb/");
    std::string kept;
    {
        const FileLock held(lock_);
        if (fs::exists(kept_)) kept = read_file(kept_, answer_limit);
    }
    try {
        database_ = std::make_unique<SumDatabase>(key_, kept, [this, base](const std::string& path) {
            return proxies_.find(base + path, path + " of the checksum database " + key_.name, answer_limit);
        });
    } catch (const Error& error) {
        throw Error(Failure::damaged, "the head that was kept of the checksum database is damaged")
            .note(error.message() + ".")
            .note("File: " + kept_.string())
            .next(
                "remove that file: what was seen before is then forgotten, and later heads are not compared "
                "with it");
    }
}

SumDatabase::Sum Checksums::look_up(const std::string& module, const std::string& version) {
    SumDatabase::Sum sum = database_->look_up(module, version);
    const FileLock held(lock_);
    // Another process may have seen a newer one meanwhile: that stays.
    std::uint64_t there = 0;
    if (fs::exists(kept_))
        there = parse_tree_head(open_note("the kept head", read_file(kept_, answer_limit), key_)).size;
    if (there < database_->newest().size || there == 0) write_file(kept_, database_->newest_note());
    return sum;
}

}  // namespace verbatim
