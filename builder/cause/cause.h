// Why two things differ, in terms that a person can act on. A value; docs/formats/explain-json.md lists the
// kinds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct Cause {
    // The most telling first: what comes earlier here explains more, and often what comes later too.
    enum class Kind {
        // Of binaries.
        platform,      // another operating system or architecture
        program,       // another main package or module; or one of the two is no Go program
        go,            // another Go release
        commit,        // another commit of the source
        dirty,         // the tree had changes that were not committed
        vcs,           // one of the two knows nothing of its commit
        version,       // another version stamped, of the same commit: other tags
        cgo,           // CGO_ENABLED and what belongs to it
        architecture,  // GOAMD64, GOARM64 and the like
        tags,          // build tags
        trimpath,      // -trimpath, or folders of the building machine in the binary
        vendored,      // modules of vendor/, or of the module cache
        modules,       // other versions of modules
        ldflag,        // -X and other flags of the linker
        build_id,      // Go's, or GNU's
        setting,       // another setting of the build
        symbols,       // symbols or debugging information kept, or stripped
        code,          // a function has other code
        string,        // a string is another one
        // Of images.
        platforms,   // for other platforms
        base_layer,  // another base image
        config,      // how the program is run
        // Of images, archives and folders.
        content,     // a file has other bytes, and nothing says why
        members,     // there are other files
        permission,  // who may execute, setuid; extended attributes
        format,
        names,  // "./" in front of paths, members of folders, hard links
        order,
        times,
        owners,
        modes,
        layers,  // the same files in other layers; other history
        compression,
        cut_short,  // one is the beginning of the other
        bytes,      // bytes differ, and nothing else can be said
    };
    Kind kind;
    std::string text;                   // one sentence without its full stop; safe for a terminal
    std::vector<std::string> evidence;  // what shows it, a line each; safe for a terminal
    std::string next;                   // what to do
    std::vector<std::string> paths;     // which files it is about, where there are several; safe too
};

// "build id", "base layer": for JSON and tests, stable.
std::string_view to_string(Cause::Kind kind);

}  // namespace verbatim
