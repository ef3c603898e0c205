// Transform: a component's binaries, source, modules and toolchain → the licence files of everything that is
// really linked, for the classifier and for MakeAttribution (docs/formats/licences.md). No network.
#pragma once

#include "store/store.h"
#include "transform/linked_modules.h"

#include <optional>
#include <string>
#include <vector>

namespace verbatim {

struct LicenceSources {
    std::string component;  // "etcd-io/etcd"
    std::string version;    // its tag
    std::vector<BuiltFolder>
        built;         // of every platform that a release holds: they may link different modules
    Digest source;     // the component's tree (MakeSource)
    Digest toolchain;  // a GOROOT, for the licence of the standard library; none where nothing is of Go
    // The modules' files (FetchModules); none where the source brings its own vendor/.
    std::optional<Digest> modules;
};

// Output: modules.json, and below modules/PATH@VERSION/ each module's licence files: those of its root (of
// the component's own modules: of the nearest folder upwards that has some), and those of a folder below it
// of which something is linked. Binaries that list no modules (GOPATH mode): what stands below LICENSES/ in
// the source instead, as far as it is linked. A module without any such file is in the list, with none:
// make_attribution() judges. Throws Error (mismatch) on zips and binaries that cannot be used, Error
// (definition) where a linked module is in neither proxy nor vendor/.
Digest collect_licences(const LicenceSources& sources, Store& store);

}  // namespace verbatim
