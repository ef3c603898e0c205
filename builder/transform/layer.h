// A tree as an image's layer: a tar with the same bytes for the same tree, its parents listed, compressed.
// Where the base image has a folder already, its owner and mode stay. Unaware of manifests.
#pragma once

#include "base/digest.h"
#include "inspect/layer.h"
#include "store/store.h"

#include <cstdint>
#include <filesystem>

namespace verbatim {

struct Layer {
    Digest diff_id;  // of the tar
    Digest blob;     // of the tar, compressed: in the store
    std::uint64_t size = 0;
};

// `base`: what lies below. Throws Error (definition) where the tree would put something through a link of the
// base, a folder in the place of a file of it or a file in the place of a folder, or has names that say
// "deleted" in a layer (".wh.…").
Layer make_layer(const Digest& tree, const oci::FileSystem& base, std::int64_t time, Store& store);

}  // namespace verbatim
