// Runs over time, in one SQLite file. What was recorded is there after kill -9 or a lost power supply; a run
// that was cut off is told from one that ended. Two processes may have it open.
#pragma once

#include "history/run.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// What a unit was when anybody last looked.
struct LastKnown {
    std::int64_t run = 0;
    std::int64_t when = 0;      // that run's start, seconds since 1970
    UnitResult result;          // never not_run
    std::string version, host;  // of that run
    bool shared_cache = false;  // of that run
    // The first run that found it in this state, and in no other since then; runs that did not look at it do
    // not count.
    std::int64_t since_run = 0;
    std::int64_t since = 0;  // that run's start
};

class History {
  public:
    enum class Access { write, look };

    // To write: makes it where it is absent, brings older tables up to date (in one transaction, with a copy
    // kept beside it). A file that is damaged or no SQLite is set aside as NAME.damaged-TIME, never deleted,
    // what can be read of it is carried over into a new one, and notes() tells.
    // To look: changes nothing and makes nothing; of older tables, and of a damaged file, it shows what can
    // be read. Throws Error (usage) where there is none. Both throw Error (store): tables newer than this
    // program's, another program's SQLite file (neither is touched), a file that cannot be read or written, a
    // full disk, a damaged file that another process is writing. Texts are kept as UTF-8: NUL and bytes that
    // are none become U+FFFD; of more than 64 KiB, the beginning and "…" are kept.
    explicit History(const std::filesystem::path& file, Access access = Access::write);
    ~History();
    History(History&&) noexcept;
    History& operator=(History&&) noexcept;

    // What happened at opening that a person should know, a line each.
    [[nodiscard]] const std::vector<std::string>& notes() const;

    // Runs that are under way but whose process is gone are marked as killed first. Returns the number. `run`
    // says all but its units, its number and its end. It is this object's run: it counts as killed where the
    // object goes (with its process, say) before end().
    std::int64_t begin(const Run& run);
    // Adds a unit's result, or replaces it, but not with one that is not_run: durable when it returns.
    void record(std::int64_t run, const UnitResult& result);
    void end(std::int64_t run, RunEnding ending, std::int64_t when, const std::string& error = {});
    // What the distro has released by now, as a run saw it, also after its end. Nothing where that number, or
    // a later one, is known of the branch already; else what is new. `before` of `seen` is not looked at.
    std::optional<NumberedRelease> publish(std::int64_t run, const NumberedRelease& seen);

    // The last `count` runs that match (all where 0), oldest first, with their units. `kind` empty: any. One
    // that is under way but whose process is gone is shown as killed; it ended when it last recorded
    // anything.
    [[nodiscard]] std::vector<Run> runs(std::size_t count = 0, const std::string& kind = {}) const;
    [[nodiscard]] std::optional<Run> run(std::int64_t id) const;
    // For each unit ever recorded: the last state that is not not_run, of runs before the one of the number
    // `before` (0: of all).
    [[nodiscard]] std::map<UnitName, LastKnown> last_known(std::int64_t before = 0) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim
