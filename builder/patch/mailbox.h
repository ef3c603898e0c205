// A patch file split into mails, as `git am` does it: the format is guessed from the first lines, a mailbox
// is cut at its "From " lines (mbox, "mboxo"), a bare mail is one mail, and CR before LF goes. Unaware of
// what a mail says.
//
// Patches of StGit and Mercurial become mails here, as with git am. A series file of StGit, which only names
// patches, is refused.
#pragma once

#include "patch/line_text.h"

#include <string>
#include <vector>

namespace verbatim::patch {

// Throws Error (mismatch) where git am cannot tell the format. `content` holds no NUL.
std::vector<LineText> split_mailbox(const std::string& content, const Source& source);

}  // namespace verbatim::patch
