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

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    if (from.empty()) return;
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

class Graph {
  public:
    explicit Graph(const ArtifactsSide& side) : plan_(side.plan), released_(side.released) {
        for (const Action& action : plan_.actions) digests_.push_back(digest_of(action));
    }

    [[nodiscard]] ReleasedAs released(const std::string& component) const {
        const auto found = released_.find(component);
        return found != released_.end() ? found->second : ReleasedAs();
    }
    // A name without the tag and the number of the release that it is of.
    [[nodiscard]] std::string neutral(std::string name, const std::string& component) const {
        const ReleasedAs as = released(component);
        if (as.tag.empty()) return name;
        replace_all(name, image_tag(as.tag, as.branch, as.number), "{image tag}");
        replace_all(name, as.tag, "{tag}");
        if (as.tag.starts_with("v")) replace_all(name, as.tag.substr(1), "{tag}");
        return name;
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
    const std::map<std::string, ReleasedAs>& released_;
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

std::string detail_of(const FetchImage& was, const FetchImage& is) {
    return arrow(was.digest.hex().substr(0, 12), is.digest.hex().substr(0, 12));
}

std::string detail_of(const ReleasedAs& was, const ReleasedAs& is) {
    const auto number = [](const ReleasedAs& as) {
        return as.number > 0 ? std::to_string(as.number) : std::string("none");
    };
    if (was.branch == is.branch) return arrow(number(was), number(is));
    return arrow(was.branch + " " + number(was), is.branch + " " + number(is));
}

// The texts of an action that hold what a release is called.
std::vector<std::string> names_in(const Action& action) {
    if (const auto* pack = std::get_if<PackImage>(&action.operation)) return {pack->reference};
    std::vector<std::string> names;
    if (const auto* arrange = std::get_if<Arrange>(&action.operation))
        for (const auto& [path, text] : arrange->texts) names.push_back(text);
    return names;
}

template <typename T>
std::optional<std::string> detail_if(const Action& was, const Action& is) {
    const auto* before = std::get_if<T>(&was.operation);
    const auto* after = std::get_if<T>(&is.operation);
    if (before == nullptr || after == nullptr) return std::nullopt;
    return detail_of(*before, *after);
}

std::string detail(const Action& was, const Action& is) {
    for (const auto& text : {detail_if<FetchCommit>(was, is), detail_if<FetchToolchain>(was, is),
                             detail_if<FetchRoot>(was, is), detail_if<FetchImage>(was, is)})
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
            const Input* other = counterpart(was_, before, input, is_, after);
            explained |= other != nullptr ? inputs(before, input, after, *other) : alone(was_, input, before);
        }
        for (const Input& input : after.inputs)
            if (counterpart(is_, after, input, was_, before) == nullptr)
                explained |= alone(is_, input, after);
        explained |= places(was_, before) != places(is_, after) && packaging();
        explained |= called_otherwise(before, after);
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
    bool alone(const Graph& graph, const Input& input, const Action& user) {
        if (std::holds_alternative<Arrange>(user.operation)) return packaging();
        const Action& action = graph.action(input.action);
        const auto kind = leaf_kind(action);
        found_.insert({kind ? *kind : own_kind(action), ""});
        return true;
    }

    bool packaging() {
        found_.insert({Kind::packaging, ""});
        return true;
    }

    // The same input of the other side. Those of an arrangement are numbered: theirs is what makes them.
    static const Input* counterpart(const Graph& graph, const Action& user, const Input& input,
                                    const Graph& other, const Action& in) {
        const bool numbered = std::holds_alternative<Arrange>(user.operation);
        const auto found = std::find_if(in.inputs.begin(), in.inputs.end(), [&](const Input& one) {
            return numbered ? maker(graph, user, input) == maker(other, in, one) : input.name == one.name;
        });
        return found == in.inputs.end() ? nullptr : &*found;
    }

    static std::string maker(const Graph& graph, const Action& user, const Input& input) {
        return graph.neutral(graph.action(input.action).name, user.component) + " " + input.output;
    }

    // What an arrangement puts where, whatever it is called.
    static std::set<std::vector<std::string>> places(const Graph& graph, const Action& action) {
        std::set<std::vector<std::string>> all;
        const auto* arrange = std::get_if<Arrange>(&action.operation);
        if (arrange == nullptr) return all;
        const auto neutral = [&](const std::string& name) { return graph.neutral(name, action.component); };
        for (const Arrange::Place& place : arrange->places) {
            std::vector<std::string> one = {neutral(place.from), neutral(place.to)};
            for (const Input& input : action.inputs)
                if (input.name == place.input) one.push_back(maker(graph, action, input));
            for (const std::string& path : place.without) one.push_back(neutral(path));
            all.insert(std::move(one));
        }
        for (const auto& [path, text] : arrange->texts) all.insert({neutral(path)});
        return all;
    }

    // Whether a release's tag or number, in what the actions are called, is all that differs in their names.
    bool called_otherwise(const Action& before, const Action& after) {
        const std::vector<std::string> was = names_in(before), is = names_in(after);
        if (was == is || was.size() != is.size()) return false;
        for (std::size_t i = 0; i < was.size(); ++i)
            if (was_.neutral(was[i], before.component) != is_.neutral(is[i], after.component)) return false;
        const ReleasedAs old = was_.released(before.component), now = is_.released(after.component);
        if (old.tag != now.tag) found_.insert({Kind::source, arrow(old.tag, now.tag)});
        if (old.number != now.number || old.branch != now.branch)
            found_.insert({Kind::number, detail_of(old, now)});
        return true;
    }

    const Graph& was_;
    const Graph& is_;
    std::set<Reason> found_;
    std::set<std::pair<std::size_t, std::size_t>> seen_;
};

struct Made {
    ArtifactName name;  // as this side calls it
    std::size_t action = 0;
};
using MadeItems = std::map<std::pair<ArtifactName, std::size_t>, Made>;  // by a name that both sides share

// Several artifacts may have one name, and are told apart by their order.
void add_made(MadeItems& items, ArtifactName shared, const Made& made) {
    std::size_t number = 0;
    while (!items.emplace(std::pair(shared, number), made).second) ++number;
}

MadeItems made_of(const ArtifactsSide& side, const Graph& graph) {
    MadeItems items;
    for (const Artifact& artifact : side.plan.artifacts) {
        const ArtifactName name{artifact.component, artifact.platform.str(), artifact.name};
        add_made(items, name, {name, artifact.action});
    }
    for (const Product& product : side.products) {
        if (product.kind == Product::Kind::binary) continue;
        const ArtifactName name = product_name(product, graph.released(product.component).tag);
        ArtifactName shared = name;
        shared.name = "released as " + graph.neutral(name.name, product.component);
        add_made(items, shared, {name, product.action});
    }
    return items;
}

}  // namespace

