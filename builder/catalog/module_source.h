// Where a build has its Go modules from.
#pragma once

#include <optional>
#include <string_view>

namespace verbatim {

enum class ModuleSource {
    vendor,  // `go mod vendor` in each module first, then built from vendor/
    cache,   // built from the module cache, no vendor folder
    tree,    // what the tree brings is all (GOPATH mode, or its own vendor/): nothing is fetched
};

// The word that stands in definitions and locks. It shows in the bits: Go records the hashes of modules only
// where they come from the cache.
constexpr const char* module_source_name(ModuleSource source) {
    return source == ModuleSource::vendor ? "vendor" : source == ModuleSource::cache ? "cache" : "tree";
}

constexpr std::optional<ModuleSource> parse_module_source(std::string_view word) {
    for (const ModuleSource one : {ModuleSource::vendor, ModuleSource::cache, ModuleSource::tree})
        if (word == module_source_name(one)) return one;
    return std::nullopt;
}

}  // namespace verbatim
