// The body of a mail, taken apart: headers at its top, the message, and the diff behind it. Undoes transfer
// encodings, multiparts and format=flowed on the way. Unaware of what a diff or an author is.
#pragma once

#include "patch/charset.h"
#include "patch/line_text.h"
#include "patch/mail_header.h"

#include <optional>
#include <string>

namespace verbatim::patch {

struct MailBody {
    Headers headers;      // in-body: "From:", "Subject:", "Date:" before the message
    std::string message;  // without its subject
    LineText diff;        // from "---" or "diff -" on; empty where there is none
};

// Reads the rest of the mail. `first` is the first line of it where the header's reader has already taken it.
// Throws Error (mismatch) where git am stops: a charset that cannot be converted, a bad encoded word, a NUL.
MailBody read_body(LineReader& reader, std::optional<Line> first, HeaderKeeper& head, Converter& converter,
                   const Source& source);

}  // namespace verbatim::patch
