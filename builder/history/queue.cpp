#include "history/queue.h"

#include <algorithm>

namespace verbatim {

std::vector<Turn> in_turn(const std::vector<Turn>& turns, const std::map<UnitName, LastKnown>& known) {
    // Of its platforms, the one that was looked at longest ago.
    std::map<Turn, std::int64_t> looked;
    for (const auto& [unit, last] : known) {
        const auto [at, fresh] = looked.try_emplace({unit.release, unit.component}, last.run);
        if (!fresh) at->second = std::min(at->second, last.run);
    }
    std::vector<Turn> ordered = turns;
    const auto when = [&](const Turn& turn) {
        const auto found = looked.find(turn);
        return found == looked.end() ? 0 : found->second;
    };
    std::stable_sort(ordered.begin(), ordered.end(),
                     [&](const Turn& a, const Turn& b) { return when(a) < when(b); });
    return ordered;
}

}  // namespace verbatim
