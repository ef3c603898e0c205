// A commit and a patch series → the patched commit, in memory: what `git am --committer-date-is-author-date`
// makes, id for id, with no work tree. Objects are read through a function and new ones are given back.
#pragma once

#include "base/error.h"
#include "git/object.h"
#include "patch/diff.h"
#include "patch/patch_file.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim::patch {

struct Committer {
    std::string name, mail;
};

// Reads an object of the repository by id; nothing where it is absent.
using ObjectReader = std::function<std::optional<git::Object>(const std::string& id)>;

struct AppliedSeries {
    std::string commit;                          // the last
    std::vector<std::string> commits;            // one a mail, in order
    std::map<std::string, git::Object> objects;  // all that is new: commits, trees, blobs that they reach
};

// Why a patch does not apply, in terms of which a maintainer can mend it.
struct Refusal {
    std::string patch;                  // PatchFile::name
    std::size_t line = 0;               // of the patch file: the hunk, or the file's header
    std::string target;                 // path in the tree
    std::size_t hunk = 0;               // from 1; 0 where it is not about a hunk
    std::vector<std::string> expected;  // lines that the hunk wants to find (context and removed)
    std::uint64_t expected_at = 0;      // first line (from 1) where the hunk says they are
    std::vector<std::string> found;     // the lines that are there
    // Where the expected lines stand best all the same: first line in the target, and how many of them match.
    std::optional<std::uint64_t> nearest;
    std::size_t nearest_matching = 0;
    bool applied_already = false;  // what the patch would make is there: its hunks apply in reverse
    std::string reason;            // in words: "the file does not exist", "the hunk's lines are not there"
};

// Error (mismatch) with the refusal beside it.
class PatchRefused : public Error {
  public:
    PatchRefused(Error error, Refusal refusal) : Error(std::move(error)), refusal_(std::move(refusal)) {}
    [[nodiscard]] const Refusal& refusal() const { return refusal_; }

  private:
    Refusal refusal_;
};

// Patches are applied in the order given (a series is in bytewise order of names). Throws PatchRefused at the
// first patch that does not apply, Error (mismatch) where one cannot be read or wants to write where no
// checkout may (outside, .git), Error (unavailable) where the reader lacks an object that is needed.
//
// Like `git apply --index`, this works on the blobs of the tree, so .gitattributes and what a checkout makes
// of files have no say. What git am notices in its work tree alone is refused by rule: names longer than a
// file system has them, an empty symbolic link. Other than git, it does not mind emptied folders or files
// that git's own order of removing and writing leaves in the way; no tool writes such patches.
AppliedSeries apply_series(const std::string& commit, const std::vector<PatchFile>& series,
                           const Committer& committer, const ObjectReader& read);

// The same for mails that are read already.
AppliedSeries apply_mails(const std::string& commit, const std::vector<Mail>& mails,
                          const Committer& committer, const ObjectReader& read);

}  // namespace verbatim::patch
