// What a distro published of its components over the years, read once in a command: the locks of all branches
// pin the same commit mostly, and a history is that of a component whatever the branch.
#pragma once

#include "audit/published_sets.h"
#include "pin/distro_folders.h"
#include "pin/distro_history.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

struct DistroHistory {
    std::vector<FolderState> states;  // as of folder_states()
    PublishedSets published;
};

class DistroHistories {
  public:
    // Of a component, up to this revision. Stays where it is. Throws what folder_states() does.
    const DistroHistory& of(const DistroRevision& distro, const std::string& component);

  private:
    std::map<std::pair<ObjectId, std::string>, DistroHistory> read_;
};

}  // namespace verbatim
