#include "cli/write_report.h"

#include "base/files.h"
#include "report/run_report.h"
#include "report/site/site.h"

#include <fcntl.h>
#include <stdio.h>

#include <cerrno>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr const char* beside_prefix = ".verbatim-site-";
constexpr const char* mark_name = ".verbatim-site";  // so that nobody's own folder is replaced

std::vector<RunChanges> changes_of(const std::vector<Run>& runs) {
    std::map<UnitName, LastKnown> before;
    std::vector<RunChanges> all;
    for (const Run& run : runs) {
        // With nothing before it, all of the first run would be news.
        if (!before.empty()) all.push_back({run.id, run.started, changes(before, run)});
        for (const UnitResult& result : run.units) {
            if (result.state != UnitState::not_run) {
                LastKnown& known = before[result.unit];
                known.run = run.id;
                known.when = run.started;
                known.result = result;
                known.version = run.version;
                known.host = run.host;
                known.shared_cache = run.shared_cache;
            }
        }
    }
    return all;
}

void check_place(const fs::path& place) {
    std::error_code error;
    const auto status = fs::symlink_status(place, error);
    if (!fs::exists(status)) return;
    if (fs::is_directory(status) && (fs::exists(place / mark_name) || fs::is_empty(place, error))) return;
    throw Error(Failure::usage, "will not replace " + place.string())
        .note("It was there before, and is no site that Verbatim wrote.")
        .next("name another folder by --out, or move this one away");
}

// The old site and the new change places in one step; where the file system cannot, there is a moment without
// one.
void put_in_place(const fs::path& made, const fs::path& place) {
    if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) return;
    if (errno != ENOENT && errno != EINVAL && errno != ENOSYS) throw disk_error("put in place", place, errno);
    if (errno != ENOENT && ::rename(place.c_str(), (made.string() + "-old").c_str()) != 0)
        throw disk_error("replace", place, errno);
    if (::rename(made.c_str(), place.c_str()) != 0) throw disk_error("put in place", place, errno);
}

std::map<std::string, std::string> site_files(const std::vector<Run>& runs,
                                              const std::vector<RunChanges>& changes,
                                              const ReportOptions& options) {
    SiteInput input;
    input.title = options.title;
    input.runs = runs;
    input.changes = changes;
    input.has_feed = !runs.empty();
    auto files = site(input);
    files[mark_name] = "This folder is written by `verbatim report`, and replaced as a whole.\n";
    if (runs.empty()) return files;
    Feed feed;
    feed.title = options.title + ": changes";
    feed.address = options.address;
    feed.changes = changes;
    feed.releases = new_releases(runs);
    feed.updated = runs.back().started;
    files["feed.atom"] = atom_feed(feed);
    files["badge.svg"] = badge_svg(runs);
    files["run.json"] = run_json(runs.back());
    return files;
}

}  // namespace

WrittenReport write_report(const fs::path& folder, const std::vector<Run>& runs,
                           const ReportOptions& options) {
    make_directories(folder);
    const fs::path place = folder / "site";
    const FileLock lock(folder / ".verbatim-report.lock");
    // Of one that was cut off; who holds the lock is the only one to write here.
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().starts_with(beside_prefix)) remove_tree(entry.path());
    check_place(place);
    const std::vector<RunChanges> changes = changes_of(runs);
    WrittenReport written;
    {
        const TemporaryDirectory beside(folder, beside_prefix);  // and what it held goes with it
        const fs::path made = beside.path() / "site";
        for (const auto& [path, content] : site_files(runs, changes, options)) {
            make_directories((made / path).parent_path());
            write_file(made / path, content);
            if (path != mark_name) written.files.push_back({"site/" + path, content.size()});
        }
        put_in_place(made, place);
    }
    std::map<std::string, std::string> others = {{"verbatim.prom", prometheus_text(runs)}};
    if (!runs.empty()) {
        // The changes of the last run; of an older one they are no news.
        const RunChanges last =
            !changes.empty() && changes.back().run == runs.back().id ? changes.back() : RunChanges();
        others["junit.xml"] = junit_xml(runs.back());
        others["summary.md"] = github_summary(runs, last);
        others["annotations.txt"] = github_annotations(runs, last);
    }
    for (const auto& [path, content] : others) {
        write_file(folder / path, content);
        written.files.push_back({path, content.size()});
    }
    return written;
}

}  // namespace verbatim
