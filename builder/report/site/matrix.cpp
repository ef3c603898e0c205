#include "report/site/pages.h"
#include "report/site/parts.h"
#include "report/words.h"
#include "report/xml.h"

#include <fmt/format.h>

namespace verbatim::site_pages {

namespace {

using namespace site_parts;
using site_model::Component;
using site_model::Model;
using site_model::Unit;

std::string cell(const Component& component, const Unit& unit) {
    const Night tonight = unit.tonight();
    const bool good = is_good(tonight.state);
    std::string cause = unit.latest.now == nullptr ? "" : unit.latest.now->cause;
    if (cause.size() > 200) cause = cause.substr(0, 200) + "…";
    std::string text = fmt::format(
        "<a class=\"cell {}\" href=\"{}#{}\"{}><span class=\"g\" aria-hidden=\"true\">{}</span><span "
        "class=\"p\">{}</span> <span class=\"w\">{}</span>",
        state_class(tonight), component.page, unit.anchor,
        good || cause.empty() ? "" : " title=\"" + xml_text(cause) + "\"", state_glyph(tonight.state),
        xml_text(short_platform(unit.name.platform)), state_words(tonight));
    if (unit.latest.now == nullptr)
        text += unit.latest.known == nullptr
                    ? "<span class=\"k\">never looked at</span>"
                    : fmt::format("<span class=\"k\">was {} {}</span>",
                                  state_words({unit.latest.known->state, unit.latest.known->expected}),
                                  day(unit.latest.known_run->started));
    return text + "</a>";
}

// It may be broken after the owner's name.
std::string breakable(const std::string& name) {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) return xml_text(name);
    return xml_text(name.substr(0, slash + 1)) + "<wbr>" + xml_text(name.substr(slash + 1));
}

std::string option(const std::string& value, const std::string& shown) {
    return fmt::format("<option value=\"{}\">{}</option>", xml_text(value), xml_text(shown));
}

std::string select(const char* id, const char* label, const std::string& options) {
    return fmt::format("<label for=\"{}\">{}<select id=\"{}\">{}</select></label>", id, label, id, options);
}

// Without the script it would do nothing, so the script shows it.
std::string filter_form(const Model& model) {
    std::string states = option("", "any") + option("attention", "needs attention"),
                releases = option("", "all"), platforms = option("", "all");
    for (const auto& [state, count] : model.states) {
        const std::string words(unit_state_name(state));
        states += option(words, words);
    }
    for (const std::string& release : model.releases) releases += option(release, release);
    for (const std::string& platform : model.platforms)
        platforms += option(short_platform(platform), platform);
    return "<form class=\"filter\" role=\"search\" aria-label=\"Units\" hidden>\n"
           "<label for=\"find\" class=\"wide\">Search<input id=\"find\" type=\"search\" autocomplete=\"off\" "
           "spellcheck=\"false\" placeholder=\"component, branch, cause …\"></label>\n" +
           select("state", "State", states) + select("release", "Branch", releases) +
           select("platform", "Platform", platforms) +
           "<button type=\"reset\" class=\"quiet\">Clear</button>\n"
           "<p id=\"count\" role=\"status\" aria-live=\"polite\"></p>\n</form>\n";
}

}  // namespace

std::string matrix(const Model& model) {
    std::string text =
        "<section id=\"matrix\" aria-labelledby=\"matrix-h\">\n<h2 id=\"matrix-h\">Components and "
        "branches</h2>\n" +
        filter_form(model) +
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of units\">\n<table "
        "class=\"matrix\">\n<thead><tr><th scope=\"col\">component</th>";
    for (const std::string& release : model.releases)
        text += fmt::format("<th scope=\"col\">{}</th>", xml_text(release));
    text += fmt::format(
        "<th scope=\"col\" class=\"nights\">last {} nights, worst unit</th></tr></thead>\n<tbody>\n",
        model.nights.size());
    for (const Component& component : model.components) {
        text += fmt::format("<tr><th scope=\"row\"><a href=\"{}\">{}</a></th>", component.page,
                            breakable(component.name));
        for (const std::string& release : model.releases) {
            std::string cells;
            for (const Unit& unit : component.units)
                if (unit.name.release == release) cells += cell(component, unit);
            text += "<td>" + (cells.empty() ? "<span class=\"none\">none</span>" : cells) + "</td>";
        }
        text += "<td class=\"nights\">" + strip(component.nights) + "</td></tr>\n";
    }
    return text + "</tbody></table></div>\n</section>\n";
}

}  // namespace verbatim::site_pages
