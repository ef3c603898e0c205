#include "history/opening.h"

#include "base/interrupt.h"
#include "base/text.h"
#include "history/salvage.h"
#include "history/schema.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <thread>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

using sqlite::Database;
using sqlite::Open;

// How long other writers may take to let go of a file that has to be mended.
constexpr std::chrono::seconds patience{3};

struct State {
    enum class Kind { fresh, older, good, damaged } kind = Kind::good;
    std::int64_t version = 0;
    std::string reason;  // of the damage
};

Error not_ours(const fs::path& file, const std::string& why) {
    return Error(Failure::store, file.string() + " is no history of Verbatim's: " + why)
        .note("It was not touched.")
        .next("name another file: --history FILE");
}

// SQLite itself would play back or remove what lies beside a file before it looks at the file.
bool begins_like_sqlite(const fs::path& file) {
    constexpr std::string_view magic("SQLite format 3\0", 16);
    std::array<char, magic.size()> begin{};
    const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) throw disk_error("read", file, errno);
    const ssize_t size = ::read(fd.get(), begin.data(), begin.size());
    return size == 0 ||
           (size == ssize_t{begin.size()} && std::string_view(begin.data(), begin.size()) == magic);
}

State look_into(const fs::path& file) {
    if (!begins_like_sqlite(file)) return {State::Kind::damaged, 0, "it is no SQLite file"};
    const Database database(file, Open::change);
    const std::int64_t application = database.number("PRAGMA application_id");
    const std::int64_t version = database.number("PRAGMA user_version");
    const std::int64_t tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (application == 0 && version == 0 && tables == 0) return {State::Kind::fresh, 0, {}};
    if (application != history_application_id) throw not_ours(file, "another program's SQLite file");
    if (version > newest_schema())
        throw Error(Failure::store, fmt::format("the history {} has version {} of its tables, and this "
                                                "Verbatim knows none above {}",
                                                file.string(), version, newest_schema()))
            .note("A newer Verbatim wrote it. It was not touched.")
            .next("use that Verbatim, or name another file: --history FILE");
    // Its last line is the finding, after one that only names the database.
    if (const std::string found = database.text("PRAGMA quick_check(1)"); found != "ok")
        return {State::Kind::damaged, version, found.substr(found.rfind('\n') + 1)};
    if (version < 1) return {State::Kind::damaged, version, "its tables have no version"};
    if (std::string problem = schema_problem(database); !problem.empty())
        return {State::Kind::damaged, version, std::move(problem)};
    return {version < newest_schema() ? State::Kind::older : State::Kind::good, version, {}};
}

// Is there a file? Throws where something else has the name.
bool is_there(const fs::path& file) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found) return false;
    if (error) throw disk_error("read", file, error.value());
    if (status.type() != fs::file_type::regular) throw not_ours(file, "no file");
    return true;
}

State examine(const fs::path& file) {
    if (!is_there(file)) return {State::Kind::fresh, 0, {}};
    try {
        return look_into(file);
    } catch (const Error& damage) {
        if (damage.kind() != Failure::damaged) throw;
        return {State::Kind::damaged, 0, damage.message()};
    }
}

fs::path with_suffix(const fs::path& file, const std::string& suffix) {
    return file.string() + suffix;
}

// NAME.WHAT-20261122T052755Z, or with -2 and so on behind it: a name that is free.
fs::path free_name(const fs::path& file, const std::string& what) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 32> time{};
    (void)std::strftime(time.data(), time.size(), "%Y%m%dT%H%M%SZ", &utc);
    const std::string base = file.string() + "." + what + "-" + time.data();
    fs::path name = base;
    for (int i = 2; fs::exists(fs::symlink_status(name)); ++i) name = base + "-" + std::to_string(i);
    return name;
}

void sync_folder(const fs::path& file) {
    const FileDescriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.valid()) (void)::fsync(folder.get());
}

void rename_durably(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0)
        throw disk_error("rename " + from.string() + " to", to, errno);
    sync_folder(to);
}

void remove_with_companions(const fs::path& file) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) remove_tree(with_suffix(file, suffix));
}

// A new file beside `file`, whole or not there. `fill` gets it empty.
template <typename Fill>
auto made_beside(const fs::path& file, Fill fill) {
    const fs::path made = with_suffix(file, ".new");
    remove_with_companions(made);  // of a process that was killed here
    try {
        const Database database(made, Open::make);
        database.run("PRAGMA synchronous = EXTRA");
        return fill(database);
    } catch (...) {
        remove_with_companions(made);
        throw;
    }
}

std::string salvaged_note(const fs::path& file, const std::string& reason, const Salvaged& salvaged) {
    std::string note = fmt::format("the history {} was damaged ({})", file.string(), reason);
    if (salvaged.runs == 0)
        return note + "; nothing of it could be read" +
               (salvaged.unreadable.empty() ? "" : ": " + salvaged.unreadable);
    return note + fmt::format("; {} with {} could be read", counted(salvaged.runs, "run"),
                              counted(salvaged.results, "result"));
}

