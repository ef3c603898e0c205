#include "pin/lock_change.h"

#include "catalog/draft.h"

#include <algorithm>

namespace verbatim {

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

Values values_of(const ComponentPin& pin) {
    Values values{{"tag", pin.tag.value}};
    if (pin.has_tag_object()) values.emplace_back("tag_object", pin.tag_object.value);
    values.emplace_back("commit", pin.commit.value);
    values.emplace_back("commit_time", lock_time(pin.commit_time.value));
    for (const auto& [tag, object] : pin.tags) values.emplace_back("tags " + tag, object.value);
    const auto optional = [&](const char* key, const std::optional<Located<ObjectId>>& id) {
        if (id) values.emplace_back(key, id->value);
    };
    optional("patches", pin.patches);
    optional("patched_commit", pin.patched_commit);
    optional("checksums", pin.checksums);
    if (pin.modules) values.emplace_back("modules", module_source_name(pin.modules->value));
    if (!pin.has_go()) return values;
    values.emplace_back("go.declared", pin.go_declared);
    values.emplace_back("go.found", pin.go.value);
    return values;
}

// Where a key stands in a lock.
int rank(const std::string& key) {
    const std::vector<std::string> order{"tag",     "tag_object",  "commit",         "commit_time",
                                         "tags",    "patches",     "patched_commit", "checksums",
                                         "modules", "go.declared", "go.found"};
    const auto found = std::find(order.begin(), order.end(), key.substr(0, key.find(' ')));
    return static_cast<int>(found - order.begin());
}

bool same(const std::optional<PublishPin>& a, const std::optional<PublishPin>& b) {
    if (!a || !b) return !a && !b;
    return a->uri == b->uri && a->registry == b->registry && a->topic == b->topic && a->active == b->active;
}

bool same(const std::map<std::string, Unbuildable>& a, const std::map<std::string, Unbuildable>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
        return one.first == other.first && one.second.tag == other.second.tag &&
               one.second.because == other.second.because;
    });
}

}  // namespace

Release changed_release(Release release, const LockChange& change) {
    if (change.distro) {
        release.distro.source.value = change.distro->source;
        release.distro.commit.value = change.distro->commit;
    }
    std::map<std::string, ComponentPin> all;
    for (ComponentPin& pin : release.components)
        if (!change.removed.contains(pin.project)) all[pin.project] = std::move(pin);
    for (const auto& [project, pin] : change.components) all[project] = pin;
    release.components.clear();
    for (auto& [project, pin] : all) release.components.push_back(std::move(pin));
    if (change.unbuildable) release.unbuildable = *change.unbuildable;
    return release;
}

std::vector<ValueChange> pin_changes(const ComponentPin* was, const ComponentPin& is) {
    std::map<std::pair<int, std::string>, ValueChange> changes;
    if (was != nullptr)
        for (const auto& [key, value] : values_of(*was)) changes[{rank(key), key}] = {key, value, ""};
    for (const auto& [key, value] : values_of(is)) {
        ValueChange& change = changes[{rank(key), key}];
        change.key = key;
        change.is = value;
    }
    std::vector<ValueChange> different;
    for (auto& [order, change] : changes)
        if (change.was != change.is) different.push_back(std::move(change));
    return different;
}

bool same_release(const Release& a, const Release& b) {
    return a.branch == b.branch && a.number == b.number && a.distro.source == b.distro.source &&
           a.distro.commit == b.distro.commit && a.committer == b.committer &&
           a.base_images == b.base_images && same(a.publish, b.publish) &&
           same(a.unbuildable, b.unbuildable) &&
           std::equal(a.components.begin(), a.components.end(), b.components.begin(), b.components.end(),
                      [](const ComponentPin& one, const ComponentPin& other) {
                          return one.project == other.project && values_of(one) == values_of(other);
                      });
}

}  // namespace verbatim
