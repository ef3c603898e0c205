#include "audit/audit_set.h"

#include "base/text.h"
#include "catalog/go_number.h"

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

constexpr std::size_t likeliest_own = 3;    // releases that the pins of the day are tried with first
constexpr std::size_t likeliest_other = 2;  // and those of another day
constexpr std::size_t after_none = 4;       // tries for a binary, where one before it was tried in vain

class Auditor {
  public:
    Auditor(const PublishedSet& set, const AuditWorld& world) : world_(world) { result_.set = set; }

    SetAudit run() {
        find_buildable();
        while (!open_.empty()) {
            const std::string key = cheapest();
            const End end = explain(key);
            if (end == End::out_of_time) {
                settle(open_, HashVerdict::not_tried);
                result_.cause = "the budget was spent; the same command goes on here";
                break;
            }
            if (end == End::nothing_matches) give_up(key);
        }
        if (result_.cause.empty() && result_.count(HashVerdict::not_defined) > 0)
            result_.cause = "the project's definition does not build " + first(HashVerdict::not_defined);
        return std::move(result_);
    }

  private:
    enum class End { matched, nothing_matches, out_of_time };
    struct Inputs {
        std::size_t pins;  // index of set.pins
        std::string go;
        BuildChange change;
    };

    void find_buildable() {
        std::set<std::string> buildable;
        for (const FolderState& pins : result_.set.pins) {
            Buildable one = world_.buildable(pins);
            if (buildable_.empty()) own_problem_ = one.problem;
            buildable.insert(one.keys.begin(), one.keys.end());
            buildable_.push_back(std::move(one.keys));
        }
        const bool none = buildable.empty();
        if (result_.set.pins.empty()) own_problem_ = "the distro has no GIT_TAG beside it";
        if (none) result_.cause = own_problem_;
        for (const auto& [key, digest] : result_.set.hashes)
            if (buildable.contains(key))
                open_.insert(key);
            else
                result_.hashes[key] =
                    none && !own_problem_.empty() ? HashVerdict::unbuildable : HashVerdict::not_defined;
        std::vector<std::vector<std::string>> go;
        for (const FolderState& pins : result_.set.pins) go.push_back(releases(pins));
        order(go);
    }

    std::vector<std::string> releases(const FolderState& pins) const {
        std::vector<std::string> all = world_.go(pins, result_.set.first().time);
        if (const auto likely = world_.likely_go.find(pins.golang.value_or(""));
            likely != world_.likely_go.end())
            std::stable_partition(all.begin(), all.end(),
                                  [&](const std::string& one) { return one == likely->second; });
        return all;
    }

    // As defined, or as a set close by was made; then the other ways.
    std::vector<BuildChange> changes() const {
        std::vector<BuildChange> all{{}};
        if (world_.changes)
            for (BuildChange& one : world_.changes(result_.set.pins.front())) all.push_back(std::move(one));
        std::stable_partition(all.begin(), all.end(),
                              [&](const BuildChange& one) { return one.name == world_.likely_change; });
        return all;
    }

    // The pins of the day with the likeliest releases, and with the first of them built in other ways; those
    // of other days; the next likely ones in the same order; then all.
    void order(const std::vector<std::vector<std::string>>& go) {
        if (go.empty()) return;
        const std::vector<BuildChange> ways = changes();
        const auto add = [&](std::size_t pins, std::size_t from, std::size_t to, const BuildChange& change) {
            for (std::size_t i = from; i < std::min(to, go[pins].size()); ++i)
                order_.push_back({pins, go[pins][i], change});
        };
        const auto others = [&](std::size_t from, std::size_t to) {
            for (std::size_t pins = 1; pins < go.size(); ++pins) add(pins, from, to, ways.front());
        };
        add(0, 0, likeliest_own, ways.front());
        for (std::size_t way = 1; way < ways.size(); ++way) add(0, 0, 1, ways[way]);
        others(0, likeliest_other);
        // A distro's builders may lag behind by a patch release or two.
        add(0, likeliest_own, 2 * likeliest_own, ways.front());
        others(likeliest_other, 2 * likeliest_other);
        add(0, 2 * likeliest_own, go[0].size(), ways.front());
        others(2 * likeliest_other, ~std::size_t{0});
    }

