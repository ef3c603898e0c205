#include "fetch/patches.h"

#include "base/error.h"
#include "base/files.h"
#include "base/repository_name.h"

namespace fs = std::filesystem;

namespace verbatim {

namespace {

Digest read_planned(const fs::path& folder, const std::map<std::string, Digest>& files,
                    const std::string& what, FetchContext& context) {
    constexpr std::uint64_t limit = 64U << 20U;
    TreeBuilder builder(context.store);
    for (const auto& [name, planned] : files) {
        const fs::path file = folder / name;
        if (repository_on(name))
            throw Error(Failure::definition, "the " + what + " " + file.string() +
                                                 " belongs to a repository of a version control system")
                .note("No tree of Verbatim's holds one.")
                .next("move the repository out of that folder");
        if (!fs::is_regular_file(file))
            throw Error(Failure::unavailable, "the " + what + " " + file.string() + " is gone")
                .note("It was there when the plan was made.")
                .next("run the same command again");
        const std::string content = read_file(file, limit);
        if (sha256(content) != planned)
            throw Error(Failure::mismatch,
                        "the " + what + " " + file.string() + " was changed while Verbatim ran")
                .next("run the same command again");
        builder.add_file(name, content);
    }
    return builder.finish();
}

}  // namespace

Digest fetch_patches(const FetchPatches& fetch, FetchContext& context) {
    return read_planned(context.project_folder / "patches" / fetch.project / fetch.branch, fetch.files,
                        "patch", context);
}

Digest fetch_files(const FetchFiles& fetch, FetchContext& context) {
    return read_planned(context.project_folder / fetch.folder, fetch.files, "file", context);
}

}  // namespace verbatim
