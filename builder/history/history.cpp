#include "history/history.h"

#include "base/files.h"
#include "history/opening.h"
#include "history/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

using sqlite::Statement;
using sqlite::Transaction;

// A damaged or new file is put in a file's place, not in that of a link to it.
fs::path resolved(const fs::path& file) {
    std::error_code error;
    const fs::path there = fs::weakly_canonical(fs::absolute(file), error);
    return error ? fs::absolute(file) : there;
}

constexpr const char* results_of_run = "SELECT id FROM results WHERE run = ?1";
constexpr const char* last_results =
    "SELECT id FROM (SELECT id, max(run) FROM results WHERE state <> 'not run' AND (?1 = 0 OR run < ?1) "
    "GROUP BY unit)";
constexpr const char* columns_of_runs =
    "SELECT id, kind, configuration, version, host, started, coalesce(ended, 0), ending, error, last_sign, "
    "cache FROM runs";

Run run_of(const Statement& row) {
    Run run;
    run.id = row.number(0);
    run.kind = row.text(1);
    run.configuration = row.text(2);
    run.version = row.text(3);
    run.host = row.text(4);
    run.started = row.number(5);
    run.ended = row.number(6);
    run.ending = run_ending_of(row.text(7)).value_or(RunEnding::under_way);  // the table holds no other name
    run.error = row.text(8);
    run.shared_cache = row.text(10) != "own";
    return run;
}

struct Since {
    std::string state;
    std::int64_t run = 0, started = 0, last = 0;
};

// Result's number → since when its unit is in this state.
std::map<std::int64_t, Since> states_last(const sqlite::Database& database, std::int64_t before) {
    std::map<std::int64_t, Since> of_unit, of_result;
    Statement rows(database,
                   "SELECT unit, run, state, started, results.id FROM results JOIN runs ON run = runs.id "
                   "WHERE state <> 'not run' AND (?1 = 0 OR run < ?1) ORDER BY unit, run");
    rows.with(before);
    while (rows.step()) {
        Since& since = of_unit[rows.number(0)];
        if (std::string state = rows.text(2); since.state != state)
            since = {std::move(state), rows.number(1), rows.number(3), 0};
        since.last = rows.number(4);
    }
    for (const auto& [unit, since] : of_unit) of_result[since.last] = since;
    return of_result;
}

}  // namespace

struct History::Impl {
    Impl(const fs::path& path, Access access)
        : file(resolved(path)), opened(open_history(file, access)), database(opened.database) {}

    // A run has a lock file as long as its process lives: no number of a process is ever mistaken for
    // another's.
    [[nodiscard]] fs::path lock_of(std::int64_t run) const {
        return file.string() + ".run-" + std::to_string(run);
    }

    [[nodiscard]] bool is_alive(std::int64_t run) const {
        if (locks.contains(run)) return true;
        if (!fs::exists(lock_of(run))) return false;
        try {
            return !FileLock::attempt(lock_of(run), FileLock::Mode::shared);
        } catch (const Error&) {
            return true;  // another user's: nothing that we could know better
        }
    }

    // Locks that nobody holds: of a run that was killed, or that ended and was killed before it took it away.
    void sweep_locks() const {
        const std::string prefix = file.filename().string() + ".run-";
        std::error_code error;
        for (fs::directory_iterator at(file.parent_path(), error), end; !error && at != end;
             at.increment(error))
            if (at->path().filename().string().starts_with(prefix) && FileLock::attempt(at->path()))
                remove_tree(at->path());
    }

    void mark_killed() const {
        sweep_locks();
        std::vector<std::int64_t> under_way;
        Statement list(database, "SELECT id FROM runs WHERE ending = 'under way'");
        while (list.step()) under_way.push_back(list.number(0));
        Statement mark(database, "UPDATE runs SET ending = 'killed', ended = last_sign WHERE id = ?");
        for (const std::int64_t run : under_way)
            if (!is_alive(run)) mark.with(run).run();
    }

    // A number that is free, and its lock: a file that came out of a backup may not know of a run that goes
    // on.
    std::pair<std::int64_t, FileLock> new_run() const {
        for (std::int64_t id = database.number("SELECT coalesce(max(id), 0) FROM runs") + 1;; ++id)
            if (auto lock = FileLock::attempt(lock_of(id))) return {id, std::move(*lock)};
    }

    void read_published(Run& run) const {
        Statement rows(
            database,
            "SELECT release, number, newest_before, distro FROM published WHERE run = ? ORDER BY release");
        rows.with(run.id);
        while (rows.step())
            run.published.push_back({rows.text(0), rows.number(1), rows.number(2), rows.text(3)});
    }

    std::vector<Run> read_runs(Statement& list) const {
        std::vector<Run> all;
        while (list.step()) {
            all.push_back(run_of(list));
            if (all.back().ending == RunEnding::under_way && !is_alive(all.back().id)) {
                all.back().ending = RunEnding::killed;
                all.back().ended = list.number(9);
            }
        }
        for (Run& run : all) {
            read_published(run);
            for (auto& [row, result] : read_results(database, results_of_run, run.id))
                run.units.push_back(std::move(result));
            std::sort(run.units.begin(), run.units.end(),
                      [](const UnitResult& a, const UnitResult& b) { return a.unit < b.unit; });
        }
        return all;
    }

