#include "base/text.h"
#include "report/site/address.h"
#include "report/site/pages.h"
#include "report/site/parts.h"
#include "report/words.h"
#include "report/xml.h"

#include <fmt/format.h>

namespace verbatim::site_pages {

namespace {

using namespace site_parts;
using site_model::Model;

constexpr std::size_t changes_shown = 40, runs_shown = 14;

std::string run_line(const Run& run) {
    std::string text = fmt::format("{} run {} · {} · {}", xml_text(run.kind), run.id, time(run.started),
                                   run_ending_name(run.ending));
    if (run.ended != 0) text += " · took " + duration_words(run.ended - run.started);
    return text;
}

std::string summary(const Model& model) {
    const Tally& today = model.today;
    std::string text = "<p class=\"eyebrow\">" + run_line(*model.last) + "</p>\n";
    const bool whole = today.claims != 0 && today.reproduced == today.claims && today.not_run_units == 0;
    text += whole ? fmt::format("<h1>All {} claims reproduced, bit for bit</h1>\n", today.claims)
                  : fmt::format("<h1><strong>{}</strong> of {} claims reproduced</h1>\n", today.reproduced,
                                today.claims);
    std::string rest;
    if (const std::size_t bad = today.claims - today.reproduced - today.not_run; bad != 0)
        rest = counted(bad, "is", "are") + " not" + (today.not_run == 0 ? "." : "; ");
    if (today.not_run != 0)
        rest += counted(today.not_run, "was", "were") + " not looked at in this run, and so " +
                (today.not_run == 1 ? "is" : "are") + " not counted as reproduced.";
    if (!rest.empty()) text += "<p class=\"lead\">" + rest + "</p>\n";
    if (!model.last->error.empty())
        text +=
            "<p class=\"callout\"><strong>The run failed:</strong> " + xml_text(model.last->error) + "</p>\n";
    if (model.last->shared_cache)
        text += "<p class=\"callout\"><strong>Do not rely on it:</strong> the run was " +
                std::string(shared_cache_words) + ".</p>\n";
    text += meter(today) + "<ul class=\"tiles\" aria-label=\"Units by state\">\n";
    for (const auto& [state, count] : model.states)
        text += fmt::format(
            "<li><a class=\"tile {}\" href=\"#matrix\"><span class=\"g\" aria-hidden=\"true\">{}</span>"
            "<b>{}</b> <span class=\"w\">{}</span></a></li>\n",
            state_class({state, false}), state_glyph(state), count, unit_state_name(state));
    return "<section class=\"hero\">\n" + text + "</ul>\n</section>\n";
}

std::string change_item(const StateChange& change) {
    const char* kind = change.is_regression() ? "regression" : change.is_recovery() ? "recovery" : "other";
    std::string text = fmt::format(
        "<li class=\"change {}{}\"><div class=\"what\"><span class=\"kind\">{}</span> <a "
        "href=\"components/{}#{}\">{}</a></div>\n<div class=\"how\">{} <span aria-hidden=\"true\">→</span>"
        "<span class=\"sr\"> became </span> {}</div>\n",
        kind, change.expected ? " expected" : "",
        change.from == UnitState::not_run   ? "first look"
        : std::string_view(kind) == "other" ? "change"
                                            : kind,
        page_name(change.unit.component), unit_anchor(change.unit), xml_text(unit_words(change.unit)),
        chip({change.from, false}), chip({change.to, change.expected}));
    if (!change.cause.empty()) text += "<p class=\"cause\">" + xml_text(change.cause) + "</p>\n";
    if (change.from != UnitState::not_run && change.last_seen > 0)
        text += fmt::format("<p class=\"note\">Before: {}, for the last time on {}.</p>\n",
                            unit_state_name(change.from), day(change.last_seen));
    if (!change.between.empty()) {
        text += "<p class=\"note\">In between: ";
        for (std::size_t i = 0; i < change.between.size(); ++i)
            text += (i == 0 ? "" : "; ") + xml_text(change.between[i]);
        text += "</p>\n";
    }
    return text + "</li>\n";
}

std::string change_list(const std::vector<const StateChange*>& changes) {
    std::string text = "<ul class=\"changes\">\n";
    for (std::size_t i = 0; i < changes.size() && i < changes_shown; ++i) text += change_item(*changes[i]);
    text += "</ul>\n";
    if (changes.size() > changes_shown)
        text += fmt::format("<p class=\"note\">… and {} more; the feed and the matrix have them.</p>\n",
                            changes.size() - changes_shown);
    return text;
}

std::string changes_section(const Model& model, const SiteInput& input) {
    std::string earlier;
    std::vector<const StateChange*> today;
    std::size_t shown = 0;
    for (std::size_t i = input.changes.size(); i-- > 0;) {  // the newest first
        const RunChanges& run = input.changes[i];
        std::vector<const StateChange*> regressions, others;
        for (const StateChange& change : run.changes)
            (change.is_regression() ? regressions : others).push_back(&change);
        regressions.insert(regressions.end(), others.begin(), others.end());
        if (run.when >= model.last->started) {
            today.insert(today.end(), regressions.begin(), regressions.end());
        } else if (!regressions.empty() && shown < changes_shown) {
            shown += regressions.size();
            earlier += "<h3>" + time(run.when) + "</h3>\n" + change_list(regressions);
        }
    }
    std::string text =
        "<section id=\"changes\" aria-labelledby=\"changes-h\">\n<h2 id=\"changes-h\">What changed</h2>\n";
    text += today.empty()
                ? "<p class=\"calm\">Nothing: each unit that was looked at is what it was before.</p>\n"
                : change_list(today);
    if (!earlier.empty())
        text += "<details class=\"earlier\"><summary>Earlier changes</summary>\n" + earlier + "</details>\n";
    return text + "</section>\n";
}

std::string notes_of(const Run& run) {
    std::string notes;
    if (run.shared_cache) notes += "<p class=\"note\">" + std::string(shared_cache_words) + "</p>";
    if (!run.error.empty()) notes += "<p class=\"note\">" + xml_text(run.error) + "</p>";
    return notes;
}

std::string runs_section(const std::vector<Run>& runs) {
    std::string rows;
    std::size_t count = 0;
    for (auto run = runs.rbegin(); run != runs.rend() && count < runs_shown; ++run, ++count) {
        const Tally all = tally(*run);
        rows += fmt::format(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}{}</td><td class=\"n\">{}</td><td class=\"n\">{} "
            "of "
            "{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
            time(run->started), xml_text(run->kind), run_ending_name(run->ending), notes_of(*run),
            run->ended == 0 ? "" : duration_words(run->ended - run->started),
            all.reproduced_units + all.equivalent_units, all.units, all.bad_units + all.expected_units,
            all.not_run_units, xml_text(run->version), xml_text(run->host));
    }
    return "<section id=\"runs\" aria-labelledby=\"runs-h\">\n<h2 id=\"runs-h\">Runs</h2>\n<div "
           "class=\"scroll\" "
           "tabindex=\"0\" role=\"region\" aria-label=\"Table of runs\"><table "
           "class=\"plain\">\n<thead><tr><th "
           "scope=\"col\">started</th><th "
           "scope=\"col\">kind</th><th scope=\"col\">ended</th><th scope=\"col\" class=\"n\">took</th><th "
           "scope=\"col\" class=\"n\">good units</th><th scope=\"col\" class=\"n\">not reproduced</th><th "
           "scope=\"col\" class=\"n\">not run</th><th scope=\"col\">version</th><th "
           "scope=\"col\">host</th></tr></thead>\n<tbody>\n" +
           rows + "</tbody></table></div>\n</section>\n";
}

}  // namespace

std::string index_content(const Model& model, const SiteInput& input) {
    if (model.last == nullptr)
        return "<section class=\"hero\"><h1>No run yet</h1>\n<p class=\"lead\">Nothing was looked at, so "
               "nothing is "
               "known.</p></section>\n";
    return summary(model) + changes_section(model, input) + matrix(model) +
           "<section id=\"trends\" aria-labelledby=\"trends-h\">\n<h2 id=\"trends-h\">Trends</h2>\n<div "
           "class=\"charts\">\n" +
           share_chart(model.nights, model.tallies) + time_chart(model.nights, model.tallies) +
           "</div>\n</section>\n" + runs_section(input.runs);
}

}  // namespace verbatim::site_pages
