// Charts as SVG without a letter in it: what is written stands around it as text of the page, so that it
// keeps its size on a narrow screen. Each has its figures in a table below.
#include "base/text.h"
#include "report/site/parts.h"
#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace verbatim::site_parts {

namespace {

constexpr double chart_height = 120;

// What a tally's units are, from the bottom of a bar to its top.
struct Share {
    const char* css;
    const char* words;
    std::size_t Tally::* count;
};
constexpr std::array<Share, 5> shares = {
    {{"s-reproduced", "reproduced", &Tally::reproduced_units},
     {"s-equivalent", "equivalent", &Tally::equivalent_units},
     {"s-expected", "not reproduced, as expected", &Tally::expected_units},
     {"s-differs", "not reproduced", &Tally::bad_units},
     {"s-not-run", "not run", &Tally::not_run_units}}};

std::string share_words(const Tally& tally) {
    std::string words;
    for (const Share& share : shares)
        if (tally.*share.count != 0)
            words += fmt::format("{}{} {}", words.empty() ? "" : ", ", tally.*share.count, share.words);
    return words.empty() ? "nothing" : words;
}

std::string figure(const std::string& caption, const std::string& legend,
                   const std::array<std::string, 3>& scale, const std::string& svg,
                   const std::vector<const Run*>& nights, const std::string& table) {
    return fmt::format(
        "<figure class=\"chart\"><figcaption>{}{}</figcaption>\n<div class=\"plot\"><div class=\"scale\" "
        "aria-hidden=\"true\"><span>{}</span><span>{}</span><span>{}</span></div>\n{}\n<div class=\"days\" "
        "aria-hidden=\"true\"><span>{}</span><span>{}</span></div></div>\n"
        "<details><summary>The same as a table</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{}, as a table\">{}</div></details></figure>\n",
        caption, legend, scale[0], scale[1], scale[2], svg, day_words(nights.front()->started),
        day_words(nights.back()->started), caption, table);
}

std::string svg_start(std::size_t bars, const std::string& label) {
    return fmt::format(
        "<svg viewBox=\"0 0 {} {:g}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">",
        bars * 10, chart_height, label);
}

// The first of 1, 2, 5, 10, 15, 30 … of the unit's larger neighbours that is not below.
std::int64_t round_scale(std::int64_t seconds) {
    for (const std::int64_t step :
         {10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600, 28800, 43200, 86400})
        if (seconds <= step) return step;
    return (seconds + 86399) / 86400 * 86400;
}

std::string scale_words(std::int64_t seconds) {
    if (seconds >= 3600 && seconds % 3600 == 0) return fmt::format("{} h", seconds / 3600);
    if (seconds >= 60 && seconds % 60 == 0) return fmt::format("{} min", seconds / 60);
    return fmt::format("{} s", seconds);
}

}  // namespace

std::string strip(const std::vector<Night>& nights) {
    std::map<std::string, std::size_t> counts;
    std::string rects;
    for (std::size_t i = 0; i < nights.size();) {
        std::size_t end = i;
        while (end < nights.size() && nights[end] == nights[i]) ++end;
        counts[state_words(nights[i])] += end - i;
        rects += fmt::format("<rect class=\"{}\" x=\"{}\" width=\"{}\" height=\"10\"/>",
                             state_class(nights[i]), i * 10, (end - i) * 10 - 1);
        i = end;
    }
    std::string words;
    for (const auto& [state, count] : counts)
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", state, count);
    return fmt::format(
        "<svg class=\"strip\" viewBox=\"0 0 {} 10\" preserveAspectRatio=\"none\" role=\"img\" "
        "aria-label=\"{}: {}\">{}</svg>",
        std::max<std::size_t>(nights.size(), 1) * 10, counted(nights.size(), "night"), words, rects);
}

