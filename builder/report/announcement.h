// What is told of a release to people who only want to know that it is there: a subject and a plain text, as
// the distro sends them to its topic of notifications. Pure.
#pragma once

#include "attest/release_docs.h"
#include "pin/outdated.h"

#include <optional>
#include <string>

namespace verbatim {

// Limits of Amazon SNS, for that is where the distro sends its own: a subject of at most 100 ASCII characters
// in a line, a message of at most 256 KiB.
struct Announcement {
    std::string subject;  // "New release of EKS-D v1-36-eks-7"
    std::string message;  // plain text in UTF-8, lines ending in '\n', control bytes made visible
};

// Of a release that we made, or that was withdrawn or superseded. The message is its
// release-announcement.txt.
Announcement announce_release(const ReleaseDocs& docs);
// Of what has come out since a branch was pinned: nothing where nothing has.
std::optional<Announcement> announce_newer(const Outdated& outdated);

}  // namespace verbatim
