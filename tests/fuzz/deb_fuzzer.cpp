// A Debian package of any bytes: a tree whose paths stay inside, or an Error. For libFuzzer.
#include "base/error.h"
#include "base/files.h"
#include "fetch/deb_package.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

using namespace verbatim;

namespace {

// Made anew now and then, so that what it keeps fills nothing.
struct Place {
    TemporaryDirectory folder{std::filesystem::temp_directory_path(), "verbatim-fuzz-"};
    Store store{folder.path() / "store"};
};

Store& store() {
    static std::unique_ptr<Place> place;
    static int uses = 0;
    if (uses++ % 2000 == 0) {
        place.reset();
        place = std::make_unique<Place>();
    }
    return place->store;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Store& into = store();
    try {
        TreeBuilder tree(into);
        unpack_deb({reinterpret_cast<const char*>(data), size}, "fuzz", into, tree);
        for (const auto& [path, entry] : into.files(tree.finish()))
            if (!is_contained_path(path)) std::abort();
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch) std::abort();
        (void)error.render();
    }
    return 0;
}