    std::string cheapest() const {
        const auto here = [&](const std::string& key) { return key.starts_with(world_.host + "/"); };
        return *std::min_element(open_.begin(), open_.end(), [&](const auto& a, const auto& b) {
            return std::pair(!here(a), a) < std::pair(!here(b), b);
        });
    }

    // What explained one platform comes first for the next.
    std::vector<Inputs> ordered() const {
        std::vector<Inputs> all = order_;
        std::stable_sort(all.begin(), all.end(),
                         [&](const Inputs& a, const Inputs& b) { return was_found(a) && !was_found(b); });
        return all;
    }

    bool was_found(const Inputs& inputs) const {
        return std::any_of(result_.found.begin(), result_.found.end(), [&](const AuditFound& one) {
            return is_of(inputs, one.go, one.change, one.pins);
        });
    }

    bool is_of(const Inputs& inputs, const std::string& go, const std::string& change,
               const FolderState& pins) const {
        return go == inputs.go && change == inputs.change.name &&
               pins.commit == result_.set.pins[inputs.pins].commit;
    }

    End explain(const std::string& key) {
        using Way = std::pair<std::size_t, std::string>;  // pins, and the change
        std::map<Way, std::string> failed;                // in what words, the last time
        std::set<Way> hopeless;
        std::size_t tries = 0;
        // One hash may be wrong by itself; but what all tries for it came to nothing with hardly gives the
        // next.
        const bool in_vain = !given_up_.empty() && result_.found.empty();
        const std::size_t most = in_vain ? std::min(after_none, world_.tries) : world_.tries;
        for (const Inputs& inputs : ordered()) {
            const Way way{inputs.pins, inputs.change.name};
            if (!buildable_[inputs.pins].contains(key) || hopeless.contains(way)) continue;
            if (tries++ >= most) break;
            if (world_.out_of_time && world_.out_of_time()) return End::out_of_time;
            if (world_.trying) world_.trying(next(inputs, key), tries, std::min(most, order_.size()));
            const AuditTry tried = attempt(inputs, key);
            // Another release does not help against what fails twice for one reason: a module that is not to
            // be had, a patch that does not apply.
            std::string& before = failed[way];
            if (!tried.built.failure.empty() && before == tried.built.failure) hopeless.insert(way);
            before = tried.built.failure;
            if (!tried.matches) continue;
            confirm(inputs, open_);
            return open_.contains(key) ? End::nothing_matches : End::matched;
        }
        return End::nothing_matches;
    }

    AuditTry next(const Inputs& inputs, const std::string& key) const {
        return {result_.set.pins[inputs.pins], inputs.go, inputs.change.name, key, {}, false, {}};
    }

    BuiltArtifacts build(const Inputs& inputs, const std::set<std::string>& keys) const {
        Candidate how = inputs.change.how;
        how.go = inputs.go;
        return world_.build(result_.set.pins[inputs.pins], how, keys);
    }

    AuditTry attempt(const Inputs& inputs, const std::string& key) {
        const auto begin = std::chrono::steady_clock::now();
        const BuiltArtifacts built = build(inputs, {key});
        AuditTry tried = next(inputs, key);
        if (const auto made = built.find(key); made != built.end())
            tried.built = made->second;
        else
            tried.built.failure = "nothing was built";
        tried.matches = tried.built.sha256 == result_.set.hashes.at(key);
        tried.took =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
        result_.tries.push_back(tried);
        return tried;
    }

    // Builds more of what is open with inputs that one binary was tried with. What could be built.
    std::set<std::string> confirm(const Inputs& inputs, const std::set<std::string>& wanted) {
        std::set<std::string> keys;
        for (const std::string& key : wanted)
            if (buildable_[inputs.pins].contains(key)) keys.insert(key);
        AuditFound found{result_.set.pins[inputs.pins], inputs.go, inputs.change.name, {}, inputs.pins == 0};
        std::set<std::string> made;
        for (const auto& [key, built] : build(inputs, keys)) {
            if (built.sha256) made.insert(key);
            if (open_.contains(key) && built.sha256 == result_.set.hashes.at(key)) found.keys.push_back(key);
        }
        settle({found.keys.begin(), found.keys.end()}, HashVerdict::reproduced);
        if (!found.keys.empty()) result_.found.push_back(std::move(found));
        return made;
    }

