#include "report/latest.h"
#include "report/run_report.h"
#include "report/xml.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

// What remains readable on white and on black beside white text.
constexpr std::string_view badge_good = "#1a7f4b", badge_bad = "#c0362c", badge_unknown = "#6b7280";

}  // namespace

std::string badge_svg(const std::vector<Run>& runs) {
    const auto units = latest_units(runs);
    const Tally all = tally(units);
    const std::string share =
        all.claims == 0 ? "nothing looked at" : fmt::format("{} of {}", all.reproduced, all.claims);
    const bool whole = all.claims != 0 && all.reproduced == all.claims && all.not_run_units == 0 &&
                       std::none_of(units.begin(), units.end(), [](const auto& one) {
                           return one.second.known != nullptr && one.second.known_run->shared_cache;
                       });
    // Grey where nothing is known to be wrong, but not all was looked at, or in a way that could be forged.
    const std::string_view colour = whole                                        ? badge_good
                                    : all.claims == all.reproduced + all.not_run ? badge_unknown
                                                                                 : badge_bad;
    // Letters of 11 px sans-serif are about 6.6 px wide; textLength makes it exact.
    const int left = 76, right = static_cast<int>(share.size()) * 66 / 10 + 14;
    return fmt::format(
        R"svg(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="20" role="img" aria-label="reproduced: {1}">)svg"
        "\n<title>reproduced: {1}</title>\n"
        R"svg(<clipPath id="r"><rect width="{0}" height="20" rx="4"/></clipPath>)svg"
        "\n"
        R"svg(<g clip-path="url(#r)"><rect width="{2}" height="20" fill="#374151"/>)svg"
        R"svg(<rect x="{2}" width="{3}" height="20" fill="{4}"/></g>)svg"
        "\n"
        R"svg(<g fill="#fff" font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" font-size="11">)svg"
        R"svg(<text x="8" y="14" textLength="{5}">reproduced</text>)svg"
        R"svg(<text x="{6}" y="14" textLength="{7}">{1}</text></g>)svg"
        "\n</svg>\n",
        left + right, xml_text(share), left, right, colour, left - 16, left + 7, right - 14);
}

}  // namespace verbatim
