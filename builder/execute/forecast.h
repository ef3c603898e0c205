// How long all the work will still take, by how long the same or like work took before. The estimate is a
// pure function; Forecast keeps what it needs while a plan is carried out. Unaware of who shows it.
#pragma once

#include "plan/plan.h"
#include "store/outcome.h"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

struct Remaining {
    std::chrono::milliseconds time{0};
    bool at_least = false;  // some of the work was never done before, and counts for nothing
    bool operator==(const Remaining&) const = default;
};

// One piece of work that is not done yet.
struct Pending {
    std::vector<std::size_t> needs;                  // indices of other pieces
    std::optional<std::chrono::milliseconds> takes;  // from now on; none: not known
    bool is_fetch = false;
    bool is_running = false;
};

// As the scheduler would do it: in order, as soon as all needs are done and a slot of its kind is free.
// Nothing where no duration is known.
std::optional<Remaining> estimate(const std::vector<Pending>& pieces, int runs, int fetches);

// Durations of earlier outcomes: the newest of the same name, else the middle one of the same kind of work.
class Durations {
  public:
    void add(const std::string& operation, const Outcome& outcome);
    [[nodiscard]] std::optional<std::chrono::milliseconds> of(const Action& action) const;

  private:
    std::map<std::string, Outcome> newest_;                 // by name; without trees and values
    std::map<std::string, std::vector<std::int64_t>> all_;  // by kind
};

// Of one run of a plan. May be called from several threads.
class Forecast {
  public:
    using Clock = std::chrono::steady_clock;
    // What is read of the store, the first time that there is something to do.
    struct Known {
        Durations durations;
        std::vector<bool> in_store;  // by action: surely nothing to do there
    };
    Forecast(const Plan& plan, std::set<std::size_t> wanted, int runs, int fetches,
             std::function<Known()> read);
    // Both return what is left then; nothing where it is not known. `outcome` null: it failed, and what needs
    // it will not be done either.
    std::optional<Remaining> started(std::size_t action, Clock::time_point now);
    std::optional<Remaining> finished(std::size_t action, Clock::time_point now, const Outcome* outcome,
                                      bool from_store);

  private:
    std::optional<Remaining> left(Clock::time_point now) const;

    const Plan& plan_;
    std::set<std::size_t> wanted_;  // and not done
    int runs_, fetches_;
    std::function<Known()> read_;
    std::mutex mutex_;
    std::optional<Known> known_;
    std::map<std::size_t, Clock::time_point> running_;
};

}  // namespace verbatim
