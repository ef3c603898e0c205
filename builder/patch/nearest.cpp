// Each line that is wanted votes for the places that it would put the first one at. Lines that stand in many
// places, such as "}", tell little and would cost much: they vote only for a few.
#include "patch/nearest.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace verbatim::patch {

namespace {
constexpr std::size_t places_a_line = 64;
constexpr std::size_t lines_looked_at = 1000;
}  // namespace

Nearest nearest_place(const std::vector<std::string_view>& text, const std::vector<std::string>& wanted) {
    std::unordered_map<std::string_view, std::vector<std::size_t>> places;
    const std::size_t count = std::min(wanted.size(), lines_looked_at);
    for (std::size_t i = 0; i < count; ++i) places[wanted[i]];
    for (std::size_t i = 0; i < text.size(); ++i)
        if (const auto found = places.find(text[i]);
            found != places.end() && found->second.size() < places_a_line)
            found->second.push_back(i);
    std::map<std::size_t, std::size_t> votes;
    for (std::size_t i = 0; i < count; ++i)
        for (const std::size_t place : places[wanted[i]])
            if (place >= i) ++votes[place - i];
    Nearest best;
    for (const auto& [at, number] : votes)
        if (number > best.matching) best = {at, number};
    return best;
}

}  // namespace verbatim::patch
