// Pure: what was built → what a release says of it: its manifest, and the sums of its files.
#pragma once

#include "attest/release_manifest.h"
#include "catalog/project.h"
#include "catalog/release.h"
#include "plan/release_plan.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

// A product and what came out.
struct BuiltProduct {
    Product product;
    FileSums sums;  // of a file
    Digest blob;    // of a file: its content; of an image: the tree of its OCI layout
    Digest image;   // of an image: its index's digest
};

// `projects`: by component. `definitions`: commit of what it was built from (40 digits; empty: not said).
ReleaseManifest compose_manifest(const Release& release, const std::map<std::string, Project>& projects,
                                 const std::vector<BuiltProduct>& built, std::int64_t number,
                                 std::int64_t date, const std::string& definitions);

// The files of one folder artifacts/<component>/<tag>/, by their paths in it → path → text: FILE.sha256 and
// FILE.sha512 beside each file, SHA256SUM and SHA512SUM over all of them. Each line names the file relative
// to that folder, so that sha256sum -c works there.
std::map<std::string, std::string> sums_files(const std::map<std::string, FileSums>& files);

}  // namespace verbatim
