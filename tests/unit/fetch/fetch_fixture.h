// For tests of a Fetch: a store, a folder to serve from, and a pin that stands in a file.
#pragma once

#include "base/files.h"
#include "base/http.h"
#include "catalog/release.h"
#include "expect.h"
#include "fetch/context.h"

#include <filesystem>
#include <string>

namespace verbatim::test {

struct FetchFixture {
    TemporaryDirectory dir{std::filesystem::temp_directory_path(), "verbatim-fetch-"};
    std::filesystem::path served = dir.path() / "served";
    Store store{dir.path() / "store"};
    FetchContext context{store,
                         dir.path(),
                         {},
                         "file://" + served.string(),
                         "file://" + served.string(),
                         "file://" + served.string(),
                         {}};

    FetchFixture() { make_directories(served); }
    ~FetchFixture() { set_offline(false); }

    static Position position(const std::string& text) { return {SourceText::make("pins.yaml", text), 1, 1}; }
    // Path → "f CONTENT", "x CONTENT" or "l TARGET".
    std::map<std::string, std::string> listing(const Digest& tree) const {
        std::map<std::string, std::string> all;
        for (const auto& [path, entry] : store.files(tree))
            all[path] = std::string(1, static_cast<char>(entry.kind)) + " " + store.get(entry.digest);
        return all;
    }
};

}  // namespace verbatim::test
