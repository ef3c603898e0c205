// Rules: from what differs between two archives, or two images, the causes. Pure. That a file has other bytes
// is told by `content`, unless whoever looked into the file knows better.
#pragma once

#include "cause/cause.h"
#include "inspect/archive_difference.h"
#include "inspect/image.h"
#include "inspect/image_difference.h"

#include <vector>

namespace verbatim {

// Both give the most telling first, and call the two A and B.
std::vector<Cause> archive_causes(const ArchiveComparison& comparison);
std::vector<Cause> image_causes(const oci::ReadImages& was, const oci::ReadImages& is,
                                const oci::ImageDifference& difference);

}  // namespace verbatim
