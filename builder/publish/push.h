// Pushes an image, all its platforms, to a registry: whole or not at all as far as its tag tells, the digest
// compared afterwards, and a second time nothing happens. Through skopeo (fetch/skopeo.h). Unaware of what a
// release is.
#pragma once

#include "base/digest.h"
#include "base/event.h"
#include "fetch/skopeo.h"

#include <filesystem>
#include <string>

namespace verbatim {

struct PushTarget {
    std::string name;  // HOST/REPOSITORY, as "registry.example.org:5000/etcd-io/etcd"
    std::string tag;
    [[nodiscard]] std::string str() const { return name + ":" + tag; }
};

// Of HOST/REPOSITORY:TAG. Throws Error (usage) where it is none.
PushTarget parse_push_target(const std::string& text);

struct PushOptions {
    Registries registries;  // scratch: a folder of its own is made in it; empty: in the system's
    bool replace = false;   // where the tag stands for another image: move it
    EventSink events;
};

struct Pushed {
    bool changed = false;  // false: the registry had just this under that tag
    Digest digest;         // of the image's index or manifest, as the registry has it now
};

// `layout`: the folder of an OCI layout with one entry. It is proven whole before anything is sent.
// Throws Error (mismatch) where the layout is not what its digests say, where the tag stands for another
// image already and may not be moved, or where the registry has another digest afterwards; Error
// (unavailable) where the registry refuses, cannot be reached, or goes away midway: it says what the tag
// stands for then, and the next push goes on from there.
Pushed push_image(const std::filesystem::path& layout, const PushTarget& target, const PushOptions& options);

}  // namespace verbatim
