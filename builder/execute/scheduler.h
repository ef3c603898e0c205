// Runs a plan: what is ready, as far as cores and memory allow; equal work once; what the store knows is not
// done again.
#pragma once

#include "base/error.h"
#include "base/event.h"
#include "execute/perform.h"
#include "plan/plan.h"
#include "store/store.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace verbatim {

struct Limits {
    int runs = 2;                    // Runs and Transforms at once
    int fetches = 4;                 // Fetches at once
    std::uint64_t memory_bytes = 0;  // that the Runs may plan to use together; 0: not limited
};

// From this machine's cores and memory; `jobs` > 0 is the user's word for `runs`.
Limits machine_limits(int jobs);

struct ActionResult {
    std::optional<Outcome> outcome;
    Digest run_digest;  // where its inputs were there
    bool from_store = false;
    std::optional<Error> error;          // why it failed, itself
    std::optional<std::size_t> because;  // it was not tried, since this action failed
    std::chrono::milliseconds elapsed{0};
};

class Scheduler {
  public:
    Scheduler(const Plan& plan, Store& store, Perform perform, Limits limits, EventSink events);
    // Brings about the targets and all that they need; others stay untouched. One failure does not stop what
    // does not depend on it. The trees of targets are there, every blob; with
    // Check::content each of these is hashed, for who compares them or hands them out. What is damaged is
    // made again, an input too at the moment it is used. The result has an entry for each action of the plan.
    // Throws Error (interrupted).
    std::vector<ActionResult> run(const std::set<std::size_t>& targets, Check check = Check::presence);
    // How many actions that is.
    [[nodiscard]] std::size_t needed(const std::set<std::size_t>& targets) const;

  private:
    const Plan& plan_;
    Store& store_;
    Perform perform_;
    Limits limits_;
    EventSink events_;
};

}  // namespace verbatim
