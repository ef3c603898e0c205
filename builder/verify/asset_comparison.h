// Looks into a published file or image and ours, whose bits differ: is it only packed otherwise? Differences
// in content are named, the first of them, or else all in packaging. Unaware of where the two came from.
#pragma once

#include "inspect/image.h"
#include "verify/manifest_claims.h"

#include <filesystem>
#include <string>

namespace verbatim {

// Archives (docs/formats/archives.md says what counts as content). `name` is what errors call them. A
// published file that cannot be read as an archive is a difference; throws what inspect throws where ours
// cannot.
AssetComparison compare_archive_files(const std::filesystem::path& published,
                                      const std::filesystem::path& built, const std::string& name);

// Images (docs/formats/images.md says what counts as content), and docker archives of them.
AssetComparison compare_read_images(const oci::ReadImages& published, const oci::ReadImages& built);

// The published file or image could not be had.
AssetComparison not_looked_into(const std::string& why);

}  // namespace verbatim
