// SQLite's C interface, owned: a connection, a statement, a transaction. Unaware of what is kept in it.
// Errors of the library become Error that names the file: (damaged) where SQLite cannot make sense of the
// file, (store) for a full disk, a lack of permission, a lock that another process keeps for too long.
#pragma once

#include "base/error.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace verbatim::sqlite {

enum class Open {
    make,       // read and write, made where absent
    change,     // read and write; read only where this user may not write it
    untouched,  // no lock, no journal, no byte changed: for a file that is known to be damaged
};

class Database {
  public:
    Database(const std::filesystem::path& file, Open how);
    static Database in_memory();

    // One or several commands without values.
    void run(const std::string& commands) const;
    [[nodiscard]] std::int64_t number(const std::string& query) const;  // of the first row; 0 without any
    [[nodiscard]] std::string text(const std::string& query) const;
    [[nodiscard]] std::int64_t last_row() const;
    // All pages of `from` over what is here.
    void copy_from(const Database& from) const;
    [[noreturn]] void fail(int code) const;
    [[nodiscard]] sqlite3* get() const { return handle_.get(); }

  private:
    Database(const std::string& name, const std::string& shown, int flags);
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::string shown_;  // the file, as errors name it
    std::unique_ptr<sqlite3, Close> handle_;
};

// Values are numbered from 1 in the order of bind(), columns from 0.
class Statement {
  public:
    Statement(const Database& database, std::string_view command);

    template <typename... Values>
    Statement& with(const Values&... values) {
        reset();
        (bind(values), ...);
        return *this;
    }
    // True where there is a row.
    bool step();
    // Runs it to its end.
    void run();
    // The same; false where the values are none that such a row can have.
    bool run_if_fitting();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    // Takes the value of a row of another statement, whatever its type.
    void bind_value_of(const Statement& other, int column);
    void reset();

  private:
    int advance();
    // As UTF-8 without NUL, and bounded (kept_text()).
    void bind(std::string_view value);
    void bind(const std::string& value) { bind(std::string_view(value)); }
    void bind(const char* value) { bind(std::string_view(value)); }
    void bind(std::int64_t value);
    void bind(int value) { bind(std::int64_t{value}); }
    void bind(bool value) { bind(std::int64_t{value ? 1 : 0}); }

    const Database* database_;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
};

// From now on nobody else writes; all that is done until commit() is done, or nothing of it.
class Transaction {
  public:
    enum class Kind { write, read };
    explicit Transaction(const Database& database, Kind kind = Kind::write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    const Database& database_;
    bool open_ = true;
};

// A text as it is kept: every reader of SQLite must be able to read it, so bytes that are no UTF-8, and NUL,
// become U+FFFD; of more than `longest_text` bytes the beginning is kept, and "…".
std::string kept_text(std::string_view text);
inline constexpr std::size_t longest_text = std::size_t{64} << 10U;

}  // namespace verbatim::sqlite