std::string share_chart(const std::vector<const Run*>& nights, const std::vector<Tally>& tallies) {
    if (nights.empty()) return {};
    std::string bars, rows, legend = "<span class=\"legend\">";
    std::array<bool, shares.size()> used{};
    for (std::size_t i = 0; i < nights.size(); ++i) {
        const Tally& one = tallies[i];
        const std::string words = share_words(one);
        bars += fmt::format("<g><title>{}: {}</title>", day_words(nights[i]->started), words);
        double y = chart_height;
        for (std::size_t k = 0; k < shares.size(); ++k) {
            const std::size_t count = one.*shares[k].count;
            if (count == 0) continue;
            used[k] = true;
            const double height = chart_height * static_cast<double>(count) / static_cast<double>(one.units);
            y -= height;
            bars += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{:.2f}\" width=\"8\" height=\"{:.2f}\"/>",
                                shares[k].css, i * 10 + 1, y, height);
        }
        bars += "</g>";
        rows += "<tr><th scope=\"row\">" + day(nights[i]->started) + "</th>";
        for (const Share& share : shares) rows += fmt::format("<td class=\"n\">{}</td>", one.*share.count);
        rows += "</tr>\n";
    }
    std::string heads;
    for (std::size_t k = 0; k < shares.size(); ++k) {
        heads += fmt::format("<th scope=\"col\" class=\"n\">{}</th>", shares[k].words);
        if (used[k])
            legend += fmt::format("<span><i class=\"{}\"></i>{}</span>", shares[k].css, shares[k].words);
    }
    const std::string svg =
        svg_start(nights.size(), "Units by state, night by night; the last: " + share_words(tallies.back())) +
        bars + "</svg>";
    return figure("Reproduced share of units", legend + "</span>", {"100 %", "50 %", "0"}, svg, nights,
                  "<table><thead><tr><th scope=\"col\">night</th>" + heads + "</tr></thead><tbody>\n" + rows +
                      "</tbody></table>");
}

std::string time_chart(const std::vector<const Run*>& nights, const std::vector<Tally>& tallies) {
    if (nights.empty()) return {};
    std::int64_t most = 1;
    for (const Tally& one : tallies) most = std::max(most, one.milliseconds);
    const std::int64_t top = round_scale((most + 999) / 1000);
    std::string bars, rows;
    for (std::size_t i = 0; i < nights.size(); ++i) {
        const std::string took = human_duration(std::chrono::milliseconds(tallies[i].milliseconds));
        const double height =
            chart_height * static_cast<double>(tallies[i].milliseconds) / (static_cast<double>(top) * 1000);
        bars += fmt::format(
            "<rect class=\"took\" x=\"{}\" y=\"{:.2f}\" width=\"8\" height=\"{:.2f}\"><title>{}: "
            "{}</title></rect>",
            i * 10 + 1, chart_height - height, height, day_words(nights[i]->started), took);
        rows += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>\n",
                            day(nights[i]->started), took);
    }
    const std::string svg = svg_start(nights.size(), "What builds took, night by night; at most " +
                                                         human_duration(std::chrono::milliseconds(most))) +
                            bars + "</svg>";
    return figure("Build time", "", {scale_words(top), top % 2 == 0 ? scale_words(top / 2) : "", "0"}, svg,
                  nights,
                  "<table><thead><tr><th scope=\"col\">night</th><th scope=\"col\" class=\"n\">builds "
                  "took</th></tr></thead><tbody>\n" +
                      rows + "</tbody></table>");
}

std::string meter(const Tally& tally) {
    if (tally.units == 0) return {};
    std::string rects;
    double x = 0;
    for (const Share& share : shares) {
        const std::size_t count = tally.*share.count;
        if (count == 0) continue;
        const double width = 1000.0 * static_cast<double>(count) / static_cast<double>(tally.units);
        rects += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" width=\"{:.1f}\" height=\"10\"/>", share.css, x,
                             width);
        x += width;
    }
    return fmt::format(
        "<svg class=\"meter\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" "
        "aria-label=\"Of {}: {}\">{}</svg>\n",
        counted(tally.units, "unit"), share_words(tally), rects);
}

}  // namespace verbatim::site_parts
