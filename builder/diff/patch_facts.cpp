#include "diff/patch_facts.h"

#include "base/error.h"
#include "base/text.h"
#include "patch/mail.h"
#include "patch/summary.h"

#include <algorithm>

namespace verbatim {

namespace {

// Where the mail's signature begins, below which git's version stands: the last "-- " that no hunk follows.
std::size_t end_of_diff(const std::string& diff) {
    const auto signature = diff.rfind("\n-- \n");
    if (signature == std::string::npos) return diff.size();
    for (const char* more : {"\n@@ ", "\ndiff ", "\n--- "})
        if (diff.find(more, signature + 1) != std::string::npos) return diff.size();
    return signature + 1;
}

// As `git patch-id --verbatim`: without the list of files above the diff, object ids, and where hunks stand,
// all of which a rebase changes.
void add_change(Sha256& id, const std::string& diff) {
    const std::size_t all = end_of_diff(diff);
    bool begun = false;
    for (std::size_t begin = 0; begin < all;) {
        const std::size_t end = std::min(diff.find('\n', begin), all);
        const std::string_view line = std::string_view(diff).substr(begin, end - begin);
        begin = end + 1;
        begun = begun || line.starts_with("diff ") || line.starts_with("--- ");
        if (!begun || line.starts_with("index ")) continue;
        id.update(line.starts_with("@@ ") ? "@@" : line);
        id.update("\n");
    }
}

}  // namespace

PatchFacts patch_facts(const patch::PatchFile& file, bool own) {
    PatchFacts facts{file.name.substr(file.name.rfind('/') + 1), {}, {}, sha256(file.content), {}, own};
    facts.patch_id = facts.content;
    try {
        const auto summaries = patch::summarise(file);
        Sha256 id;
        for (const patch::Mail& mail : patch::read_mails(file)) add_change(id, mail.diff.content);
        facts.patch_id = id.finish();
        for (const patch::Summary& summary : summaries)
            for (const std::string& cve : summary.cves)
                if (std::find(facts.cves.begin(), facts.cves.end(), cve) == facts.cves.end())
                    facts.cves.push_back(cve);
        facts.subject = summaries.front().subject;
        if (summaries.size() > 1)
            facts.subject += " (and " + counted(summaries.size() - 1, "more mail") + ")";
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        facts.subject = "(cannot be read as a patch)";
    }
    return facts;
}

}  // namespace verbatim
