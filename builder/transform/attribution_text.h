// Which licence holds for each module, what is wrong with it, and the text of ATTRIBUTION.txt. Pure: modules,
// their files and the classifier's report in, text and findings out.
#pragma once

#include "transform/licence_json.h"
#include "transform/licence_kinds.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

// Of project.yaml: what a person found out of a module, and why it may be shipped.
struct LicenceOverride {
    std::string module;   // its path, in whatever version
    std::string spdx;     // "MIT", "MIT OR GPL-2.0": as it will stand in the documents
    std::string because;  // shown wherever the override counts
};

// Why a module's licence is not simply taken.
struct LicenceFinding {
    enum class Kind {
        no_file,     // no licence file in the module
        not_known,   // a licence file of which too little is a known licence's text
        not_listed,  // a licence that nobody has judged (licence_kinds.h)
        restricted,
    } kind = Kind::no_file;
    std::string module, version;
    std::string file;     // "" for no_file
    std::string detail;   // "AGPL-3.0", "61 % of it is known: MIT"
    std::string because;  // of the override that allows it; empty: nothing does
};

struct ModuleLicence {
    LicensedModule of;
    std::vector<std::string> spdx;  // of all its licences, sorted; an override's is one entry
    std::map<std::string, std::vector<std::string>> by_file;  // of each of its files, notices too
    LicenceKind kind = LicenceKind::unlisted;                 // the strictest of them
    std::string because;                                      // of the override that decided
};

struct JudgedLicences {
    std::vector<ModuleLicence> modules;    // as they came
    std::vector<LicenceFinding> findings;  // those that are allowed too
    std::set<std::string> unused;          // modules that an override names and nothing links
};

// A text counts as known from this share of its words, as on Go's package site.
inline constexpr int known_percent = 75;

// Throws Error (mismatch) where the report does not speak of a file that was collected.
JudgedLicences judge_licences(const std::vector<LicensedModule>& modules, const LicenceReport& report,
                              const std::vector<LicenceOverride>& overrides);

// Where a module's sources are read about: the repository on the hosts that are known, else the import path,
// which Go makes an address of. `source`: of the component's own modules.
std::string module_url(const LinkedModule& module, const std::string& source);

// Content of "MODULE FOLDER/FILE" (folder_of()) by path in the tree of collected files.
using LicenceTexts = std::map<std::string, std::string>;

// Groups of modules with the same text: "** PATH; version VERSION --" and an address for each, the text once,
// notices that belong to them, a line of dashes. UTF-8, lines end in '\n'; blanks at line ends and the case
// of a first byte order mark make no other text.
std::string attribution_text(const std::vector<ModuleLicence>& modules, const LicenceTexts& texts,
                             const std::string& source);

}  // namespace verbatim
