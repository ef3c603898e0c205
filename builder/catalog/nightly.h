// What a night is asked to do: the configuration of `verbatim nightly` (docs/formats/nightly.md). Paths in it
// are meant from the folder that it lies in.
#pragma once

#include "base/position.h"
#include "catalog/notify.h"
#include "catalog/platform.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct NightlyVary {
    int rounds = 2;                          // builds that are compared, the usual one among them
    std::vector<Located<std::string>> axes;  // empty: all
};

struct NightlySettings {
    std::string name;                                 // what reports call it
    std::vector<Located<std::string>> releases;       // empty: every lock
    std::vector<Located<std::string>> components;     // empty: all of each lock
    std::vector<Located<Platform>> platforms;         // empty: all
    std::optional<std::chrono::seconds> budget;       // nothing new is begun after it
    std::optional<NightlyVary> vary = NightlyVary();  // none: each is built once
    std::string history;                              // file; empty: the user's
    std::string report;                               // folder that reports are written to; empty: none
    std::string address;                              // where the site will be; empty: links are relative
    std::string metrics;                              // file for a Prometheus text collector; empty: none
    bool newer = false;                               // whether to look what came out since the pins
    NotifySettings notify;
};

// `name`: of the file, for errors. Throws Error (definition) at the position of what does not fit.
NightlySettings parse_nightly(const std::string& name, std::string_view yaml);

}  // namespace verbatim
