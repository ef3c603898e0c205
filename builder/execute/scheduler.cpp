#include "execute/scheduler.h"

#include "base/interrupt.h"

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
            const EventSink& events, CompilerCache cache)
        : plan_(plan),
          store_(store),
          perform_(perform),
          limits_(limits),
          events_(events),
          cold_(cache == CompilerCache::none),
          results_(plan.actions.size()),
          state_(plan.actions.size(), State::idle) {}

    std::vector<ActionResult> run(const std::set<std::size_t>& targets) {
        for (const std::size_t target : targets) want(target);
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
                result = perform(*action);
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

    // The action with its symbols replaced and its inputs' trees; reads results of actions that are done,
    // which no longer change.
    Work prepare(std::size_t index, std::vector<std::pair<Input, Digest>>& digests) {
        const Action& action = plan_.actions[index];
        Work work{action, action.operation, {}, {}, cold_};
        std::map<std::string, std::string> values;
        for (const Input& input : action.inputs) {
            const Outcome& outcome = *results_[input.action].outcome;
            Digest tree = outcome.trees.at(input.output);
            if (!input.only.empty()) tree = store_.only(tree, input.only);
            digests.emplace_back(input, tree);
            work.inputs[input.name] = tree;
            values.insert(outcome.values.begin(), outcome.values.end());
        }
        work.operation = resolve(action.operation, values);
        return work;
    }

    // An outcome counts while the trees that it names are there.
    std::optional<Outcome> known(const Digest& digest) const {
        auto outcome = store_.outcome(digest);
        if (!outcome || (cold_ && !outcome->cold)) return std::nullopt;
        for (const auto& [name, tree] : outcome->trees)
            if (!store_.has(tree)) return std::nullopt;
        return outcome;
    }

    ActionResult perform(std::size_t index) {
        const Action& action = plan_.actions[index];
        const auto begin = Clock::now();
        ActionResult result;
        try {
            std::vector<std::pair<Input, Digest>> digests;
            Work work = prepare(index, digests);
            result.run_digest = run_digest(work.operation, digests);
            result.outcome = known(result.run_digest);
            if (result.outcome) {
                result.from_store = true;
                tell(Event::Kind::finished, action, "from the store", {});
                return result;
            }
            // Another process may be at the same work: then wait for it, and take what it made.
            const FileLock lock(store_.root() / "locks" / ("run-" + result.run_digest.hex()));
            result.outcome = known(result.run_digest);
            result.from_store = result.outcome.has_value();
            if (!result.outcome) {
                tell(Event::Kind::started, action, "", {});
                work.log = store_.folder("logs") / (result.run_digest.hex() + ".log");
                Outcome outcome = perform_(work);
                outcome.milliseconds =
                    std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
                outcome.made_at = now_utc();
                store_.put_outcome(result.run_digest, outcome);
                result.outcome = std::move(outcome);
            }
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            result.error = error;
        }
        result.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
        const char* how = result.error               ? "failed"
                          : result.from_store        ? "from the store"
                          : action.kind() == "fetch" ? "fetched"
                                                     : "done";
        tell(Event::Kind::finished, action, how, result.elapsed);
        return result;
    }

    void tell(Event::Kind kind, const Action& action, const std::string& text,
              std::chrono::milliseconds elapsed) const {
        Event event;
        event.kind = kind;
        event.subject = action.name;
        event.text = text;
        event.elapsed = elapsed;
        emit(events_, event);
    }

    const Plan& plan_;
    Store& store_;
    const Perform& perform_;
    const Limits& limits_;
    const EventSink& events_;
    const bool cold_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<ActionResult> results_;
    std::vector<State> state_;
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

std::vector<ActionResult> Scheduler::run(const std::set<std::size_t>& targets, CompilerCache cache) {
    return Session(plan_, store_, perform_, limits_, events_, cache).run(targets);
}

}  // namespace verbatim
