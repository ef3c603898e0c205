// What came out since a release was pinned, told once: a night's `newer`.
#pragma once

#include "cli/workspace.h"
#include "history/run.h"
#include "report/announcement.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct Newer {
    std::string release;
    Announcement announcement;
};

struct WhatIsNewer {
    std::vector<Newer> news;                 // other than was last told
    std::vector<NumberedRelease> published;  // what the distro has released by now, of each release
};

// Of each release, where it is another than was last told. Upstreams that cannot be asked are passed over:
// `verbatim outdated` says why. `told`: the file that remembers (JSON, release → digest of what was told).
WhatIsNewer what_is_newer(Workspace& workspace, const std::vector<std::string>& releases,
                          const std::filesystem::path& told);
// To be called when it has been told.
void remember_newer(const std::vector<Newer>& newer, const std::filesystem::path& told);

}  // namespace verbatim
