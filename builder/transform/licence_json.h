// The two files between collecting licences and writing an attribution: modules.json, which we write and
// read, and report.json, which the classifier writes (docs/formats/licences.md). Pure.
#pragma once

#include "transform/linked_modules.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// A module with the files that tell of its licences.
struct LicensedModule {
    LinkedModule module;
    std::vector<std::string> files;  // below folder_of(module) in the tree of collected files; sorted
};

// "modules/PATH@VERSION" in the tree of collected files.
std::string folder_of(const LinkedModule& module);

std::string write_licensed_modules(const std::vector<LicensedModule>& modules);
// Throws Error (damaged) where the text is none that write_licensed_modules() makes.
std::vector<LicensedModule> parse_licensed_modules(std::string_view text);

// What the classifier says of one file.
struct ClassifiedFile {
    int percent = 0;                    // of its words that are of known licences
    std::vector<std::string> licences;  // SPDX identifiers of texts in it
    std::vector<std::string> named;     // of which only an address is in it
};

struct LicenceReport {
    std::string classifier;  // module@version
    std::map<std::string, ClassifiedFile> files;
};

// Comes out of the sandbox: throws Error (mismatch) on anything that is no such report.
LicenceReport parse_licence_report(std::string_view text);

}  // namespace verbatim
