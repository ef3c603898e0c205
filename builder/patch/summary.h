// What a patch says of itself: who, when, what for, which files; for a list of a series.
#pragma once

#include "patch/diff.h"
#include "patch/patch_file.h"

#include <string>
#include <vector>

namespace verbatim::patch {

struct Summary {
    std::string file;  // PatchFile::name
    Signature author;
    std::string subject;
    std::vector<std::string> paths;  // files touched, each once, in bytewise order
    std::vector<std::string> cves;  // "CVE-2026-12345" and "GHSA-…" names in message and file name, each once
};

// One a mail. Throws what read_mails() and parse_diff() throw.
std::vector<Summary> summarise(const PatchFile& file);

}  // namespace verbatim::patch
