// A commit as a mail that git am takes, in the manner of git format-patch. Pure.
#pragma once

#include "patch/mail.h"

#include <string>

namespace verbatim::patch {

// "0013-Fix-the-parser.patch", as format-patch names files: at most 64 bytes before ".patch".
std::string patch_file_name(std::size_t number, const std::string& subject);

// `diff` in git's format. What a mail cannot carry (a message with a line that looks like the beginning of a
// diff) is not looked for here: read the result back and compare.
std::string write_mail(const Signature& author, const std::string& message, const std::string& diff);

}  // namespace verbatim::patch
