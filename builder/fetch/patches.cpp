#include "fetch/patches.h"

#include "base/error.h"
#include "base/files.h"

namespace fs = std::filesystem;

namespace verbatim {

Digest fetch_patches(const FetchPatches& fetch, FetchContext& context) {
    constexpr std::uint64_t limit = 64U << 20U;
    const fs::path folder = context.project_folder / "patches" / fetch.project / fetch.branch;
    TreeBuilder builder(context.store);
    for (const auto& [name, planned] : fetch.files) {
        const fs::path file = folder / name;
        if (!fs::is_regular_file(file))
            throw Error(Failure::unavailable, "the patch " + file.string() + " is gone")
                .note("It was there when the plan was made.")
                .next("run the same command again");
        const std::string content = read_file(file, limit);
        if (sha256(content) != planned)
            throw Error(Failure::mismatch, "the patch " + file.string() + " was changed while Verbatim ran")
                .next("run the same command again");
        builder.add_file(name, content);
    }
    return builder.finish();
}

}  // namespace verbatim
