// Patches as StGit and Mercurial export them, made into mails in the same way as git am does. Unaware of
// what the mails are read for.
#pragma once

#include "patch/line_text.h"

#include <string>

namespace verbatim::patch {

// A subject, a blank line, "From:" or "Author:" and "Date:" lines, then the message.
LineText mail_of_stgit(const std::string& content);

// "# HG changeset patch", "# User NAME <MAIL>", "# Date SECONDS ZONE" with a zone in seconds west of UTC,
// then the message. Throws Error (mismatch) where the date is none.
LineText mail_of_mercurial(const std::string& content, const Source& source);

}  // namespace verbatim::patch
