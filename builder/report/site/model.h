// What the pages of the site show, worked out of runs once: units by component, the last nights of each,
// since when it is what it is. Pure; unaware of HTML. Points into the runs that it was made of.
#pragma once

#include "report/latest.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace verbatim::site_model {

constexpr std::size_t nights_shown = 60;

// Of a unit, or of a component (then the worst of its units), in one night.
struct Night {
    UnitState state = UnitState::not_run;
    bool expected = false;
    bool operator==(const Night&) const = default;
};
bool is_worse(const Night& a, const Night& b);

struct Unit {
    UnitName name;
    std::string anchor;
    LatestUnit latest;
    std::vector<Night> nights;  // as many as Model::nights
    // Of the runs that looked: since when the last known state holds, and what it was before that.
    std::int64_t since = 0;
    std::size_t looks_since = 0;
    const UnitResult* before = nullptr;
    std::int64_t before_when = 0;  // when it was that for the last time
    [[nodiscard]] Night tonight() const {
        return latest.now == nullptr ? Night{} : Night{latest.now->state, latest.now->expected};
    }
};

struct Component {
    std::string name, page;   // page: "components/etcd-io_etcd.html"
    std::vector<Unit> units;  // by release, newest first, then by platform
    std::vector<Night> nights;
    Tally today;
    std::vector<Tally> tallies;  // of each night
};

struct Model {
    const Run* last = nullptr;           // the run that "today" means
    std::vector<const Run*> nights;      // the last ones of its kind, oldest first
    std::vector<Tally> tallies;          // of each night
    std::vector<std::string> releases;   // newest first
    std::vector<std::string> platforms;  // empty ones left out
    std::vector<Component> components;
    std::map<UnitState, std::size_t> states;  // of today's units, expected ones too
    Tally today;
};

Model model(const std::vector<Run>& runs);

}  // namespace verbatim::site_model
