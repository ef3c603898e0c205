#include "search/search.h"

#include <algorithm>
#include <ranges>
#include <set>

namespace verbatim {

namespace {

// So many sets of inputs that lack one that no candidate changes say that the next would too. In what words
// they fail tells nothing: of many modules that a proxy refuses, any may be the first.
constexpr std::size_t most_alike = 3;

class Searcher {
  public:
    explicit Searcher(const Search& search) : search_(search) {}

    SearchResult run() {
        const Plan plan = make_plan(search_.inputs);
        for (const Artifact& artifact : plan.artifacts)
            if (search_.claims.contains(artifact.path)) artifacts_.emplace(artifact.path, artifact);
        for (const auto& [path, digest] : search_.claims)
            (artifacts_.contains(path) ? open_ : untried_).insert(path);
        result_.untried.assign(untried_.begin(), untried_.end());
        if (open_.empty()) return std::move(result_);
        Candidate pinned;
        pinned.go = search_.inputs.release.components.front().go.value;
        confirm(pinned);  // all of it: sizes say what is cheap
        const std::vector<Candidate> all = candidates(search_.inputs, search_.go);
        while (!open_.empty()) {
            const std::string path = cheapest();
            if (!explain(path, pinned, all)) give_up(path);
            if (result_.left > 0) break;
        }
        result_.unexplained.assign(open_.begin(), open_.end());
        result_.unexplained.insert(result_.unexplained.end(), given_up_.begin(), given_up_.end());
        std::sort(result_.unexplained.begin(), result_.unexplained.end());
        return std::move(result_);
    }

  private:
    // Builds everything that is open with a candidate, and takes what it reproduces.
    void confirm(const Candidate& candidate) {
        const auto begin = std::chrono::steady_clock::now();
        PlanInputs inputs = varied(search_.inputs, candidate);
        const BuiltArtifacts built = search_.build(inputs);
        ExplainedClaims found{candidate, changes(search_.inputs, candidate), {}};
        for (const std::string& path : std::set<std::string>(open_)) {
            Try tried = judged(candidate, path, built);
            sizes_[path] = tried.built.size;
            if (tried.matches) {
                found.paths.push_back(path);
                open_.erase(path);
            }
            tried.took = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin);
            tell(std::move(tried));
        }
        if (!found.paths.empty()) result_.explained.push_back(std::move(found));
    }

    Try judged(const Candidate& candidate, const std::string& path, const BuiltArtifacts& built) const {
        Try tried{candidate, changes(search_.inputs, candidate), path, {}, false, {}};
        const auto made = built.find(path);
        if (made == built.end())
            tried.built.failure = "nothing was built at this path";
        else
            tried.built = made->second;
        tried.matches = tried.built.sha256 == search_.claims.at(path);
        return tried;
    }

    void tell(Try tried) {
        if (search_.on_try) search_.on_try(tried);
        result_.tries.push_back(std::move(tried));
    }

    // The smallest, for this machine's platform where there is one; what was never built comes last.
    std::string cheapest() const {
        const auto cost = [&](const std::string& path) {
            const std::uint64_t size = sizes_.at(path);
            return std::tuple(size == 0, artifacts_.at(path).platform != search_.inputs.host, size, path);
        };
        return *std::min_element(open_.begin(), open_.end(),
                                 [&](const auto& a, const auto& b) { return cost(a) < cost(b); });
    }

    bool explain(const std::string& path, const Candidate& pinned, const std::vector<Candidate>& all) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i] == pinned) continue;
            if (is_blocked(path)) {
                result_.blocked = result_.tries.back().built.failure;
                result_.left = all.size() - i;
                return false;
            }
            if (search_.out_of_time && search_.out_of_time()) {
                result_.left = all.size() - i;
                return false;
            }
            const auto begin = std::chrono::steady_clock::now();
            Try tried =
                judged(all[i], path,
                       search_.build(only_artifact(varied(search_.inputs, all[i]), artifacts_.at(path))));
            tried.took = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin);
            const bool matches = tried.matches;
            tell(std::move(tried));
            if (!matches) continue;
            confirm(all[i]);
            // What one binary by itself came to, it came to among the others too, or the build is not
            // hermetic.
            return !open_.contains(path);
        }
        return false;
    }

    // Nothing was ever built, and the last tries for this path lacked an input.
    bool is_blocked(const std::string& path) const {
        std::size_t alike = 0;
        for (const Try& one : std::views::reverse(result_.tries)) {
            if (one.built.sha256) return false;
            if (one.path != path) continue;
            if (!one.built.of_input) break;
            ++alike;
        }
        return alike >= most_alike;
    }

    // What the tries could not explain for one binary, they would not for its siblings of the same build.
    void give_up(const std::string& path) {
        const Artifact& artifact = artifacts_.at(path);
        for (const std::string& other : std::set<std::string>(open_))
            if (artifacts_.at(other).platform == artifact.platform || other == path) {
                given_up_.insert(other);
                open_.erase(other);
            }
    }

    const Search& search_;
    std::map<std::string, Artifact> artifacts_;  // that are claimed
    std::set<std::string> open_, given_up_, untried_;
    std::map<std::string, std::uint64_t> sizes_;
    SearchResult result_;
};

}  // namespace

SearchResult search(const Search& search) {
    return Searcher(search).run();
}

}  // namespace verbatim
