// Two images, read: do they hold the same, and is it only packed otherwise? Files, links, owners and modes,
// and how the program is run, are content; times, layers, compression, history and kinds of manifests are
// packaging. Pure.
#pragma once

#include "inspect/image.h"

#include <cstddef>
#include <string>
#include <vector>

namespace verbatim::oci {

struct ImageDifference {
    struct Finding {
        std::string platform;  // "linux/amd64"
        std::string what;      // for people: "a file differs", "the config differs"
        std::string path;      // in the image; empty where it is no file
        std::string was, is;   // what differs, short; may be empty
        bool operator==(const Finding&) const = default;
    };
    std::vector<Finding> content, packaging;  // in the order of platforms, content's by path; at most so many
    std::size_t content_count = 0;            // all of them
    // The same content, however packed; bit for bit only where packaging is empty as well.
    [[nodiscard]] bool equivalent() const { return content_count == 0; }
    [[nodiscard]] bool identical() const { return content_count == 0 && packaging.empty(); }
};

ImageDifference image_difference(const ReadImages& was, const ReadImages& is, std::size_t most = 50);

}  // namespace verbatim::oci