    // One hash may be wrong by itself. What two binaries of a platform do not come to, the tries would hardly
    // explain for their siblings: these are built once, with the likeliest inputs, and compared. Where
    // nothing can be built at all, they cannot either.
    void give_up(const std::string& key) {
        std::size_t built = 0, failed = 0;
        std::string failure;
        for (const AuditTry& one : result_.tries)
            if (one.key == key) {
                ++(one.built.sha256 ? built : failed);
                if (failure.empty()) failure = one.built.failure;
            }
        const std::string platform = key.substr(0, key.rfind('/') + 1);
        std::set<std::string> siblings{key};
        open_.erase(key);
        if (built == 0 || !given_up_.insert(platform).second)
            for (const std::string& other : open_)
                if (!platform.empty() && other.starts_with(platform)) siblings.insert(other);
        if (built > 0 && siblings.size() > 1) {
            const auto likeliest = std::find_if(order_.begin(), order_.end(), [&](const Inputs& inputs) {
                return std::any_of(result_.tries.begin(), result_.tries.end(), [&](const AuditTry& one) {
                    return one.key == key && one.built.sha256 && is_of(inputs, one.go, one.change, one.pins);
                });
            });
            std::set<std::string> others = siblings;
            others.erase(key);
            const std::set<std::string> made = confirm(*likeliest, others);
            std::set<std::string> not_made;
            for (const std::string& one : others)
                if (!made.contains(one)) not_made.insert(one);
            settle(not_made, HashVerdict::unbuildable);
            std::erase_if(siblings, [&](const std::string& one) { return result_.hashes.contains(one); });
        }
        // Bits that other pins give say nothing where those of its day cannot be had.
        const bool differs = built > 0 && own_problem_.empty();
        settle(siblings, differs ? HashVerdict::differs : HashVerdict::unbuildable);
        if (!result_.cause.empty()) return;
        result_.cause = !own_problem_.empty() ? own_problem_
                        : built > 0           ? other_bits(built)
                        : failed > 0          ? failure
                                              : "no Go release to try was out";
    }

    std::string other_bits(std::size_t built) const {
        std::string text = "other bits with " + counted(built, "set of inputs", "different sets of inputs");
        if (!world_.absent || result_.set.pins.empty()) return text;
        const std::vector<std::string> absent =
            world_.absent(result_.set.pins.front(), result_.set.first().time);
        if (absent.empty()) return text;
        return text + "; not tried, since no proxy gave it: " + join(absent, ", ");
    }

    void settle(const std::set<std::string>& keys, HashVerdict verdict) {
        for (const std::string& key : std::set<std::string>(keys)) {
            result_.hashes[key] = verdict;
            open_.erase(key);
        }
    }

    std::string first(HashVerdict verdict) const {
        for (const auto& [key, one] : result_.hashes)
            if (one == verdict) return key;
        return {};
    }

    const AuditWorld& world_;
    SetAudit result_;
    std::vector<std::set<std::string>> buildable_;  // by pins
    std::vector<Inputs> order_;
    std::set<std::string> open_;
    std::set<std::string> given_up_;  // platforms of which a binary was given up
    std::string own_problem_;         // why the pins of its day cannot be had
};

}  // namespace

std::string_view hash_verdict_name(HashVerdict verdict) {
    constexpr std::array<std::string_view, 6> names = {"reproduced",  "differs",   "unbuildable",
                                                       "not defined", "not tried", "too old"};
    return names.at(static_cast<std::size_t>(verdict));
}

std::size_t SetAudit::count(HashVerdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(hashes.begin(), hashes.end(), [&](const auto& one) { return one.second == verdict; }));
}

SetAudit audit_set(const PublishedSet& set, const AuditWorld& world) {
    return Auditor(set, world).run();
}

SetAudit left_out(const PublishedSet& set, HashVerdict verdict, const std::string& cause) {
    SetAudit audit;
    audit.set = set;
    for (const auto& [key, digest] : set.hashes) audit.hashes[key] = verdict;
    audit.cause = cause;
    return audit;
}

bool declared_before(const FolderState& state, const std::string& from) {
    const auto declared = go_number("go" + state.golang.value_or("")), first = go_number("go" + from);
    if (!declared) return true;
    return first && *declared < GoNumber{first->major, first->minor, 0};
}

}  // namespace verbatim