// The new file stands in the old one's place in one step; a journal of the old one must not be taken for one
// of the new, so it goes first.
std::string set_aside(const fs::path& file, const std::string& reason) {
    const Salvaged salvaged = made_beside(file, [&](const Database& to) { return salvage(file, to); });
    const fs::path aside = free_name(file, "damaged");
    const bool linked = ::link(file.c_str(), aside.c_str()) == 0;
    for (const char* suffix : {"-journal", "-wal", "-shm"})
        if (fs::exists(with_suffix(file, suffix)))
            rename_durably(with_suffix(file, suffix), with_suffix(aside, suffix));
    if (!linked) rename_durably(file, aside);
    rename_durably(with_suffix(file, ".new"), file);
    return salvaged_note(file, reason, salvaged) + fmt::format("; it lies as {} now", aside.string());
}

std::string bring_up_to_date(const fs::path& file, std::int64_t version) {
    const Database database(file, Open::change);
    database.run("PRAGMA synchronous = EXTRA");
    sqlite::Transaction all(database);
    const fs::path copy = free_name(file, fmt::format("version-{}", version));
    made_beside(file, [&](const Database& to) {
        // A connection of its own: one cannot be copied while it writes.
        to.copy_from(Database(file, Open::change));
        return 0;
    });
    rename_durably(with_suffix(file, ".new"), copy);
    try {
        migrate(database, version, newest_schema());
        all.commit();
    } catch (...) {
        remove_tree(copy);
        throw;
    }
    return fmt::format(
        "the history {} was brought from version {} of its tables to {}; a copy of it as it was lies as {}",
        file.string(), version, newest_schema(), copy.string());
}

// So that nobody ever sees one without tables.
void make_new(const fs::path& file) {
    made_beside(file, [](const Database& to) {
        sqlite::Transaction all(to);
        migrate(to, 0, newest_schema());
        all.commit();
        return 0;
    });
    rename_durably(with_suffix(file, ".new"), file);
}

// With the file to itself, once it is: others may have mended it meanwhile.
void mend(const fs::path& file, std::optional<FileLock>& lock, State state, std::vector<std::string>& notes) {
    const fs::path lock_file = with_suffix(file, ".lock");
    const auto until = std::chrono::steady_clock::now() + patience;
    while (state.kind != State::Kind::good) {
        lock.reset();
        if (auto whole = FileLock::attempt(lock_file)) {
            state = examine(file);
            if (state.kind == State::Kind::fresh) {
                if (fs::exists(file))
                    notes.push_back("the history " + file.string() + " was empty, and is begun anew");
                make_new(file);
            }
            if (state.kind == State::Kind::older) notes.push_back(bring_up_to_date(file, state.version));
            if (state.kind == State::Kind::damaged) notes.push_back(set_aside(file, state.reason));
            whole->share();
            lock = std::move(whole);
            return;
        }
        if (std::chrono::steady_clock::now() > until)
            throw Error(Failure::store,
                        state.kind == State::Kind::damaged
                            ? "the history " + file.string() + " is damaged: " + state.reason
                            : "the history " + file.string() + " has to be made or brought up to date")
                .note("It cannot be done while another process writes it, and one does.")
                .next("let that process end, then run the same command again");
        throw_if_interrupted();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        lock.emplace(lock_file, FileLock::Mode::shared);
        state = examine(file);
    }
}

OpenedHistory open_to_write(const fs::path& file) {
    make_directories(file.parent_path());
    (void)is_there(file);  // no lock beside what is not ours
    std::optional<FileLock> lock(std::in_place, with_suffix(file, ".lock"), FileLock::Mode::shared);
    std::vector<std::string> notes;
    mend(file, lock, examine(file), notes);
    Database database(file, Open::change);
    // EXTRA: that a transaction is over survives a power cut too.
    database.run("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON");
    return {std::move(lock), std::move(database), std::move(notes)};
}

OpenedHistory open_to_look(const fs::path& file) {
    const State state = examine(file);
    std::error_code error;
    if (state.kind == State::Kind::fresh && fs::status(file, error).type() == fs::file_type::not_found)
        throw Error(Failure::usage, "there is no history at " + file.string())
            .next("name another file: --history FILE");
    if (state.kind == State::Kind::good) {
        Database database(file, Open::change);
        database.run("PRAGMA query_only = ON");
        return {std::nullopt, std::move(database), {}};
    }
    OpenedHistory opened{std::nullopt, Database::in_memory(), {}};
    if (state.kind == State::Kind::damaged) {
        const Salvaged salvaged = salvage(file, opened.database);
        opened.notes = {salvaged_note(file, state.reason, salvaged),
                        "the next run that is recorded sets the damaged file aside"};
        return opened;
    }
    if (state.kind == State::Kind::older) opened.database.copy_from(Database(file, Open::change));
    migrate(opened.database, state.version, newest_schema());
    return opened;
}

}  // namespace

OpenedHistory open_history(const fs::path& file, History::Access access) {
    return access == History::Access::write ? open_to_write(file) : open_to_look(file);
}

}  // namespace verbatim
