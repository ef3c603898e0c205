// Which modules are really linked into a component's binaries, as the Go linker recorded it; several binaries
// become one list. Unaware of where the modules' files are.
#pragma once

#include "base/digest.h"
#include "store/store.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// What one build left.
struct BuiltFolder {
    std::string name;    // for errors: "build etcd-io/etcd server linux/amd64"
    std::string module;  // folder of its go.mod in the source tree, "." for the top
    Digest bin;          // tree of the binaries, every file of it is one
    bool go = true;      // false: not built by Go (pause): nothing is linked but the component's own source
};

struct LinkedModule {
    enum class Origin : char { component, module, toolchain };
    std::string path;     // as packages import it; "golang.org/go" for the standard library
    std::string version;  // of the linked code; of the component's own: its tag; empty where nothing tells
    Origin origin = Origin::module;
    std::string sum;          // "h1:…" of the linked code; empty where it is no module of a proxy
    std::string replaced_by;  // the module that took its place, or nothing
    std::string folder;       // of the component's own: in the source tree, "." for the top

    auto operator<=>(const LinkedModule&) const = default;
};

struct LinkedModules {
    std::vector<LinkedModule> modules;  // sorted by path, version
    bool unlisted = false;              // some binary was built without modules (GOPATH): it lists nothing
};

// The path that the standard library has in lists: it is in every Go binary.
inline constexpr const char* standard_library = "golang.org/go";

// `source` is the component's tree, `version` its tag, `component` its name. Throws Error (mismatch) where a
// binary has no build information, or says of a module what cannot be.
LinkedModules read_linked_modules(const std::vector<BuiltFolder>& built, const Digest& source,
                                  const std::string& component, const std::string& version,
                                  const Store& store);

// Calls `see` with the content of each binary, one after the other.
void each_binary(const std::vector<BuiltFolder>& built, const Store& store,
                 const std::function<void(std::string_view content, const std::string& name,
                                          const BuiltFolder& folder)>& see);

}  // namespace verbatim
