// Does a patch series apply, patch for patch: one that does not is left out, and the rest is tried all the
// same, so that a maintainer sees at once all that there is to mend.
#pragma once

#include "patch/series.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim::patch {

struct CheckedPatch {
    std::string file;     // PatchFile::name
    std::string subject;  // of its first mail; empty where it cannot be read
    bool applies = false;
    std::optional<Refusal> refusal;  // where it reads well, and does not apply
    std::string problem;             // where it cannot be read: the error, rendered
};

struct CheckedSeries {
    std::string commit;  // what those that apply come to
    std::vector<CheckedPatch> patches;

    [[nodiscard]] std::size_t applying() const;
};

// Throws Error (unavailable) where `read` lacks an object that is needed.
CheckedSeries check_series(const std::string& commit, const std::vector<PatchFile>& series,
                           const Committer& committer, const ObjectReader& read);

// Would the patch find what it makes already made on this commit? False where it cannot be told.
bool is_applied(const std::string& commit, const PatchFile& file, const Committer& committer,
                const ObjectReader& read);

}  // namespace verbatim::patch
