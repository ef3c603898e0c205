// What `verbatim search` tried and found, and its renderers.
#pragma once

#include "report/style.h"
#include "search/search.h"

#include <chrono>
#include <string>

namespace verbatim {

struct SearchReport {
    std::string release, component, tag, origin;
    std::string go_declared, go_pinned;    // "1.23", "go1.23.12"
    std::size_t go_releases = 0;           // how many there were to try
    std::string go_problem;                // why these are the pinned ones alone
    std::string go_day_problem;            // why newer ones than the claims may be among them
    std::vector<std::string> go_unlisted;  // patch releases between them that no proxy lists
    std::optional<std::int64_t> claimed;   // when the claims came into the distro, seconds since 1970
    std::string claimed_problem;           // why that is not known
    std::map<std::string, Digest> claims;
    SearchResult result;
    // Files that --write changed; empty: none.
    std::string written, toolchain_written;
    std::chrono::milliseconds elapsed{0};

    [[nodiscard]] bool all_explained() const;
};

// "search 1-35 etcd-io/etcd v3.5.21 · 4 claims of …", and what was not at hand to search with.
std::string search_headline(const SearchReport& report);
// A line a try, told as it happens. `number`: from 1.
std::string search_try(const Try& tried, std::size_t number, const Style& style);
// What was found, what stays unexplained, what to do next.
std::string search_text(const SearchReport& report, const Style& style);
// One record, docs/formats/search-json.md.
std::string search_json(const SearchReport& report);

}  // namespace verbatim
