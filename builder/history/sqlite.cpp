#include "history/sqlite.h"

#include "base/text.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace verbatim::sqlite {

namespace {

// How long another process may keep the file to itself; its transactions are of a few rows each.
constexpr int patience_milliseconds = 60'000;

// A path in a URI of SQLite's: all but the plainest bytes as %XX.
std::string uri_path(const std::filesystem::path& file) {
    std::string out;
    for (const char c : std::filesystem::absolute(file).string()) {
        const bool plain = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' ||
                           c == '.' || c == '-' || c == '_';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

// The errors after which the same file can be read no better tomorrow.
bool means_damage(int code) {
    return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB ||
           (code & 0xFF) == SQLITE_FORMAT;
}

}  // namespace

Database::Database(const std::string& name, const std::string& shown, int flags) : shown_(shown) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (handle == nullptr) throw std::bad_alloc();
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, patience_milliseconds);
    // Whatever a file's schema calls for runs without side effects.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
}

Database::Database(const std::filesystem::path& file, Open how)
    : Database(how == Open::untouched ? "file:" + uri_path(file) + "?mode=ro&immutable=1" : file.string(),
               file.string(),
               how == Open::untouched ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
               : how == Open::make    ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                      : SQLITE_OPEN_READWRITE) {}

Database Database::in_memory() {
    return {":memory:", "a history in memory", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY};
}

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

void Database::fail(int code) const {
    const std::string reason = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
    if (means_damage(code)) throw Error(Failure::damaged, "the history " + shown_ + " is damaged: " + reason);
    const int system = handle_ ? sqlite3_system_errno(handle_.get()) : 0;
    if ((code & 0xFF) == SQLITE_FULL ||
        ((code & 0xFF) == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT)))
        throw Error(Failure::store, "cannot write the history " + shown_ + ": no space left on device")
            .note("What was recorded before is whole.")
            .next("free some disk space, then run the same command again");
    Error error(Failure::store, "cannot use the history " + shown_ + ": " + reason);
    if ((code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED)
        error.note(fmt::format("Another process kept it locked for {} s.", patience_milliseconds / 1000))
            .next("let that process end, then run the same command again");
    else if ((code & 0xFF) == SQLITE_READONLY || (code & 0xFF) == SQLITE_CANTOPEN ||
             (code & 0xFF) == SQLITE_PERM)
        error.next("make it and its folder writable for this user, or name another file: --history FILE");
    else if (system != 0)
        error.note(std::string("The system says: ") + std::strerror(system));
    throw error;
}

void Database::run(const std::string& commands) const {
    const int code = sqlite3_exec(get(), commands.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(const std::string& query) const {
    Statement statement(*this, query);
    return statement.step() ? statement.number(0) : 0;
}

std::string Database::text(const std::string& query) const {
    Statement statement(*this, query);
    return statement.step() ? statement.text(0) : std::string();
}

std::int64_t Database::last_row() const {
    return sqlite3_last_insert_rowid(get());
}

void Database::copy_from(const Database& from) const {
    sqlite3_backup* backup = sqlite3_backup_init(get(), "main", from.get(), "main");
    if (backup == nullptr) fail(sqlite3_extended_errcode(get()));
    sqlite3_backup_step(backup, -1);
    const int code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) fail(code);
}

Statement::Statement(const Database& database, std::string_view command) : database_(&database) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database.get(), command.data(), static_cast<int>(command.size()),
                                        &statement, nullptr);
    statement_.reset(statement);
    if (code != SQLITE_OK) database.fail(code);
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

int Statement::advance() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE || (code & 0xFF) == SQLITE_CONSTRAINT) return code;
    try {
        database_->fail(code);
    } catch (...) {
        sqlite3_reset(statement_.get());
        throw;
    }
}

bool Statement::step() {
    const int code = advance();
    if (code != SQLITE_ROW && code != SQLITE_DONE) database_->fail(code);
    return code == SQLITE_ROW;
}

bool Statement::run_if_fitting() {
    int code = advance();
    while (code == SQLITE_ROW) code = advance();
    sqlite3_reset(statement_.get());
    return code == SQLITE_DONE;
}

void Statement::run() {
    while (step()) {
    }
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
    bound_ = 0;
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Statement::bind(std::string_view value) {
    const std::string kept = kept_text(value);
    const int code = sqlite3_bind_text(statement_.get(), ++bound_, kept.data(), static_cast<int>(kept.size()),
                                       SQLITE_TRANSIENT);
    if (code != SQLITE_OK) database_->fail(code);
}

void Statement::bind(std::int64_t value) {
    const int code = sqlite3_bind_int64(statement_.get(), ++bound_, value);
    if (code != SQLITE_OK) database_->fail(code);
}

void Statement::bind_value_of(const Statement& other, int column) {
    const int code =
        sqlite3_bind_value(statement_.get(), ++bound_, sqlite3_column_value(other.statement_.get(), column));
    if (code != SQLITE_OK) database_->fail(code);
}

Transaction::Transaction(const Database& database, Kind kind) : database_(database) {
    database_.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    // A full disk may have ended it already; then this fails, and nothing is lost by that.
    if (open_) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

}  // namespace verbatim::sqlite
