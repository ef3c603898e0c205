#include "diff/lock_difference.h"

#include "diff/artifact_difference.h"
#include "diff/patch_difference.h"

#include <algorithm>

namespace verbatim {

namespace {

// Of each side what it has: a pin, or that the component's inputs are not public.
struct Pair {
    std::string name;
    const ComponentPin *was = nullptr, *is = nullptr;
    const Unbuildable *closed_was = nullptr, *closed_is = nullptr;
    [[nodiscard]] bool any_was() const { return was != nullptr || closed_was != nullptr; }
    [[nodiscard]] bool any_is() const { return is != nullptr || closed_is != nullptr; }
    [[nodiscard]] bool both_pinned() const { return was != nullptr && is != nullptr; }
};

std::vector<Pair> components(const LockSide& was, const LockSide& is) {
    std::map<std::string, Pair> pairs;
    for (const ComponentPin& pin : was.release.components) pairs[pin.project].was = &pin;
    for (const ComponentPin& pin : is.release.components) pairs[pin.project].is = &pin;
    for (const auto& [project, closed] : was.release.unbuildable) pairs[project].closed_was = &closed;
    for (const auto& [project, closed] : is.release.unbuildable) pairs[project].closed_is = &closed;
    std::vector<Pair> sorted;
    for (auto& [name, pair] : pairs) {
        pair.name = name;
        sorted.push_back(pair);
    }
    return sorted;
}

std::optional<std::string> text_of(const std::optional<Located<std::string>>& located) {
    return located ? std::optional(located->value) : std::nullopt;
}

// The value of each side's pin. Nothing where a side has none of a component that it has: what is not known
// is no other value.
template <typename Get>
Was was_is(const Pair& pair, Get get) {
    if (pair.any_was() && pair.any_is() && !pair.both_pinned()) return {};
    const auto of = [&](const ComponentPin* pin) {
        return pin != nullptr ? std::optional<std::string>(get(*pin)) : std::nullopt;
    };
    return {of(pair.was), of(pair.is)};
}

// The same for what a pin need not have.
Was without_empty(Was value) {
    for (auto* side : {&value.was, &value.is})
        if (*side && (*side)->empty()) side->reset();
    return value;
}

std::map<std::string, Digest> own_of(const LockSide& side, const std::string& project) {
    const auto found = side.own_patches.find(project);
    return found != side.own_patches.end() ? found->second : std::map<std::string, Digest>();
}

bool patches_differ(const LockSide& was, const LockSide& is, const Pair& pair) {
    if (pair.is == nullptr) return false;
    const auto before = pair.was != nullptr ? text_of(pair.was->patches) : std::nullopt;
    const auto own = pair.was != nullptr ? own_of(was, pair.name) : std::map<std::string, Digest>();
    return before != text_of(pair.is->patches) || own != own_of(is, pair.name);
}

void add_fact(std::vector<FactChange>& facts, std::string name, Was value) {
    if (value.changed()) facts.push_back({std::move(name), std::move(value)});
}

void compare_release(const Release& was, const Release& is, std::vector<FactChange>& facts) {
    const auto number = [](const Release& release) {
        return release.number > 0 ? std::optional(std::to_string(release.number)) : std::nullopt;
    };
    const auto distro = [](const Release& release, const std::string& value) {
        return release.distro.known() ? std::optional(value) : std::nullopt;
    };
    add_fact(facts, "branch", {was.branch, is.branch});
    add_fact(facts, "release number", {number(was), number(is)});
    add_fact(facts, "distro", {distro(was, was.distro.source.value), distro(is, is.distro.source.value)});
    add_fact(facts, "distro commit",
             {distro(was, was.distro.commit.value), distro(is, is.distro.commit.value)});
    add_fact(facts, "committer of patches", {text_of(was.committer), text_of(is.committer)});
    std::map<std::string, Was> images;
    for (const auto& [name, image] : was.base_images) images[name].was = image.str();
    for (const auto& [name, image] : is.base_images) images[name].is = image.str();
    for (const auto& [name, value] : images) add_fact(facts, "base image " + name, value);
}

void compare_tags(const Pair& pair, std::vector<FactChange>& facts) {
    std::map<std::string, Was> tags;
    for (const auto& [name, object] : pair.was->tags) tags[name].was = object.value;
    for (const auto& [name, object] : pair.is->tags) tags[name].is = object.value;
    for (const auto& [name, value] : tags) {
        const bool follows = name == pair.was->tag.value || name == pair.is->tag.value;
        // Where the tag is another, so are those beside it: etcd's api/v3.6.12 is no news beside v3.6.12.
        const bool beside =
            pair.was->tag.value != pair.is->tag.value &&
            (name.ends_with("/" + pair.was->tag.value) || name.ends_with("/" + pair.is->tag.value));
        if (!beside && (!follows || pair.was->tag == pair.is->tag))
            add_fact(facts, "tag that the build sees: " + name, value);
    }
}

bool differs(const ComponentDifference& one) {
    return one.change != Change::changed || one.tag.changed() || one.commit.changed() || one.go.changed() ||
           one.go_declared.changed() || one.not_public.changed() || !one.facts.empty() || one.patches_differ;
}

std::optional<std::string> tag_of(const ComponentPin* pin, const Unbuildable* closed) {
    if (pin != nullptr) return pin->tag.value;
    return closed != nullptr ? std::optional(closed->tag.value) : std::nullopt;
}

std::optional<std::string> because(const Unbuildable* closed) {
    return closed != nullptr ? std::optional(closed->because) : std::nullopt;
}

// What only one of them lets anybody build, for the other lists it as unbuildable, did not come or go.
void set_apart_closed(const LockSide& was, const LockSide& is, ArtifactsDifference& artifacts,
                      std::vector<ArtifactName>& untold) {
    const auto closed = [&](const ArtifactDifference& one) {
        return was.release.unbuildable.contains(one.artifact.component) ||
               is.release.unbuildable.contains(one.artifact.component);
    };
    for (const ArtifactDifference& one : artifacts.changed)
        if (closed(one)) untold.push_back(one.artifact);
    std::erase_if(artifacts.changed, closed);
}

ComponentDifference compare_component(const LockSide& was, const LockSide& is, const Pair& pair,
                                      const LookedUp& looked_up) {
    ComponentDifference one;
    one.name = pair.name;
    one.change = !pair.any_was() ? Change::added : !pair.any_is() ? Change::dropped : Change::changed;
    one.tag = {tag_of(pair.was, pair.closed_was), tag_of(pair.is, pair.closed_is)};
    one.not_public = {because(pair.closed_was), because(pair.closed_is)};
    one.commit = was_is(pair, [](const ComponentPin& pin) { return pin.commit.value; });
    one.go = without_empty(was_is(pair, [](const ComponentPin& pin) { return pin.go.value; }));
    one.go_declared = without_empty(was_is(pair, [](const ComponentPin& pin) { return pin.go_declared; }));
    one.patches_differ = patches_differ(was, is, pair);
    if (pair.both_pinned()) {
        compare_tags(pair, one.facts);
        const auto id = [](const std::optional<Located<ObjectId>>& pin) { return text_of(pin); };
        add_fact(one.facts, "published checksums", {id(pair.was->checksums), id(pair.is->checksums)});
        const auto modules = [](const ComponentPin& pin) {
            return pin.modules ? std::optional<std::string>(module_source_name(pin.modules->value))
                               : std::nullopt;
        };
        add_fact(one.facts, "modules", {modules(*pair.was), modules(*pair.is)});
        if (!one.commit.changed() && !one.patches_differ)
            add_fact(one.facts, "patched commit",
                     {id(pair.was->patched_commit), id(pair.is->patched_commit)});
    }
    if (const auto found = looked_up.commits.find(one.name); found != looked_up.commits.end())
        one.commits = found->second;
    if (const auto found = looked_up.series.find(one.name); found != looked_up.series.end()) {
        one.patches_problem = found->second.problem;
        SeriesDifference series = series_difference(found->second.was, found->second.is);
        if (one.patches_problem.empty()) {
            one.patches = std::move(series.changes);
            one.patches_unchanged = series.unchanged;
        }
    }
    return one;
}

ArtifactsSide artifacts_of(const LockSide& lock, bool with_products) {
    ArtifactsSide side{*lock.plan};
    if (!with_products) return side;
    side.products = lock.products;
    for (const ComponentPin& pin : lock.release.components)
        side.released[pin.project] = {pin.tag.value, lock.release.branch, lock.release.number};
    return side;
}

DiffSide side(const LockSide& lock) {
    return {lock.name, lock.release.branch, lock.release.number};
}

}  // namespace

std::vector<std::string> with_other_commits(const LockSide& was, const LockSide& is) {
    std::vector<std::string> names;
    for (const Pair& pair : components(was, is))
        if (pair.both_pinned() && pair.was->commit.value != pair.is->commit.value) names.push_back(pair.name);
    return names;
}

std::vector<std::string> with_other_patches(const LockSide& was, const LockSide& is) {
    std::vector<std::string> names;
    for (const Pair& pair : components(was, is))
        if (patches_differ(was, is, pair)) names.push_back(pair.name);
    return names;
}

ReleaseDifference lock_difference(const LockSide& was, const LockSide& is, const LookedUp& looked_up) {
    ReleaseDifference difference;
    difference.kind = SideKind::lock;
    difference.was = side(was);
    difference.is = side(is);
    compare_release(was.release, is.release, difference.facts);
    for (const Pair& pair : components(was, is)) {
        ComponentDifference one = compare_component(was, is, pair, looked_up);
        if (differs(one))
            difference.components.push_back(std::move(one));
        else
            difference.unchanged_components.push_back(one.name);
    }
    for (const LockSide* lock : {&was, &is})
        if (!lock->plan && difference.artifacts_problem.empty())
            difference.artifacts_problem = lock->name + " cannot be planned: " + lock->plan_problem;
    if (!difference.artifacts_problem.empty()) return difference;
    for (const LockSide* lock : {&was, &is})
        if (!lock->products_problem.empty() && difference.only_binaries.empty())
            difference.only_binaries =
                "of " + lock->name + " no release can be planned: " + lock->products_problem;
    const bool with_products = difference.only_binaries.empty();
    ArtifactsDifference artifacts =
        artifacts_difference(artifacts_of(was, with_products), artifacts_of(is, with_products));
    set_apart_closed(was, is, artifacts, difference.untold_artifacts);
    difference.artifacts = std::move(artifacts.changed);
    difference.unchanged_artifacts = std::move(artifacts.unchanged);
    return difference;
}

}  // namespace verbatim
