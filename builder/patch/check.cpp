#include "patch/check.h"

#include <algorithm>

namespace verbatim::patch {

namespace {

std::string subject_of(const PatchFile& file) {
    try {
        return read_mails(file).front().subject();
    } catch (const Error&) {
        return {};  // the problem itself is told where it is applied
    }
}

}  // namespace

std::size_t CheckedSeries::applying() const {
    return static_cast<std::size_t>(std::count_if(patches.begin(), patches.end(),
                                                  [](const CheckedPatch& patch) { return patch.applies; }));
}

CheckedSeries check_series(const std::string& commit, const std::vector<PatchFile>& series,
                           const Committer& committer, const ObjectReader& read) {
    CheckedSeries checked{commit, {}};
    std::map<std::string, git::Object> made;
    const ObjectReader read_all = [&](const std::string& id) {
        const auto found = made.find(id);
        return found == made.end() ? read(id) : std::optional<git::Object>(found->second);
    };
    for (const PatchFile& file : series) {
        CheckedPatch patch{file.name, subject_of(file), false, {}, {}};
        try {
            AppliedSeries applied = apply_series(checked.commit, {file}, committer, read_all);
            made.merge(applied.objects);
            checked.commit = applied.commit;
            patch.applies = true;
        } catch (const PatchRefused& refused) {
            patch.refusal = refused.refusal();
        } catch (const Error& error) {
            if (error.kind() != Failure::mismatch) throw;
            patch.problem = error.render();
        }
        checked.patches.push_back(std::move(patch));
    }
    return checked;
}

bool is_applied(const std::string& commit, const PatchFile& file, const Committer& committer,
                const ObjectReader& read) {
    try {
        (void)apply_series(commit, {file}, committer, read);
        return false;
    } catch (const PatchRefused& refused) {
        return refused.refusal().applied_already;
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch && error.kind() != Failure::unavailable) throw;
        return false;
    }
}

}  // namespace verbatim::patch
