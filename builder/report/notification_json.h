// The bodies that webhooks and commands get: verbatim.notification/1 (docs/formats/webhooks.md). Pure.
#pragma once

#include "history/changes.h"
#include "report/announcement.h"

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim {

// What every body says of who sends it.
struct NotificationHead {
    std::int64_t time = 0;  // of what happened: seconds since 1970
    std::string version;    // of Verbatim
    std::string source;     // which installation tells: a name of the configuration; may be empty
};

// What a run's body says where its report is to be read.
struct RunLinks {
    std::string report{};  // a URL or a path; may be empty
};

struct NotifiedRelease {
    std::string release;          // the branch
    std::int64_t number = 0;      // 0: not known
    std::string manifest_uri{};   // may be empty
    std::string changelog_uri{};  // may be empty
    Announcement announcement;
};

// All regressions of a run in one body, and all recoveries in another; others of `changes` are passed over.
// Empty where there is none: then nobody is to be told.
std::string regression_json(const NotificationHead& head, const Run& run,
                            const std::vector<StateChange>& changes, const RunLinks& links = {});
std::string recovery_json(const NotificationHead& head, const Run& run,
                          const std::vector<StateChange>& changes, const RunLinks& links = {});
// That a night has ended, and how.
std::string night_json(const NotificationHead& head, const Run& run, const std::vector<StateChange>& changes,
                       const RunLinks& links = {});
std::string release_json(const NotificationHead& head, const NotifiedRelease& release);
std::string test_json(const NotificationHead& head);

// "regression" of such a body. Throws Error (usage) where it is none, saying why.
std::string event_of_notification(const std::string& json);

}  // namespace verbatim