    fs::path file;
    OpenedHistory opened;
    sqlite::Database& database;
    std::map<std::int64_t, FileLock> locks;  // of the runs that are this object's
};

History::History(const fs::path& file, Access access) : impl_(std::make_unique<Impl>(file, access)) {}
History::~History() = default;
History::History(History&&) noexcept = default;
History& History::operator=(History&&) noexcept = default;

const std::vector<std::string>& History::notes() const {
    return impl_->opened.notes;
}

std::int64_t History::begin(const Run& run) {
    Transaction all(impl_->database);
    impl_->mark_killed();
    auto [id, lock] = impl_->new_run();
    Statement(impl_->database,
              "INSERT INTO runs (id, kind, configuration, version, host, started, ending, error, last_sign, "
              "cache) VALUES (?, ?, ?, ?, ?, ?, 'under way', '', ?, 'own')")
        .with(id, run.kind, run.configuration, run.version, run.host, run.started, run.started)
        .run();
    all.commit();
    impl_->locks.emplace(id, std::move(lock));
    return id;
}

void History::record(std::int64_t run, const UnitResult& result) {
    Transaction all(impl_->database);
    Statement sign(impl_->database,
                   "UPDATE runs SET last_sign = max(last_sign, ?) WHERE id = ? RETURNING id");
    if (!sign.with(std::int64_t{std::time(nullptr)}, run).step())
        throw Error(Failure::store, fmt::format("the history {} has no run {}", impl_->file.string(), run));
    sign.reset();
    if (result.state == UnitState::not_run) {
        Statement known(
            impl_->database,
            "SELECT 1 FROM results JOIN units ON unit = units.id WHERE run = ? AND release = ? AND "
            "component = ? AND platform = ? AND state <> 'not run'");
        if (known.with(run, result.unit.release, result.unit.component, result.unit.platform).step()) return;
    }
    write_result(impl_->database, run, result);
    all.commit();
}

void History::end(std::int64_t run, RunEnding ending, std::int64_t when, const std::string& error) {
    Transaction all(impl_->database);
    Statement(impl_->database, "UPDATE runs SET ending = ?, ended = ?, error = ? WHERE id = ?")
        .with(run_ending_name(ending), when, error, run)
        .run();
    all.commit();
    if (impl_->locks.contains(run)) remove_tree(impl_->lock_of(run));
    impl_->locks.erase(run);
}

std::optional<NumberedRelease> History::publish(std::int64_t run, const NumberedRelease& seen) {
    Transaction all(impl_->database);
    Statement newest(impl_->database, "SELECT coalesce(max(number), 0) FROM published WHERE release = ?");
    NumberedRelease found = seen;
    found.before = newest.with(seen.release).step() ? newest.number(0) : 0;
    newest.reset();
    if (seen.number <= found.before) return std::nullopt;
    Statement(impl_->database,
              "INSERT INTO published (run, release, number, newest_before, distro) VALUES (?, ?, ?, ?, ?)")
        .with(run, found.release, found.number, found.before, found.distro)
        .run();
    all.commit();
    return found;
}

std::vector<Run> History::runs(std::size_t count, const std::string& kind) const {
    const Transaction all(impl_->database, Transaction::Kind::read);
    Statement list(impl_->database,
                   std::string(columns_of_runs) + " WHERE ?1 = '' OR kind = ?1 ORDER BY id DESC LIMIT ?2");
    list.with(kind, count == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(count));
    std::vector<Run> runs = impl_->read_runs(list);
    std::reverse(runs.begin(), runs.end());
    return runs;
}

std::optional<Run> History::run(std::int64_t id) const {
    const Transaction all(impl_->database, Transaction::Kind::read);
    Statement list(impl_->database, std::string(columns_of_runs) + " WHERE id = ?");
    list.with(id);
    std::vector<Run> found = impl_->read_runs(list);
    return found.empty() ? std::nullopt : std::optional<Run>(std::move(found.front()));
}

std::map<UnitName, LastKnown> History::last_known(std::int64_t before) const {
    const Transaction all(impl_->database, Transaction::Kind::read);
    const auto since = states_last(impl_->database, before);
    Statement list(
        impl_->database,
        "SELECT results.id, run, started, version, host, cache FROM results JOIN runs ON run = runs.id "
        "WHERE results.id IN (" +
            std::string(last_results) + ")");
    list.with(before);
    std::map<std::int64_t, LastKnown> by_result;
    while (list.step()) {
        const Since& state = since.at(list.number(0));
        by_result[list.number(0)] = {list.number(1), list.number(2),        {},        list.text(3),
                                     list.text(4),   list.text(5) != "own", state.run, state.started};
    }
    std::map<UnitName, LastKnown> known;
    for (auto& [row, result] : read_results(impl_->database, last_results, before)) {
        LastKnown& one = by_result.at(row);
        one.result = std::move(result);
        const UnitName name = one.result.unit;
        known[name] = std::move(one);
    }
    return known;
}

}  // namespace verbatim
