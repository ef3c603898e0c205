// Brings a bare repository up to date over HTTP(S) by libgit2: heads and tags, with progress and patience,
// which ends where the server is silent. Unaware of what is pinned.
#pragma once

#include "base/event.h"

#include <filesystem>
#include <string>

namespace verbatim {

// Makes `folder` where it is absent, and mends what a killed fetch left there. The caller holds the mirror's
// lock. Throws Error (unavailable) after three tries, Error (interrupted) at once.
void git_fetch(const std::filesystem::path& folder, const std::string& url, const EventSink& events);

}  // namespace verbatim
