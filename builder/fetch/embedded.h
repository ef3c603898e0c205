// Sources that come with a project (docs/formats/embedded-source.md): folders imported into git so
// deterministically that their commits can be pinned like anybody's. The same rule as tools/import_sample.py,
// which uses git itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace verbatim {

struct ImportedTag {
    std::string object;  // the annotated tag, or the commit
    std::string commit;
    std::int64_t commit_time = 0;  // seconds since 1970
};

// Imports `folder` (with its import.yaml) into the bare repository `repository`, made where absent; refs of
// the same names are replaced, others stay. Throws Error (definition) with the position in import.yaml,
// Error (unavailable) where there is no such folder.
std::map<std::string, ImportedTag> import_embedded(const std::filesystem::path& folder,
                                                   const std::filesystem::path& repository);

}  // namespace verbatim
