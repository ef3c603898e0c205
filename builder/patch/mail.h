// Patch files as mail: what `git am` (mailsplit, mailinfo; git 2.39) reads from them before it applies
// anything. Pure. Unaware of diffs: what follows the message is handed on as bytes.
#pragma once

#include "base/position.h"
#include "patch/patch_file.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace verbatim::patch {

// A name and a time as a commit's author or committer line has them.
struct Signature {
    std::string name, mail;
    std::int64_t time = 0;  // seconds since 1970
    int zone = 0;           // minutes east of UTC

    // "NAME <MAIL> SECONDS +HHMM"
    [[nodiscard]] std::string str() const;
};

// The part of a mail that git apply is given. `lines[i]` is the line of the patch file (from 1) that line i
// of `content` came from, so that errors can name it even where the mail was encoded.
struct DiffText {
    std::string content;
    std::vector<std::size_t> lines;
};

struct Mail {
    Signature author;
    std::string message;  // UTF-8, as it stands in the commit: subject, blank line, body, each line ended
    DiffText diff;
    std::shared_ptr<const SourceText> text;  // of the patch file, for positions
    std::size_t line = 1;                    // where the mail begins in its file

    // The first line of the message.
    [[nodiscard]] std::string subject() const;
};

// A patch file holds one mail or, as a mailbox, several: each becomes a commit. Throws Error (mismatch), at
// the line, where git am would stop: no patch format, no author, a date that cannot be read, a charset that
// cannot be converted, an empty patch. And where git am goes on, but to no commit id that could be
// reproduced: a mail without a date gets a time of git's own, one before 1970 a number that cannot be read
// back, a quote that does not end in an author's name takes in what lies in memory behind it. NUL bytes, and
// more than 64 MiB or 4 million lines, are refused too.
//
// Locale, time zone and clock of the machine do not matter: a date without a zone is in UTC, where git takes
// the machine's zone (mail_date.h). The format is told from each file by itself; git am, given several, tells
// it from the first.
std::vector<Mail> read_mails(const PatchFile& file);

}  // namespace verbatim::patch
