// Tells, line by line, what a mail's decoded body consists of: in-body headers, message, diff. The headers
// end at the first line that is none, the message at "---" or where a diff begins; no scissors, as git has
// none unless it is told so. Unaware of how the body was encoded.
#pragma once

#include "patch/mail_body.h"

namespace verbatim::patch {

class MessageSplitter {
  public:
    MessageSplitter(const HeaderKeeper& head, Converter& converter, const Source& source)
        : head_(head), converter_(converter), source_(source) {}

    void take(Line line);
    // A header that was still open ends with the body.
    void finish() { close_header(); }

    MailBody body;

  private:
    bool is_header(const Line& line);
    void close_header();

    const HeaderKeeper& head_;
    Converter& converter_;
    const Source& source_;
    bool in_headers_ = true;
    bool in_diff_ = false;
    std::optional<Line> open_header_;  // folded lines may follow
};

}  // namespace verbatim::patch
