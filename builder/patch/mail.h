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
// cannot be converted, an empty patch. And where git am would go on with a time of its own: a mail without a
// date has no commit id that could be reproduced.
std::vector<Mail> read_mails(const PatchFile& file);

}  // namespace verbatim::patch
