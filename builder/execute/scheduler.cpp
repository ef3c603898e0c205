#include "execute/scheduler.h"

#include "base/interrupt.h"
#include "execute/forecast.h"
#include "execute/made_of.h"
#include "execute/prepare.h"
#include "execute/survey.h"
#include "store/outcome_list.h"

#include <fmt/chrono.h>

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace verbatim {

namespace {

using Clock = std::chrono::steady_clock;

std::string now_utc() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

// One run of a plan: shared state behind one mutex, a few threads that take what is ready.
class Session {
  public:
    Session(const Plan& plan, Store& store, const Perform& perform, const Limits& limits,
            const EventSink& events, Check demand)
        : plan_(plan),
          store_(store),
          perform_(perform),
          limits_(limits),
          events_(events),
          demand_(demand),
          results_(plan.actions.size()),
          state_(plan.actions.size(), State::idle) {}

    std::vector<ActionResult> run(const std::set<std::size_t>& targets) {
        for (const std::size_t target : targets) want(target);
        for (const std::size_t target : targets) looked_at_[target] = demand_;
        std::set<std::size_t> wanted;
        for (std::size_t i = 0; i < state_.size(); ++i)
            if (state_[i] == State::waiting) wanted.insert(i);
        forecast_.emplace(plan_, std::move(wanted), limits_.runs, limits_.fetches,
                          [this] { return read_store(); });
        std::vector<std::thread> workers;
        for (int i = 0; i < limits_.runs + limits_.fetches; ++i) workers.emplace_back([this] { work(); });
        for (std::thread& worker : workers) worker.join();
        throw_if_interrupted();
        if (fatal_) std::rethrow_exception(fatal_);
        return std::move(results_);
    }

  private:
    enum class State { idle, waiting, running, done };

    void want(std::size_t action) {
        if (state_[action] != State::idle) return;
        state_[action] = State::waiting;
        for (const Input& input : plan_.actions[action].inputs) want(input.action);
    }

    bool is_fetch(std::size_t action) const { return plan_.actions[action].kind() == "fetch"; }

    std::uint64_t memory_of(std::size_t action) const {
        const auto* run = std::get_if<RunCommand>(&plan_.actions[action].operation);
        return run != nullptr ? static_cast<std::uint64_t>(run->memory_bytes) : 0;
    }

    bool fits(std::size_t action) const {
        if (is_fetch(action)) return fetches_ < limits_.fetches;
        if (runs_ >= limits_.runs) return false;
        return runs_ == 0 || limits_.memory_bytes == 0 || memory_ + memory_of(action) <= limits_.memory_bytes;
    }

    // The first action that is ready and fits; those that can never run are settled on the way.
    std::optional<std::size_t> next() {
        for (std::size_t i = 0; i < state_.size(); ++i) {
            if (state_[i] != State::waiting) continue;
            bool ready = true;
            for (const Input& input : plan_.actions[i].inputs) {
                if (state_[input.action] != State::done) {
                    ready = false;
                } else if (!results_[input.action].outcome) {
                    const auto& cause = results_[input.action];
                    results_[i].because = cause.because ? cause.because : input.action;
                    state_[i] = State::done;
                    changed_.notify_all();
                    ready = false;
                    break;
                }
            }
            if (ready && fits(i)) return i;
        }
        return std::nullopt;
    }

    bool finished() const {
        return std::none_of(state_.begin(), state_.end(),
                            [](State s) { return s == State::waiting || s == State::running; });
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (!finished() && !fatal_ && !interrupted()) {
            const auto action = next();
            if (!action) {
                changed_.wait_for(lock, std::chrono::milliseconds(100));
                continue;
            }
            occupy(*action, +1);
            state_[*action] = State::running;
            lock.unlock();
            ActionResult result;
            std::exception_ptr fatal;
            try {
                const auto check = looked_at_.find(*action);
                result = perform(*action, check == looked_at_.end() ? std::optional<Check>() : check->second);
            } catch (...) {
                fatal = std::current_exception();
            }
            lock.lock();
            occupy(*action, -1);
            results_[*action] = std::move(result);
            state_[*action] = State::done;
            if (fatal && !fatal_) fatal_ = fatal;
            changed_.notify_all();
        }
        changed_.notify_all();
    }

    void occupy(std::size_t action, int sign) {
        (is_fetch(action) ? fetches_ : runs_) += sign;
        memory_ += static_cast<std::uint64_t>(sign) * memory_of(action);
    }

    // Reads results of actions that are done, which no longer change.
    Prepared prepared(std::size_t index) {
        return prepare(
            plan_.actions[index], [this](std::size_t input) { return &*results_[input].outcome; },
            [this](const Digest& tree, const std::vector<std::string>& paths) {
                return store_.only(tree, paths);
            });
    }

    // An outcome counts while the trees that it names are there; how closely is looked at them depends on
    // what for: inputs are hashed when they are used.
    std::optional<Outcome> known(const Digest& digest, std::optional<Check> check) const {
        auto outcome = store_.outcome(digest);
        if (!outcome) return std::nullopt;
        for (const auto& [name, tree] : outcome->trees)
            if (check ? !store_.has_tree(tree, *check) : !store_.has(tree)) return std::nullopt;
        store_.mark_used(digest);
        return outcome;
    }

    // For the forecast: what earlier runs tell, and which actions surely find their outcome in the store.
    // What cannot be read makes the forecast poorer; whether it matters, the action that needs it will tell.
    Forecast::Known read_store() {
        Forecast::Known known;
        try {
            for_each_outcome(store_, [&](const Digest&, const Outcome& outcome) {
                known.durations.add(outcome.made_of.operation, outcome);
            });
            const OnlyPaths only = [this](const Digest& tree, const auto& paths) {
                return store_.only(tree, paths);
            };
            for (const Surveyed& found : survey(plan_, look_up_in(store_), only))
                known.in_store.push_back(found.state == Surveyed::State::in_store);
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
        }
        return known;
    }

    // What an outcome that does not count any more still has in the store must not be taken for good.
    void forget(const Action& action, const Digest& digest) {
        const auto outcome = store_.outcome(digest);
        if (!outcome) return;
        tell(Event::Kind::note, action, "its outcome in the store is damaged: it is made again", {}, {});
        for (const auto& [name, tree] : outcome->trees) store_.discard_damage(tree);
    }

    void settle(std::size_t index, std::optional<Check> check, ActionResult& result) {
        const Action& action = plan_.actions[index];
        const auto begin = Clock::now();
        const Prepared ready = prepared(index);
        result.run_digest = ready.run_digest();
        result.outcome = known(result.run_digest, check);
        result.from_store = result.outcome.has_value();
        if (result.outcome) return;
        // Another process may be at the same work: then wait for it, and take what it made.
        const FileLock lock(store_.root() / "locks" / ("run-" + result.run_digest.hex()));
        result.outcome = known(result.run_digest, check);
        result.from_store = result.outcome.has_value();
        if (result.outcome) return;
        forget(action, result.run_digest);
        tell(Event::Kind::started, action, "", {}, forecast_->started(index, Clock::now()));
        Work work{action, ready.operation, {}, {}};
        for (const auto& [input, tree] : ready.inputs) work.inputs[input.name] = tree;
        work.log = store_.folder("logs") / (result.run_digest.hex() + ".log");
        Outcome outcome = perform_(work);
        outcome.milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
        outcome.made_at = now_utc();
        outcome.made_of = made_of(ready.operation, ready.inputs);
        store_.put_outcome(result.run_digest, outcome);
        result.outcome = std::move(outcome);
    }

    // Makes each damaged input of an action again. Other actions may be reading
    // the input's result at this moment: it does not change, since what is made again must come out equal.
    void mend_inputs(std::size_t index) {
        for (const Input& input : plan_.actions[index].inputs) {
            const Outcome& before = *results_[input.action].outcome;
            const bool sound = std::all_of(
                before.trees.begin(), before.trees.end(),
                [this](const auto& named) { return store_.has_tree(named.second, Check::content); });
            if (sound) continue;
            const ActionResult again = perform(input.action, Check::content);
            if (again.error) throw Error(*again.error);
            if (again.outcome->trees != before.trees || again.outcome->values != before.values)
                throw Error(Failure::damaged, "the outcome of " + plan_.actions[input.action].name +
                                                  " was damaged, and came out otherwise when made again")
                    .next("run the same command again");
        }
    }

    ActionResult perform(std::size_t index, std::optional<Check> check) {
        constexpr int attempts = 3;
        const Action& action = plan_.actions[index];
        const auto begin = Clock::now();
        ActionResult result;
        for (int attempt = 1; attempt <= attempts; ++attempt) {
            result.error.reset();
            try {
                settle(index, check, result);
                break;
            } catch (const Error& error) {
                if (error.kind() == Failure::interrupted) throw;
                result.error = error;
            } catch (const std::filesystem::filesystem_error& error) {
                result.error = disk_error("use", error.path1(), error.code().value());
            }
            if (result.error->kind() != Failure::damaged || attempt == attempts) break;
            try {
                mend_inputs(index);  // or another has: what was damaged is sound by now
            } catch (Error& error) {
                if (error.kind() == Failure::interrupted) throw;
                result.error =
                    error.during("making again what " + action.name + " needs, since it is damaged");
                break;
            }
        }
        if (result.from_store && !result.error) {
            tell_finished(index, "from the store", result);
            return result;
        }
        result.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
        const char* how = result.error ? "failed" : action.kind() == "fetch" ? "fetched" : "done";
        tell_finished(index, how, result);
        return result;
    }

    void tell_finished(std::size_t index, const char* how, const ActionResult& result) {
        const Outcome* outcome = result.outcome ? &*result.outcome : nullptr;
        tell(Event::Kind::finished, plan_.actions[index], how, result.elapsed,
             forecast_->finished(index, Clock::now(), outcome, result.from_store));
    }

    void tell(Event::Kind kind, const Action& action, const std::string& text,
              std::chrono::milliseconds elapsed, const std::optional<Remaining>& remaining) const {
        Event event;
        event.kind = kind;
        event.subject = action.name;
        event.text = text;
        event.elapsed = elapsed;
        if (remaining) {
            event.remaining = remaining->time;
            event.remaining_at_least = remaining->at_least;
        }
        emit(events_, event);
    }

    const Plan& plan_;
    Store& store_;
    const Perform& perform_;
    const Limits& limits_;
    const EventSink& events_;
    const Check demand_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<ActionResult> results_;
    std::vector<State> state_;
    std::map<std::size_t, Check> looked_at_;
    std::optional<Forecast> forecast_;
    std::exception_ptr fatal_;
    int runs_ = 0, fetches_ = 0;
    std::uint64_t memory_ = 0;
};

}  // namespace

Limits machine_limits(int jobs) {
    Limits limits;
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    // The Go command uses all cores by itself; a second build fills the gaps in which the first one links.
    limits.runs = jobs > 0 ? jobs : std::max(2, cores / 2);
    const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
    limits.memory_bytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 4 * 3;
    return limits;
}

Scheduler::Scheduler(const Plan& plan, Store& store, Perform perform, Limits limits, EventSink events)
    : plan_(plan), store_(store), perform_(std::move(perform)), limits_(limits), events_(std::move(events)) {}

std::size_t Scheduler::needed(const std::set<std::size_t>& targets) const {
    std::set<std::size_t> all = targets;
    for (std::size_t i = plan_.actions.size(); i-- > 0;)  // inputs come before those that use them
        if (all.contains(i))
            for (const Input& input : plan_.actions[i].inputs) all.insert(input.action);
    return all.size();
}

std::vector<ActionResult> Scheduler::run(const std::set<std::size_t>& targets, Check check) {
    return Session(plan_, store_, perform_, limits_, events_, check).run(targets);
}

}  // namespace verbatim
