// Runs as JSON of any bytes, which `verbatim report` takes from a file: runs that stay the same when they are
// written and read again, and of which every report can be made, or an Error. For libFuzzer.
#include "base/error.h"
#include "cli/read_runs.h"
#include "report/json.h"
#include "report/run_report.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace verbatim;

namespace {

std::string array_of(const std::vector<Run>& runs) {
    Json records = Json::array();
    for (const Run& run : runs) records.push_back(run_record(run));
    return json_text(records);
}

void check_text(const std::string& text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < ' ' && c != '\n') std::abort();
}

void check(const std::vector<Run>& runs) {
    const std::string written = array_of(runs);
    if (array_of(parse_runs(written, "again")) != written) std::abort();
    check_text(written);
    check_text(prometheus_text(runs));
    Feed feed;
    feed.releases = new_releases(runs);
    check_text(atom_feed(feed));
    for (const Run& run : runs) check_text(junit_xml(run));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<Run> runs;
    try {
        runs = parse_runs({reinterpret_cast<const char*>(data), size}, "fuzz");
    } catch (const Error& error) {
        if (error.kind() != Failure::definition) std::abort();
        check_text(error.render());
        return 0;
    }
    check(runs);
    return 0;
}
