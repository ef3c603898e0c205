#include "base/text.h"
#include "report/site/pages.h"
#include "report/site/parts.h"
#include "report/words.h"
#include "report/xml.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim::site_pages {

namespace {

using namespace site_parts;
using site_model::Component;
using site_model::Model;
using site_model::Unit;

// One link a unit, those to look at first.
std::string jump_list(const Component& component) {
    std::vector<const Unit*> units;
    for (const Unit& unit : component.units) units.push_back(&unit);
    std::stable_sort(units.begin(), units.end(), [](const Unit* a, const Unit* b) {
        return site_model::is_worse(a->tonight(), b->tonight());
    });
    std::string text = "<nav aria-label=\"Units\"><ul class=\"jump\">\n";
    for (const Unit* unit : units)
        text += fmt::format(
            "<li><a class=\"cell {}\" href=\"#{}\"><span class=\"g\" aria-hidden=\"true\">{}</span>"
            "<span class=\"p\">{} {}</span> <span class=\"w\">{}</span></a></li>\n",
            state_class(unit->tonight()), unit->anchor, state_glyph(unit->tonight().state),
            xml_text(unit->name.release), xml_text(short_platform(unit->name.platform)),
            state_words(unit->tonight()));
    return text + "</ul></nav>\n";
}

std::string filter_of_claims() {
    return "<form class=\"filter\" role=\"search\" aria-label=\"Units and files\" hidden>\n"
           "<label for=\"find\" class=\"wide\">Search<input id=\"find\" type=\"search\" autocomplete=\"off\" "
           "spellcheck=\"false\" placeholder=\"file, branch, state, digest …\"></label>\n"
           "<button type=\"reset\" class=\"quiet\">Clear</button>\n"
           "<p id=\"count\" role=\"status\" aria-live=\"polite\"></p>\n</form>\n";
}

}  // namespace

std::string component_content(const Model& model, const Component& component) {
    const Tally& today = component.today;
    std::string text = fmt::format(
        "<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><a href=\"../index.html#matrix\">All components</a> "
        "<span "
        "aria-hidden=\"true\">›</span> <span aria-current=\"page\">{0}</span></nav>\n<section "
        "class=\"hero\">\n<h1>{0}</h1>\n",
        xml_text(component.name));
    text += fmt::format("<p class=\"lead\"><strong>{} of {}</strong> reproduced, in {}.", today.reproduced,
                        counted(today.claims, "claim"), counted(today.units, "unit"));
    if (today.not_run_units != 0)
        text += fmt::format(" {} not run.", counted(today.not_run_units, "unit was", "units were"));
    text += "</p>\n" + meter(today) + jump_list(component) + "</section>\n" + filter_of_claims();
    for (const Unit& unit : component.units) text += unit_section(unit);
    if (model.nights.empty()) return text;
    return text +
           "<section id=\"trends\" aria-labelledby=\"trends-h\">\n<h2 id=\"trends-h\">Trends</h2>\n<div "
           "class=\"charts\">\n" +
           share_chart(model.nights, component.tallies) + time_chart(model.nights, component.tallies) +
           "</div>\n</section>\n";
}

}  // namespace verbatim::site_pages
