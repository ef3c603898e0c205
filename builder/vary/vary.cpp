#include "vary/vary.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace verbatim {

namespace {

using Paths = std::set<std::string>;
using Axes = std::vector<Axis>;

Paths differing(const VariedBuild& was, const VariedBuild& is) {
    Paths paths;
    for (const auto& [path, digest] : was.files) {
        const auto other = is.files.find(path);
        if (other == is.files.end() || other->second != digest) paths.insert(path);
    }
    for (const auto& [path, digest] : is.files)
        if (!was.files.contains(path)) paths.insert(path);
    return paths;
}

Paths common(const Paths& a, const Paths& b) {
    Paths both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
    return both;
}

// With equal inputs: what comes after it differs because of it.
std::string first_other(const VariedBuild& was, const VariedBuild& is) {
    for (const VariedBuild::Step& step : was.steps)
        for (const VariedBuild::Step& other : is.steps)
            if (other.action == step.action && other.inputs == step.inputs && other.outputs != step.outputs)
                return step.action;
    return {};
}

class Varier {
  public:
    Varier(const VariedBuild& usual, const Vary& options) : usual_(usual), options_(options) {}

    VaryResult run() {
        result_.rounds = 1;
        Paths suspects;
        VariedBuild all;
        for (int round = 1; round < options_.rounds && suspects.empty(); ++round) {
            const auto built = build(options_.axes);
            if (!built) break;
            ++result_.rounds;
            suspects = differing(usual_, *built);
            all = *built;
        }
        if (suspects.empty()) return std::move(result_);
        const std::string instance = last_;
        for (const std::string& path : by_chance(suspects)) suspects.erase(path);
        if (!suspects.empty() && !by_axes(suspects))
            // It was seen, and not again; or there was no time to see.
            add({result_.cut_short ? AxisFound::Kind::unknown : AxisFound::Kind::chance,
                 {},
                 instance,
                 suspects,
                 first_other(usual_, all),
                 usual_,
                 all,
                 all.failure});
        return std::move(result_);
    }

  private:
    std::optional<VariedBuild> build(const std::set<Axis>& axes) {
        if (options_.out_of_time && options_.out_of_time()) {
            result_.cut_short = true;
            return std::nullopt;
        }
        last_ = options_.instance + "." + std::to_string(++builds_);
        return options_.build({axes, last_});
    }

    // Everything is compared with Go's cache cold, so that no build hides behind what another left there.
    std::set<Axis> cold(const Axes& axes) const {
        std::set<Axis> all(axes.begin(), axes.end());
        if (options_.axes.contains(Axis::compiler_cache)) all.insert(Axis::compiler_cache);
        return all;
    }

    // The usual circumstances again, as often as was asked for: which of the paths differ all the same.
    Paths by_chance(const Paths& suspects) {
        for (int round = 0; round < std::max(options_.rounds, 2); ++round) {
            const auto again = build(cold({}));
            if (!again) return {};
            if (!base_) {
                base_ = *again;
                // Twice the same is what was asked for.
                if (options_.rounds <= 2 && common(differing(usual_, *again), suspects).empty()) return {};
                continue;
            }
            const Paths paths = common(differing(*base_, *again), suspects);
            if (paths.empty()) continue;
            add({AxisFound::Kind::chance,
                 {},
                 last_,
                 paths,
                 first_other(*base_, *again),
                 *base_,
                 *again,
                 again->failure});
            return paths;
        }
        return by_cache(common(differing(usual_, *base_), suspects));
    }

    // Made again it is the same each time, and yet not the usual one, which another cache or time has made.
    Paths by_cache(const Paths& paths) {
        if (paths.empty()) return {};
        AxisFound found{AxisFound::Kind::chance,     {},     last_,  paths,
                        first_other(usual_, *base_), usual_, *base_, base_->failure};
        if (options_.axes.contains(Axis::compiler_cache)) {
            found.kind = AxisFound::Kind::axis;
            found.axes = {Axis::compiler_cache};
        }
        add(std::move(found));
        return paths;
    }

    // Axes that change `suspects`, one after the other. Whether there is any.
    bool by_axes(const Paths& suspects) {
        Axes left;
        for (const Axis axis : all_axes)
            if (options_.axes.contains(axis) && axis != Axis::compiler_cache) left.push_back(axis);
        bool any = false;
        while (!left.empty()) {
            if (any && !differs(left, suspects)) return true;
            const Axes guilty = narrow(left, suspects);
            if (guilty.empty() || result_.cut_short) return any;
            any = true;
            add({AxisFound::Kind::axis, guilty, seen_instance_, seen_paths_, first_other(base(), seen_),
                 base(), seen_, seen_.failure});
            std::erase_if(
                left, [&](Axis one) { return std::find(guilty.begin(), guilty.end(), one) != guilty.end(); });
        }
        return any;
    }

    // The smallest part of `axes` that still makes a difference; empty: none does.
    Axes narrow(Axes axes, const Paths& suspects) {
        while (axes.size() > 1) {
            const auto middle = axes.begin() + static_cast<std::ptrdiff_t>(axes.size() / 2);
            const Axes first(axes.begin(), middle), second(middle, axes.end());
            if (differs(first, suspects))
                axes = first;
            else if (differs(second, suspects))
                axes = second;
            else
                return together(axes, suspects);
        }
        return differs(axes, suspects) ? axes : Axes();
    }

    // Neither half alone: what can be left out is.
    Axes together(Axes axes, const Paths& suspects) {
        if (!differs(axes, suspects)) return {};
        for (std::size_t i = 0; i < axes.size();) {
            Axes without = axes;
            without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
            if (differs(without, suspects))
                axes = without;
            else
                ++i;
        }
        return differs(axes, suspects) ? axes : Axes();
    }

    bool differs(const Axes& axes, const Paths& suspects) {
        const auto known = tried_.find(axes);
        if (known == tried_.end()) {
            auto built = build(cold(axes));
            if (!built) return false;
            tried_[axes] = {std::move(*built), last_};
        }
        const auto& [built, instance] = tried_.at(axes);
        const Paths paths = common(differing(base(), built), suspects);
        if (paths.empty()) return false;
        seen_ = built;
        seen_paths_ = paths;
        seen_instance_ = instance;
        return true;
    }

    const VariedBuild& base() const { return base_ ? *base_ : usual_; }
    void add(AxisFound found) { result_.found.push_back(std::move(found)); }

    const VariedBuild& usual_;
    const Vary& options_;
    VaryResult result_;
    std::map<Axes, std::pair<VariedBuild, std::string>> tried_;
    std::optional<VariedBuild> base_;  // the usual circumstances, cold
    VariedBuild seen_;                 // the last build that differed
    Paths seen_paths_;
    std::string seen_instance_, last_;
    int builds_ = 0;
};

}  // namespace

VaryResult vary(const VariedBuild& usual, const Vary& options) {
    return Varier(usual, options).run();
}

}  // namespace verbatim
