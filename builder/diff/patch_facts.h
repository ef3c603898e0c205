// A patch file in short, so that two series can be compared. Pure; hostile input.
#pragma once

#include "base/digest.h"
#include "patch/patch_file.h"

#include <string>
#include <vector>

namespace verbatim {

struct PatchFacts {
    std::string file;     // name without folders
    std::string subject;  // of its first mail; of a mailbox with how many more there are
    std::vector<std::string> cves;
    Digest content;    // of the bytes
    Digest patch_id;   // of what it changes: no matter where the hunks stand, nor what the mail says
    bool own = false;  // of the project's own patches/
};

// Never throws for what the file holds: of a file that is no patch, content and patch id are the same, and
// the subject says so.
PatchFacts patch_facts(const patch::PatchFile& file, bool own);

}  // namespace verbatim
