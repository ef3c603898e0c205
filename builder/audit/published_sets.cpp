#include "audit/published_sets.h"

#include "base/error.h"
#include "base/text.h"
#include "catalog/platform.h"
#include "verify/claims.h"

#include <algorithm>

namespace verbatim {

namespace {

// Go's words for systems that somebody could publish for: a name may end with a word and a dash, too.
bool is_system(const std::string& os) {
    return os == "linux" || os == "darwin" || os == "windows";
}

std::optional<Platform> dashed(const std::string& text) {
    const auto dash = text.find('-');
    if (dash == std::string::npos || !is_system(text.substr(0, dash))) return std::nullopt;
    return Platform::parse(text.substr(0, dash) + "/" + text.substr(dash + 1));
}

std::map<std::string, Digest> keyed(const std::vector<Claim>& claims) {
    std::map<std::string, Digest> hashes;
    for (const Claim& claim : claims) {
        const auto [at, fresh] = hashes.try_emplace(artifact_key(claim.path), claim.sha256);
        if (!fresh && at->second != claim.sha256) hashes.insert_or_assign(claim.path, claim.sha256);
    }
    return hashes;
}

bool same_inputs(const FolderState& a, const FolderState& b) {
    return a.git_tag == b.git_tag && a.patches == b.patches;
}

void add_pins(PublishedSet& set, const FolderState& state) {
    if (!state.git_tag) return;
    const bool known = std::any_of(set.pins.begin(), set.pins.end(),
                                   [&](const FolderState& one) { return same_inputs(one, state); });
    if (!known) set.pins.push_back(state);
}

// The state before it on its branch and the one after it, wherever they stand among the others.
void add_neighbours(PublishedSet& set, const std::vector<FolderState>& states, const FolderState& of) {
    const FolderState *before = nullptr, *after = nullptr;
    bool passed = false;
    for (const FolderState& state : states) {
        if (state.branch != of.branch) continue;
        if (state.commit == of.commit)
            passed = true;
        else if (!passed)
            before = &state;
        else if (after == nullptr)
            after = &state;
    }
    if (before != nullptr) add_pins(set, *before);
    if (after != nullptr) add_pins(set, *after);
}

}  // namespace

std::string artifact_key(const std::string& path) {
    const std::vector<std::string> parts = split(path, '/');
    const std::size_t count = parts.size();
    const std::string& name = parts.back();
    if (count >= 2)
        if (const auto platform = dashed(parts[count - 2])) return platform->str() + "/" + name;
    if (count >= 3 && is_system(parts[count - 3]))
        if (const auto platform = Platform::parse(parts[count - 3] + "/" + parts[count - 2]))
            return platform->str() + "/" + name;
    for (auto dash = name.find('-'); dash != std::string::npos; dash = name.find('-', dash + 1))
        if (const auto platform = dashed(name.substr(dash + 1)); platform && dash > 0)
            return platform->str() + "/" + name.substr(0, dash);
    return path;
}

std::set<Digest> PublishedSets::hashes() const {
    std::set<Digest> all;
    for (const PublishedSet& set : sets)
        for (const auto& [key, digest] : set.hashes) all.insert(digest);
    return all;
}

PublishedSets published_sets(const std::vector<FolderState>& states,
                             const std::map<ObjectId, std::string>& texts) {
    PublishedSets found;
    std::map<std::string, std::optional<ObjectId>> last;  // branch → CHECKSUMS
    for (const FolderState& state : states) {
        std::optional<ObjectId>& before = last[state.branch];
        if (state.checksums == before) continue;
        before = state.checksums;
        if (!state.checksums) continue;
        std::map<std::string, Digest> hashes;
        try {
            hashes = keyed(parse_checksums("CHECKSUMS", texts.at(*state.checksums), ""));
        } catch (const Error& error) {
            if (error.kind() != Failure::definition) throw;
            found.unreadable.push_back({state, error.message()});
            continue;
        }
        if (hashes.empty()) continue;
        auto set = std::find_if(found.sets.begin(), found.sets.end(),
                                [&](const PublishedSet& one) { return one.hashes == hashes; });
        if (set == found.sets.end()) {
            found.sets.push_back(published_set(states, state, std::move(hashes)));
            continue;
        }
        set->published.push_back(state);
        add_pins(*set, state);
    }
    std::stable_sort(found.sets.begin(), found.sets.end(), [](const PublishedSet& a, const PublishedSet& b) {
        return a.first().time > b.first().time;
    });
    return found;
}

PublishedSet published_set(const std::vector<FolderState>& states, const FolderState& published,
                           std::map<std::string, Digest> hashes) {
    PublishedSet set{std::move(hashes), {published}, {}};
    add_pins(set, published);
    add_neighbours(set, states, published);
    return set;
}

std::optional<StaleClaim> stale_claim(const std::vector<FolderState>& states, const std::string& branch) {
    const FolderState *previous = nullptr, *claimed = nullptr;
    std::vector<FolderState> changed;
    for (const FolderState& state : states) {
        if (state.branch != branch) continue;
        if (previous == nullptr || state.checksums != previous->checksums) {
            claimed = &state;
            changed.clear();
        } else if (!state.same_pins(*previous)) {
            changed.push_back(state);
        }
        previous = &state;
    }
    // Pins that went and came back are those of that day.
    if (claimed == nullptr || !claimed->checksums || changed.empty() || changed.back().same_pins(*claimed))
        return std::nullopt;
    return StaleClaim{*claimed, std::move(changed)};
}

}  // namespace verbatim
