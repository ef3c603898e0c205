// Runs for other programs: JSON, JUnit XML, Prometheus, GitHub, a badge, a feed. Pure; every text from
// outside is escaped by the rules of what it is written into.
#pragma once

#include "history/changes.h"
#include "history/run.h"
#include "report/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim {

// What was different in a run from when anybody last looked.
struct RunChanges {
    std::int64_t run = 0;
    std::int64_t when = 0;  // that run's start, seconds since 1970
    std::vector<StateChange> changes;
};

// verbatim.run/1 (docs/formats/run-json.md).
Json run_record(const Run& run);
std::string run_json(const Run& run);
// The part of it that says what other circumstances gave.
Json steadiness_record(const Steadiness& steadiness);
std::string state_key(UnitState state);  // "not_run", as records and labels have it

// A suite a release, a case a claim; a unit without any is a case itself, and one that is unsteady has one
// more. As Jenkins and others read it; there is no standard.
std::string junit_xml(const Run& run);

// Prometheus's text exposition format, version 0.0.4, of the last run and of what is known of each unit.
std::string prometheus_text(const std::vector<Run>& runs);

// Workflow commands: an error for each unit that is not good and was not expected, at most ten, as GitHub
// shows no more. https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
std::string github_annotations(const std::vector<Run>& runs, const RunChanges& changes);
// For $GITHUB_STEP_SUMMARY, far below the mebibyte that GitHub takes.
std::string github_summary(const std::vector<Run>& runs, const RunChanges& changes);

// An SVG of our own, "reproduced 308 of 308"; green only where that is all and all was looked at.
std::string badge_svg(const std::vector<Run>& runs);

struct NewRelease {
    std::string release;      // "1-36"
    std::int64_t number = 0;  // 8 of 1-36-8; 0: the branch itself is new
    std::string text;         // what is known of it, in a line
    std::int64_t when = 0;    // when it was first looked at, seconds since 1970
};
// Branches that a run looked at for the first time; those of the first run are where it began, not news. And
// the numbered releases that a run found where it knew of an earlier one.
std::vector<NewRelease> new_releases(const std::vector<Run>& runs);

struct Feed {
    std::string title;
    std::string address;  // where the site will be, "https://example.org/reports/"; empty: links are relative
    std::vector<RunChanges> changes;   // oldest first
    std::vector<NewRelease> releases;  // oldest first
    std::int64_t updated = 0;          // where nothing changed yet: of the last run
};
// Atom, RFC 4287: the newest 100 entries, with tag: ids (RFC 4151) that stay the same from run to run.
std::string atom_feed(const Feed& feed);

}  // namespace verbatim
