#include "cli/distro_histories.h"

namespace verbatim {

namespace {

PublishedSets published(const DistroRevision& distro, const std::string& component,
                        const std::vector<FolderState>& states) {
    const git::Database objects = git::Database::of_repository(distro.mirror());
    std::map<ObjectId, std::string> texts;
    for (const FolderState& state : states)
        if (state.checksums && !texts.contains(*state.checksums))
            texts[*state.checksums] =
                objects.need(*state.checksums, git::Type::blob, "CHECKSUMS of " + component).data;
    return published_sets(states, texts);
}

}  // namespace

const DistroHistory& DistroHistories::of(const DistroRevision& distro, const std::string& component) {
    const std::pair key(distro.commit(), component);
    if (const auto known = read_.find(key); known != read_.end()) return known->second;
    DistroHistory history;
    history.states = folder_states(distro.mirror(), distro.commit(), component);
    history.published = published(distro, component, history.states);
    return read_.emplace(key, std::move(history)).first->second;
}

}  // namespace verbatim
