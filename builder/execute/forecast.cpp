#include "execute/forecast.h"

#include <algorithm>
#include <array>
#include <queue>

namespace verbatim {

namespace {

using std::chrono::milliseconds;

// Builds take much longer than vendoring, though both are Runs: the first word of the name tells them apart.
std::string kind_of(std::string_view operation, const std::string& name) {
    return operation == "run" ? "run " + name.substr(0, name.find(' ')) : std::string(operation);
}

// The pieces on an imaginary machine whose clock jumps from end to end.
class Rehearsal {
  public:
    Rehearsal(const std::vector<Pending>& pieces, int runs, int fetches)
        : pieces_(pieces), free_{std::max(runs, 1), std::max(fetches, 1)}, missing_(pieces.size()) {
        users_.resize(pieces.size());
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            missing_[i] = pieces[i].needs.size();
            for (const std::size_t need : pieces[i].needs) users_[need].push_back(i);
        }
    }

    milliseconds run() {
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            if (pieces_[i].is_running)
                begin(i);
            else if (missing_[i] == 0)
                ready(i).insert(i);
        }
        begin_what_fits();
        while (!ends_.empty()) {
            const auto [end, piece] = ends_.top();
            ends_.pop();
            now_ = end;
            ++free_[lane(piece)];
            for (const std::size_t user : users_[piece])
                if (--missing_[user] == 0 && !pieces_[user].is_running) ready(user).insert(user);
            begin_what_fits();
        }
        return now_;
    }

  private:
    using End = std::pair<milliseconds, std::size_t>;

    std::size_t lane(std::size_t piece) const { return pieces_[piece].is_fetch ? 1 : 0; }
    std::set<std::size_t>& ready(std::size_t piece) { return ready_[lane(piece)]; }

    void begin(std::size_t piece) {
        --free_[lane(piece)];
        ends_.emplace(now_ + pieces_[piece].takes.value_or(milliseconds(0)), piece);
    }

    void begin_what_fits() {
        for (std::set<std::size_t>& waiting : ready_)
            while (!waiting.empty() && free_[lane(*waiting.begin())] > 0) {
                begin(*waiting.begin());
                waiting.erase(waiting.begin());
            }
    }

    const std::vector<Pending>& pieces_;
    std::array<int, 2> free_;  // slots for runs, for fetches
    std::vector<std::size_t> missing_;
    std::vector<std::vector<std::size_t>> users_;
    std::array<std::set<std::size_t>, 2> ready_;
    std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
    milliseconds now_{0};
};

}  // namespace

std::optional<Remaining> estimate(const std::vector<Pending>& pieces, int runs, int fetches) {
    const auto known = std::count_if(pieces.begin(), pieces.end(),
                                     [](const Pending& piece) { return piece.takes.has_value(); });
    if (known == 0) return std::nullopt;
    return Remaining{Rehearsal(pieces, runs, fetches).run(),
                     known < static_cast<std::ptrdiff_t>(pieces.size())};
}

void Durations::add(const std::string& operation, const Outcome& outcome) {
    Outcome& newest = newest_[outcome.action];
    if (newest.made_at <= outcome.made_at) {
        newest.made_at = outcome.made_at;
        newest.milliseconds = outcome.milliseconds;
    }
    if (!operation.empty()) all_[kind_of(operation, outcome.action)].push_back(outcome.milliseconds);
}

std::optional<milliseconds> Durations::of(const Action& action) const {
    if (const auto same = newest_.find(action.name); same != newest_.end())
        return milliseconds(same->second.milliseconds);
    const auto like = all_.find(kind_of(action.operation_name(), action.name));
    if (like == all_.end()) return std::nullopt;
    std::vector<std::int64_t> sorted = like->second;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return milliseconds(*middle);
}

Forecast::Forecast(const Plan& plan, std::set<std::size_t> wanted, int runs, int fetches,
                   std::function<Known()> read)
    : plan_(plan), wanted_(std::move(wanted)), runs_(runs), fetches_(fetches), read_(std::move(read)) {}

std::optional<Remaining> Forecast::started(std::size_t action, Clock::time_point now) {
    const std::lock_guard guard(mutex_);
    if (!known_) {
        known_ = read_();
        std::erase_if(wanted_,
                      [&](std::size_t i) { return i < known_->in_store.size() && known_->in_store[i]; });
    }
    wanted_.insert(action);  // even if the store said otherwise
    running_[action] = now;
    return left(now);
}

std::optional<Remaining> Forecast::finished(std::size_t action, Clock::time_point now, const Outcome* outcome,
                                            bool from_store) {
    const std::lock_guard guard(mutex_);
    wanted_.erase(action);
    running_.erase(action);
    if (outcome == nullptr) {
        std::set<std::size_t> lost{action};
        for (std::size_t i = action + 1; i < plan_.actions.size(); ++i)
            for (const Input& input : plan_.actions[i].inputs)
                if (lost.contains(input.action)) lost.insert(i);
        for (const std::size_t i : lost) wanted_.erase(i);
    }
    if (!known_) return std::nullopt;
    if (outcome != nullptr && !from_store)
        known_->durations.add(std::string(plan_.actions[action].operation_name()), *outcome);
    return left(now);
}

std::optional<Remaining> Forecast::left(Clock::time_point now) const {
    const std::vector<std::size_t> order(wanted_.begin(), wanted_.end());
    std::vector<Pending> pieces;
    for (const std::size_t i : order) {
        const Action& action = plan_.actions[i];
        Pending piece{{}, known_->durations.of(action), action.kind() == "fetch", running_.contains(i)};
        if (piece.is_running && piece.takes)
            piece.takes =
                std::max(milliseconds(0),
                         *piece.takes - std::chrono::duration_cast<milliseconds>(now - running_.at(i)));
        for (const Input& input : action.inputs) {
            const auto need = std::lower_bound(order.begin(), order.end(), input.action);
            if (need != order.end() && *need == input.action)
                piece.needs.push_back(static_cast<std::size_t>(need - order.begin()));
        }
        pieces.push_back(std::move(piece));
    }
    return estimate(pieces, runs_, fetches_);
}

}  // namespace verbatim
