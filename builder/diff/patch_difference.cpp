#include "diff/patch_difference.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace verbatim {

namespace {

using How = PatchChange::How;

// "fix.patch" of "0003-fix.patch": a series that is written anew counts anew.
std::string without_number(const std::string& file) {
    const auto letter = file.find_first_not_of("0123456789");
    if (letter == 0 || letter == std::string::npos || file[letter] != '-') return file;
    return file.substr(letter + 1);
}

How how(const PatchFacts& was, const PatchFacts& is) {
    if (was.content == is.content) return How::renamed;
    return was.patch_id == is.patch_id ? How::reworded : How::changed;
}

PatchChange change_of(How how, const PatchFacts* was, const PatchFacts* is) {
    const PatchFacts& shown = is != nullptr ? *is : *was;
    PatchChange change{
        how,      is != nullptr ? is->file : "", was != nullptr ? was->file : "", shown.subject, shown.cves,
        shown.own};
    if (was != nullptr)
        for (const std::string& cve : was->cves)
            if (std::find(change.cves.begin(), change.cves.end(), cve) == change.cves.end())
                change.cves.push_back(cve);
    return change;
}

}  // namespace

SeriesDifference series_difference(const std::vector<PatchFacts>& was, const std::vector<PatchFacts>& is) {
    using Same = std::function<bool(const PatchFacts&, const PatchFacts&)>;
    const std::vector<Same> ways = {
        [](const auto& a, const auto& b) { return a.content == b.content && a.file == b.file; },
        [](const auto& a, const auto& b) { return a.content == b.content; },
        [](const auto& a, const auto& b) { return a.patch_id == b.patch_id; },
        [](const auto& a, const auto& b) { return a.file == b.file; },
        [](const auto& a, const auto& b) { return without_number(a.file) == without_number(b.file); },
        [](const auto& a, const auto& b) { return a.subject == b.subject; },
    };
    std::vector<std::optional<std::size_t>> partner(is.size());
    std::vector<bool> taken(was.size(), false);
    for (const Same& same : ways)
        for (std::size_t i = 0; i < is.size(); ++i)
            for (std::size_t j = 0; j < was.size() && !partner[i]; ++j)
                if (!taken[j] && was[j].own == is[i].own && same(was[j], is[i])) {
                    partner[i] = j;
                    taken[j] = true;
                }
    SeriesDifference difference;
    for (std::size_t i = 0; i < is.size(); ++i) {
        if (!partner[i]) {
            difference.changes.push_back(change_of(How::added, nullptr, &is[i]));
            continue;
        }
        const PatchFacts& before = was[*partner[i]];
        if (before.content == is[i].content && before.file == is[i].file)
            ++difference.unchanged;
        else
            difference.changes.push_back(change_of(how(before, is[i]), &before, &is[i]));
    }
    for (std::size_t j = 0; j < was.size(); ++j)
        if (!taken[j]) difference.changes.push_back(change_of(How::dropped, &was[j], nullptr));
    return difference;
}

}  // namespace verbatim
