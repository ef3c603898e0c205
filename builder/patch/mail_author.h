// Who wrote a mail: name and address of a "From" header, and what of them a commit may hold. Unaware of time.
#pragma once

#include "patch/mail_header.h"

#include <string>
#include <string_view>

namespace verbatim::patch {

struct Author {
    std::string name, mail;
};

// "Name <mail>", "mail (Name)", "Name (comment) <mail>", quoted or not. A name that is empty, longer than 60
// bytes or has one of "@<>" gives way to the address. Both are empty where there is no address at all. Throws
// Error (mismatch) where a quote or comment does not end: git 2.39 reads beyond its memory there, so that
// there is no answer to agree with.
Author parse_from(const Header& from, const Source& source);

// Without the dots, quotes, blanks and the like at both ends, and without '<', '>' and line ends anywhere.
std::string without_crud(std::string_view text);

}  // namespace verbatim::patch
