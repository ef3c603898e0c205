// Writes all reports of runs into a folder: the site, and what other programs read. Where the runs come from
// (a history, a file) is the caller's affair.
#pragma once

#include "history/run.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct ReportOptions {
    std::string title = "Verbatim";
    std::string address;  // where the site will be, for links in the feed; empty: relative ones
};

struct WrittenReport {
    struct File {
        std::string path;  // below the folder
        std::uint64_t size = 0;
    };
    std::vector<File> files;  // sorted
};

// `runs` are sorted by the caller, oldest first. Into `folder` (made where absent):
//   site/            index.html and its pages, with feed.atom, badge.svg and run.json; put in the place of an
//   older
//                    one as a whole, so that nobody sees half of it
//   junit.xml, verbatim.prom, summary.md, annotations.txt   each written whole or not at all
// What else lies in the folder stays. Two at once wait for each other. Throws Error (store): the disk;
// (usage): `site` is there and was not written by this.
WrittenReport write_report(const std::filesystem::path& folder, const std::vector<Run>& runs,
                           const ReportOptions& options);

}  // namespace verbatim
