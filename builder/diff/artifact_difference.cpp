#include "diff/artifact_difference.h"

#include "base/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace verbatim {

namespace {

using Kind = Reason::Kind;

// The patch folder that an input brings of a distro; nothing where the input is no distro.
std::optional<std::string> patches_of(const Plan& plan, const Input& input, const std::string& component) {
    const auto* fetch = std::get_if<FetchDistro>(&plan.actions[input.action].operation);
    if (fetch == nullptr) return std::nullopt;
    const auto pin = fetch->patches.find(component);
    return pin != fetch->patches.end() ? pin->second.value : std::string();
}

// The operation without what changes no bit of its result.
Operation essence(Operation operation) {
    if (auto* commit = std::get_if<FetchCommit>(&operation)) commit->url.clear();
    if (auto* root = std::get_if<FetchRoot>(&operation)) root->name.clear();
    if (auto* series = std::get_if<ApplySeries>(&operation)) {
        series->distro.clear();
        series->patched_commit.reset();
    }
    return operation;
}

class Graph {
  public:
    explicit Graph(const Plan& plan) : plan_(plan) {
        for (const Action& action : plan.actions) digests_.push_back(digest_of(action));
    }

    [[nodiscard]] const Plan& plan() const { return plan_; }
    [[nodiscard]] const Action& action(std::size_t index) const { return plan_.actions[index]; }
    [[nodiscard]] const Digest& digest(std::size_t index) const { return digests_[index]; }
    // Of what an input brings, as far as its user sees it.
    [[nodiscard]] Digest digest(const Input& input, const Action& user) const {
        const auto patches = patches_of(plan_, input, user.component);
        return patches ? sha256("patches " + *patches) : digests_[input.action];
    }

  private:
    [[nodiscard]] Digest digest_of(const Action& action) const {
        std::vector<std::pair<Input, Digest>> inputs;
        for (Input input : action.inputs) {
            const Digest digest = this->digest(input, action);
            if (patches_of(plan_, input, action.component)) input.only.clear();  // names the branch
            inputs.emplace_back(std::move(input), digest);
        }
        return plan_digest(essence(action.operation), inputs);
    }

    const Plan& plan_;
    std::vector<Digest> digests_;
};

std::string arrow(const std::string& was, const std::string& is) {
    return was + " → " + is;
}

// What an action is a reason of, by the name of its operation; nothing where it only passes on what it is
// given.
std::optional<Kind> leaf_kind(const Action& action) {
    static const std::map<std::string_view, Kind> kinds = {
        {"fetch-commit", Kind::source},          {"fetch-distro", Kind::patch},
        {"fetch-patches", Kind::patch},          {"apply-series", Kind::patch},
        {"fetch-go-toolchain", Kind::toolchain}, {"fetch-builder-root", Kind::builder_root},
        {"fetch-image", Kind::base_image}};
    const auto known = kinds.find(action.operation_name());
    return known == kinds.end() ? std::nullopt : std::optional(known->second);
}

// A command or a source that is made another way, else packaging.
Kind own_kind(const Action& action) {
    const std::string_view name = action.operation_name();
    return name == "run" || name == "make-source" || name == "fetch-go-modules" ? Kind::definition
                                                                                : Kind::packaging;
}

std::string detail_of(const FetchCommit& was, const FetchCommit& is) {
    if (was.tag.value != is.tag.value) return arrow(was.tag.value, is.tag.value);
    if (was.commit.value != is.commit.value)
        return is.tag.value + ": " + arrow(was.commit.value.substr(0, 12), is.commit.value.substr(0, 12));
    return "tags that the build sees";
}

std::string detail_of(const FetchToolchain& was, const FetchToolchain& is) {
    return was.version == is.version ? is.version + ", another hash" : arrow(was.version, is.version);
}

std::string detail_of(const FetchRoot& was, const FetchRoot& is) {
    std::map<std::string, std::string> before, after;
    for (const DebianPackage& one : was.packages) before[one.name] = one.version + one.sha256.value.hex();
    for (const DebianPackage& one : is.packages) after[one.name] = one.version + one.sha256.value.hex();
    std::set<std::string> changed;
    for (const auto& [name, value] : before)
        if (!after.contains(name) || after[name] != value) changed.insert(name);
    for (const auto& [name, value] : after)
        if (!before.contains(name)) changed.insert(name);
    const std::string name = was.name == is.name ? is.name : arrow(was.name, is.name);
    return name + ": " + counted(changed.size(), "package");
}

template <typename T>
std::optional<std::string> detail_if(const Action& was, const Action& is) {
    const auto* before = std::get_if<T>(&was.operation);
    const auto* after = std::get_if<T>(&is.operation);
    if (before == nullptr || after == nullptr) return std::nullopt;
    return detail_of(*before, *after);
}

std::string detail(const Action& was, const Action& is) {
    for (const auto& text :
         {detail_if<FetchCommit>(was, is), detail_if<FetchToolchain>(was, is), detail_if<FetchRoot>(was, is)})
        if (text) return *text;
    return {};
}

// Walks two graphs at once, down to where they differ.
class Comparison {
  public:
    Comparison(const Graph& was, const Graph& is) : was_(was), is_(is) {}

