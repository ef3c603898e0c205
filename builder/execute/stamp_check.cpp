#include "execute/stamp_check.h"

#include "base/error.h"
#include "inspect/build_info.h"
#include "inspect/stamps.h"

namespace verbatim {

void check_stamps(const RunCommand& run, const std::map<std::string, Digest>& outputs, const Store& store) {
    const auto bin = outputs.find("bin");
    if (run.stamps.empty() || bin == outputs.end()) return;
    const auto files = store.files(bin->second);
    if (files.empty()) throw Error(Failure::build, "the build made no binary");
    for (const auto& [name, entry] : files) {
        if (entry.kind == TreeEntry::Kind::symlink)
            throw Error(Failure::build, "the build's output " + name + " is a link");
        const BuildInfo info = read_build_info(store.blob_path(entry.digest), name);
        const auto differences = compare_stamps(run.stamps, info);
        if (differences.empty()) continue;
        Error error(Failure::mismatch, "the binary " + name + " was not built from what is pinned");
        for (const StampDifference& difference : differences)
            error.note(difference.key + ": expected " + difference.expected + ", stamped " +
                       (difference.found.empty() ? "nothing" : difference.found));
        throw error.note(
            "The Go command stamps these facts into each binary; a build that contradicts its pins is not "
            "used.");
    }
}

}  // namespace verbatim
