#include "attest/quirk.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace verbatim {

std::string quirk_text(const Quirk& quirk) {
    constexpr std::array<std::string_view, 7> said = {
        "has keys that are not sorted",           "is not sorted",
        "is not written in UTC in whole seconds", "is left out",
        "is written though it is empty",          "is not in the usual form",
        "is a field of a cluster, passed over",
    };
    const std::string field = quirk.field.empty() ? "the text" : quirk.field;
    const std::string text = field + " " + std::string(said.at(static_cast<std::size_t>(quirk.kind)));
    return quirk.times == 1 ? text : text + ", " + counted(quirk.times, "time");
}

void QuirkNotes::note(Quirk::Kind kind, const std::string& field, const Position& at) {
    const auto same = std::find_if(quirks_.begin(), quirks_.end(), [&](const Quirk& quirk) {
        return quirk.kind == kind && quirk.field == field;
    });
    if (same == quirks_.end())
        quirks_.push_back({kind, field, 1, at});
    else
        ++same->times;
}

}  // namespace verbatim
