#include "report/site/model.h"

#include "report/site/address.h"
#include "report/words.h"

#include <algorithm>
#include <set>
#include <utility>

namespace verbatim::site_model {

namespace {

// What a person should look at first has the highest number.
int badness(const Night& night) {
    switch (night.state) {
        case UnitState::reproduced:
            return 0;
        case UnitState::equivalent:
            return 1;
        case UnitState::not_run:
            return 3;
        default:
            break;
    }
    if (night.expected) return 2;
    switch (night.state) {
        case UnitState::unbuildable:
            return 4;
        case UnitState::missing:
            return 5;
        case UnitState::unsteady:
            return 6;
        case UnitState::differs:
            return 7;
        default:
            return 8;
    }
}

std::vector<const Run*> nights_of(const std::vector<Run>& runs, const Run* last) {
    std::vector<const Run*> nights;
    for (const Run& run : runs)
        if (last != nullptr && run.kind == last->kind) nights.push_back(&run);
    if (nights.size() > nights_shown)
        nights.erase(nights.begin(), nights.end() - static_cast<std::ptrdiff_t>(nights_shown));
    return nights;
}

// Runs from the oldest on tell since when.
void look(Unit& unit, const UnitResult& result, const UnitResult* previous, const Run* previous_run,
          const Run& run) {
    if (previous != nullptr && previous->state == result.state) {
        ++unit.looks_since;
        return;
    }
    unit.before = previous;
    unit.before_when = previous_run == nullptr ? 0 : previous_run->started;
    unit.since = run.started;
    unit.looks_since = 1;
}

std::map<UnitName, Unit> units_of(const std::vector<Run>& runs, const std::vector<const Run*>& nights) {
    std::map<UnitName, Unit> units;
    for (auto& [name, latest] : latest_units(runs)) {
        Unit& unit = units[name];
        unit.name = name;
        unit.anchor = unit_anchor(name);
        unit.latest = latest;
        unit.nights.resize(nights.size());
    }
    std::map<UnitName, std::pair<const UnitResult*, const Run*>> previous;
    for (const Run& run : runs)
        for (const UnitResult& result : run.units) {
            if (result.state == UnitState::not_run) continue;
            auto& [was, when] = previous[result.unit];
            look(units[result.unit], result, was, when, run);
            was = &result;
            when = &run;
        }
    for (std::size_t i = 0; i < nights.size(); ++i)
        for (const UnitResult& result : nights[i]->units)
            units[result.unit].nights[i] = {result.state, result.expected};
    return units;
}

void finish(Component& component, std::size_t nights) {
    std::sort(component.units.begin(), component.units.end(), [](const Unit& a, const Unit& b) {
        if (a.name.release != b.name.release) return by_number(b.name.release, a.name.release);
        return a.name.platform < b.name.platform;
    });
    component.nights.resize(nights);
    for (const Unit& unit : component.units) {
        if (unit.latest.now == nullptr)
            component.today.add_not_run(unit.latest.known);
        else
            component.today.add(*unit.latest.now);
        for (std::size_t i = 0; i < nights; ++i)
            if (&unit == &component.units.front() || is_worse(unit.nights[i], component.nights[i]))
                component.nights[i] = unit.nights[i];
    }
}

}  // namespace

bool is_worse(const Night& a, const Night& b) {
    return badness(a) > badness(b);
}

Model model(const std::vector<Run>& runs) {
    Model model;
    model.last = latest_run(runs);
    model.nights = nights_of(runs, model.last);
    std::map<std::string, Component> components;
    std::set<std::string> releases, platforms;
    for (auto& [name, unit] : units_of(runs, model.nights)) {
        releases.insert(name.release);
        if (!name.platform.empty()) platforms.insert(name.platform);
        ++model.states[unit.latest.state()];
        components[name.component].units.push_back(unit);
    }
    for (auto& [name, component] : components) {
        component.name = name;
        component.page = "components/" + page_name(name);
        component.tallies.resize(model.nights.size());
    }
    for (std::size_t i = 0; i < model.nights.size(); ++i) {
        model.tallies.push_back(tally(*model.nights[i]));
        for (const UnitResult& result : model.nights[i]->units)
            components[result.unit.component].tallies[i].add(result);
    }
    for (auto& [name, component] : components) {
        finish(component, model.nights.size());
        model.components.push_back(std::move(component));
    }
    model.releases.assign(releases.begin(), releases.end());
    std::sort(model.releases.begin(), model.releases.end(),
              [](const std::string& a, const std::string& b) { return by_number(b, a); });
    model.platforms.assign(platforms.begin(), platforms.end());
    model.today = tally(latest_units(runs));
    return model;
}

}  // namespace verbatim::site_model
