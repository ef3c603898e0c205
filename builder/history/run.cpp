#include "history/run.h"

#include <algorithm>
#include <array>
#include <utility>

namespace verbatim {

namespace {

constexpr std::array<std::pair<UnitState, std::string_view>, 8> unit_states = {{
    {UnitState::reproduced, "reproduced"},
    {UnitState::equivalent, "equivalent"},
    {UnitState::differs, "differs"},
    {UnitState::unsteady, "unsteady"},
    {UnitState::failed, "failed"},
    {UnitState::unbuildable, "unbuildable"},
    {UnitState::missing, "missing"},
    {UnitState::not_run, "not run"},
}};
constexpr std::array<std::pair<RunEnding, std::string_view>, 6> run_endings = {{
    {RunEnding::under_way, "under way"},
    {RunEnding::complete, "complete"},
    {RunEnding::budget_spent, "budget spent"},
    {RunEnding::interrupted, "interrupted"},
    {RunEnding::killed, "killed"},
    {RunEnding::failed, "failed"},
}};

template <typename Table, typename Value>
std::string_view name_in(const Table& table, Value value) {
    const auto at =
        std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.first == value; });
    return at == table.end() ? std::string_view() : at->second;
}

template <typename Value, typename Table>
std::optional<Value> value_in(const Table& table, std::string_view name) {
    for (const auto& [value, its_name] : table)
        if (its_name == name) return value;
    return std::nullopt;
}

}  // namespace

std::string_view unit_state_name(UnitState state) {
    return name_in(unit_states, state);
}

std::optional<UnitState> unit_state_of(std::string_view name) {
    return value_in<UnitState>(unit_states, name);
}

std::string_view run_ending_name(RunEnding ending) {
    return name_in(run_endings, ending);
}

std::optional<RunEnding> run_ending_of(std::string_view name) {
    return value_in<RunEnding>(run_endings, name);
}

}  // namespace verbatim