ArtifactName product_name(const Product& product, const std::string& tag) {
    const std::string folder = "/" + tag + "/";
    const auto at = product.path.find(folder);
    const bool has_platform = product.platforms.size() == 1;
    return {product.component, has_platform ? product.platforms.front().str() : std::string(),
            product.kind == Product::Kind::binary ? product.file
            : !product.asset.empty()              ? product.asset
            : at == std::string::npos             ? product.path
                                                  : product.path.substr(at + folder.size())};
}

ArtifactsDifference artifacts_difference(const ArtifactsSide& was, const ArtifactsSide& is) {
    const Graph before(was), after(is);
    Comparison comparison(before, after);
    ArtifactsDifference difference;
    const MadeItems old = made_of(was, before), now = made_of(is, after);
    for (const auto& [key, made] : old)
        if (!now.contains(key)) difference.changed.push_back({made.name, Change::dropped, {}});
    for (const auto& [key, made] : now) {
        const auto other = old.find(key);
        if (other == old.end())
            difference.changed.push_back({made.name, Change::added, {}});
        else if (before.digest(other->second.action) == after.digest(made.action))
            difference.unchanged.push_back(made.name);
        else
            difference.changed.push_back(
                {made.name, Change::changed, comparison.reasons(other->second.action, made.action)});
    }
    std::sort(difference.unchanged.begin(), difference.unchanged.end());
    std::sort(difference.changed.begin(), difference.changed.end(),
              [](const auto& a, const auto& b) { return a.artifact < b.artifact; });
    return difference;
}

}  // namespace verbatim
