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
    std::int64_t when = 0;  // that run's start, seconds since 1970
    UnitResult result;      // never not_run
};

class History {
  public:
    // Opens it, makes it where it is absent, brings an older schema up to date (in one transaction, with a
    // copy kept beside it). A file that is damaged or no SQLite is set aside as NAME.damaged-TIME, never
    // deleted, what can be read of it is carried over into a new one, and notes() tells. Throws Error: a
    // schema newer than this program's, a file that cannot be read or written, a full disk (Failure::store).
    explicit History(const std::filesystem::path& file);
    ~History();
    History(History&&) noexcept;
    History& operator=(History&&) noexcept;

    // What happened at opening that a person should know, a line each.
    [[nodiscard]] const std::vector<std::string>& notes() const;

    // Runs that are under way but whose process is gone are marked as killed first. Returns the number. `run`
    // says all but its units, its number and its end.
    std::int64_t begin(const Run& run);
    // Adds a unit's result, or replaces it: durable when it returns.
    void record(std::int64_t run, const UnitResult& result);
    void end(std::int64_t run, RunEnding ending, std::int64_t when, const std::string& error = {});

    // The last `count` runs that match (all where 0), oldest first, with their units. `kind` empty: any.
    [[nodiscard]] std::vector<Run> runs(std::size_t count = 0, const std::string& kind = {}) const;
    [[nodiscard]] std::optional<Run> run(std::int64_t id) const;
    // For each unit ever recorded: the last state that is not not_run, of runs before `before` (0: of all).
    [[nodiscard]] std::map<UnitName, LastKnown> last_known(std::int64_t before = 0) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim
