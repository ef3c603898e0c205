#include "report/site/parts.h"

#include "attest/rfc3339.h"
#include "report/words.h"
#include "report/xml.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim::site_parts {

namespace {

std::string time_element(std::int64_t seconds, const std::string& words) {
    const std::int64_t at = std::clamp<std::int64_t>(seconds, 0, 253402300799);
    return fmt::format("<time datetime=\"{}\">{}</time>", rfc3339_text(at), words);
}

// What the pages may load: their own style and script, pictures of their own, and nothing else; no inline
// script, no form that is sent, no base. 'self' covers the site's own files where it is read from a folder
// too.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action "
    "'none'";

// Two sheets that lie exactly on each other.
constexpr std::string_view mark =
    R"(<svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><rect x="3" y="3" width="13" height="13" rx="3"/><rect x="8" y="8" width="13" height="13" rx="3"/></svg>)";

std::string head(const Frame& frame) {
    std::string text = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
        "dark\">\n"
        "<meta name=\"description\" content=\"{}\">\n<title>{}</title>\n"
        "<link rel=\"icon\" href=\"{}icon.svg\">\n<link rel=\"stylesheet\" href=\"{}style.css\">\n",
        policy, xml_text(frame.description), xml_text(frame.title), frame.root, frame.root);
    if (frame.has_feed)
        text += fmt::format(
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Changes\" href=\"{}feed.atom\">\n",
            frame.root);
    // Not deferred: a theme that somebody chose is there before anything is painted.
    return text + fmt::format("<script src=\"{}script.js\"></script>\n</head>\n", frame.root);
}

std::string foot(const Frame& frame) {
    std::string text = "<footer>\n<p>All times are UTC.";
    if (!frame.version.empty()) text += " Made by Verbatim " + xml_text(frame.version) + ".";
    text += "</p>\n";
    if (frame.has_feed)
        text += fmt::format(
            "<ul><li><a href=\"{0}feed.atom\">Feed of changes</a></li><li><a href=\"{0}run.json\">Last run "
            "as "
            "JSON</a></li><li><a href=\"{0}badge.svg\">Badge</a></li></ul>\n",
            frame.root);
    return text + "</footer>\n<p class=\"sr\" role=\"status\" aria-live=\"polite\" id=\"announcer\"></p>\n";
}

}  // namespace

std::string state_class(const Night& night) {
    std::string name = "s-" + std::string(unit_state_name(night.state));
    std::replace(name.begin(), name.end(), ' ', '-');
    return night.expected && !is_good(night.state) ? name + " expected" : name;
}

std::string_view state_glyph(UnitState state) {
    switch (state) {
        case UnitState::reproduced:
            return "✓";
        case UnitState::equivalent:
            return "≈";
        case UnitState::differs:
            return "≠";
        case UnitState::unsteady:
            return "~";
        case UnitState::failed:
            return "✕";
        case UnitState::unbuildable:
            return "⊘";
        case UnitState::missing:
            return "?";
        default:
            return "–";
    }
}

std::string state_words(const Night& night) {
    const std::string words(unit_state_name(night.state));
    return night.expected && !is_good(night.state) ? words + ", as expected" : words;
}

std::string chip(const Night& night) {
    return fmt::format("<span class=\"chip {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                       state_class(night), state_glyph(night.state), state_words(night));
}

std::string day(std::int64_t seconds) {
    return time_element(seconds, day_words(seconds));
}

std::string time(std::int64_t seconds) {
    return time_element(seconds, time_words(seconds));
}

std::string digest(const std::string& hex) {
    return hex.empty() ? std::string() : "<code class=\"digest\">" + xml_text(hex) + "</code>";
}

std::string short_platform(const std::string& platform) {
    if (platform.empty()) return "every platform";
    return platform.starts_with("linux/") && platform.size() > 6 ? platform.substr(6) : platform;
}

std::string page(const Frame& frame, const std::string& content) {
    const std::string root = frame.root + "index.html";
    return head(frame) +
           fmt::format(
               "<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header class=\"top\">\n"
               "<a class=\"brand\" href=\"{0}\">{1}<span>{2}</span></a>\n<nav aria-label=\"Site\"><ul>"
               "<li><a href=\"{0}#changes\">Changes</a></li><li><a href=\"{0}#matrix\">Matrix</a></li>"
               "<li><a href=\"{0}#trends\">Trends</a></li><li><a href=\"{0}#runs\">Runs</a></li></ul></nav>\n"
               "<button type=\"button\" id=\"theme\" class=\"quiet\" hidden>Theme: auto</button>\n</header>\n"
               "<main id=\"content\" tabindex=\"-1\">\n",
               root, mark, xml_text(frame.site_title)) +
           content + "</main>\n" + foot(frame) + "</body>\n</html>\n";
}

}  // namespace verbatim::site_parts