    std::vector<Reason> reasons(std::size_t was, std::size_t is) {
        found_.clear();
        seen_.clear();
        compare(was, is);
        return {found_.begin(), found_.end()};
    }

  private:
    // Whether the difference of the two was explained.
    bool compare(std::size_t was, std::size_t is) {
        if (was_.digest(was) == is_.digest(is)) return false;
        if (!seen_.emplace(was, is).second) return true;
        const Action& before = was_.action(was);
        const Action& after = is_.action(is);
        bool explained = false;
        for (const Input& input : before.inputs) {
            const Input* other = named(after, input.name);
            explained |= other != nullptr ? inputs(before, input, after, *other) : alone(was_, input);
        }
        for (const Input& input : after.inputs)
            if (named(before, input.name) == nullptr) explained |= alone(is_, input);
        // What an action says of itself follows from its inputs (a tag in a flag, a commit in a name): a
        // reason only where these say nothing.
        if (explained) return true;
        const auto kind = leaf_kind(after);
        if (kind)
            found_.insert({*kind, detail(before, after)});
        else
            found_.insert({own_kind(after), ""});
        return true;
    }

    bool inputs(const Action& before, const Input& was, const Action& after, const Input& is) {
        if (was_.digest(was, before) == is_.digest(is, after)) return false;
        if (patches_of(was_.plan(), was, before.component) && patches_of(is_.plan(), is, after.component)) {
            found_.insert({Kind::patch, ""});
            return true;
        }
        return compare(was.action, is.action);
    }

    // An input that one side alone has: its own kind, else those of what it is made of.
    bool alone(const Graph& graph, const Input& input) {
        const Action& action = graph.action(input.action);
        const auto kind = leaf_kind(action);
        found_.insert({kind ? *kind : own_kind(action), ""});
        return true;
    }

    static const Input* named(const Action& action, const std::string& name) {
        const auto found = std::find_if(action.inputs.begin(), action.inputs.end(),
                                        [&](const Input& input) { return input.name == name; });
        return found == action.inputs.end() ? nullptr : &*found;
    }

    const Graph& was_;
    const Graph& is_;
    std::set<Reason> found_;
    std::set<std::pair<std::size_t, std::size_t>> seen_;
};

// An action's input may be the same in name and another in kind; several artifacts may have one name, and are
// told apart by their order.
std::map<std::pair<ArtifactName, std::size_t>, const Artifact*> by_name(const Plan& plan) {
    std::map<std::pair<ArtifactName, std::size_t>, const Artifact*> artifacts;
    for (const Artifact& artifact : plan.artifacts) {
        const ArtifactName name{artifact.component, artifact.platform.str(), artifact.name};
        std::size_t number = 0;
        while (!artifacts.emplace(std::pair(name, number), &artifact).second) ++number;
    }
    return artifacts;
}

}  // namespace

ArtifactsDifference artifacts_difference(const Plan& was, const Plan& is) {
    const Graph before(was), after(is);
    Comparison comparison(before, after);
    ArtifactsDifference difference;
    const auto old = by_name(was), now = by_name(is);
    for (const auto& [key, artifact] : old)
        if (!now.contains(key)) difference.changed.push_back({key.first, Change::dropped, {}});
    for (const auto& [key, artifact] : now) {
        const auto other = old.find(key);
        if (other == old.end())
            difference.changed.push_back({key.first, Change::added, {}});
        else if (before.digest(other->second->action) == after.digest(artifact->action))
            difference.unchanged.push_back(key.first);
        else
            difference.changed.push_back(
                {key.first, Change::changed, comparison.reasons(other->second->action, artifact->action)});
    }
    std::sort(difference.changed.begin(), difference.changed.end(),
              [](const auto& a, const auto& b) { return a.artifact < b.artifact; });
    return difference;
}

}  // namespace verbatim
