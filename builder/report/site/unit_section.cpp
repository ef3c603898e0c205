#include "base/text.h"
#include "report/site/pages.h"
#include "report/site/parts.h"
#include "report/words.h"
#include "report/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace verbatim::site_pages {

namespace {

using namespace site_parts;
using site_model::Unit;

// Where verify's words are a state's, its colour and sign.
std::string verdict_chip(const FileResult& file) {
    if (const auto state = unit_state_of(file.verdict)) return chip({*state, !file.expected.empty()});
    return "<span class=\"chip\">" + xml_text(file.verdict) + "</span>";
}

std::string claim_row(const FileResult& file) {
    const std::size_t slash = file.path.rfind('/');
    const std::string name = slash == std::string::npos ? file.path : file.path.substr(slash + 1);
    const std::string folder = slash == std::string::npos ? "" : file.path.substr(0, slash + 1);
    std::string why = xml_text(file.reason);
    if (!file.expected.empty())
        why += (why.empty() ? "" : "<br>") + std::string("Expected: ") + xml_text(file.expected);
    const bool same = !file.claimed.empty() && file.claimed == file.built;
    return fmt::format(
        "<tr><th scope=\"row\"><span class=\"dir\">{}</span><wbr>{}</th><td>{}</td><td>{}</td><td>{}</td><td "
        "class=\"why\">{}</td></tr>\n",
        xml_text(folder), xml_text(name), verdict_chip(file), digest(file.claimed),
        same                 ? "the same"
        : file.built.empty() ? "<span class=\"none\">none</span>"
                             : digest(file.built),
        why);
}

std::string claims(const UnitResult& result) {
    if (result.files.empty()) return "<p class=\"note\">No file is claimed or was built.</p>\n";
    const auto count =
        static_cast<std::size_t>(std::count_if(result.files.begin(), result.files.end(), is_claim));
    const auto reproduced = static_cast<std::size_t>(
        std::count_if(result.files.begin(), result.files.end(),
                      [](const FileResult& file) { return is_claim(file) && file.verdict == "reproduced"; }));
    // What is to be read stands open; what is good can be opened.
    std::string text = fmt::format(
        "<details class=\"claims\"{}><summary>Claims: {} of {} reproduced</summary>\n<div class=\"scroll\" "
        "tabindex=\"0\" role=\"region\" aria-label=\"Claims of {}\"><table class=\"plain "
        "claims\"><thead><tr><th "
        "scope=\"col\">file</th><th "
        "scope=\"col\">verdict</th><th scope=\"col\">claimed sha256</th><th scope=\"col\">built "
        "sha256</th><th "
        "scope=\"col\">why</th></tr></thead><tbody>\n",
        is_good(result.state) ? "" : " open", reproduced, count, xml_text(unit_words(result.unit)));
    // Those that are not reproduced first.
    for (const bool good : {false, true})
        for (const FileResult& file : result.files)
            if ((file.verdict == "reproduced") == good) text += claim_row(file);
    return text + "</tbody></table></div></details>\n";
}

// "owner/name@commit" → the commit alone is copied.
std::string pinned_commit(const std::string& pin) {
    const std::size_t at = pin.rfind('@');
    if (at == std::string::npos) return "<code>" + xml_text(pin) + "</code>";
    return "<span>" + xml_text(pin.substr(0, at)) + "@</span>" + digest(pin.substr(at + 1));
}

// What of the definitions anybody but Verbatim has to answer for: who pins a compiler can give any bits.
std::string foreign(const UnitResult& result) {
    if (result.not_own.empty()) return {};
    std::string text = "<p class=\"callout\"><strong>Not by Verbatim's own definitions alone:</strong> ";
    for (std::size_t i = 0; i < result.not_own.size(); ++i)
        text += (i == 0 ? "" : ", ") + xml_text(result.not_own[i]);
    return text + "</p>\n";
}

std::string pins(const UnitPins& pins, const std::string& definitions) {
    std::string rows;
    const auto row = [&](const char* name, const std::string& html) {
        if (!html.empty()) rows += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, html);
    };
    const auto words = [](const std::string& text) {
        return text.empty() ? std::string() : "<code>" + xml_text(text) + "</code>";
    };
    row("tag", words(pins.tag));
    row("commit", digest(pins.commit));
    std::string go = words(pins.go);
    if (!pins.go_declared.empty() && !go.empty()) go += " declared " + words(pins.go_declared);
    row("Go", go);
    row("distro", pins.distro.empty() ? "" : pinned_commit(pins.distro));
    row("CHECKSUMS", digest(pins.checksums));
    row("patches", digest(pins.patches));
    row("definitions", digest(definitions));
    return rows.empty() ? "" : "<h3>Pins</h3><dl class=\"pins\">" + rows + "</dl>\n";
}

std::string variance_table(const std::vector<Variance>& variances, const std::string& unit) {
    std::string text = fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Circumstances that change the "
        "bits of "
        "{}\"><table class=\"plain\"><thead><tr><th scope=\"col\">axis</th><th scope=\"col\">from</th><th "
        "scope=\"col\">to</th><th scope=\"col\">first seen in</th><th scope=\"col\">cause</th></tr></thead>"
        "<tbody>\n",
        xml_text(unit));
    for (const Variance& one : variances)
        text += fmt::format(
            "<tr><th scope=\"row\">{}</th><td><code>{}</code></td><td><code>{}</code></td><td>{}</td><td "
            "class=\"why\">{}</td></tr>\n",
            xml_text(one.axis), xml_text(one.from), xml_text(one.to), xml_text(one.action),
            xml_text(one.cause));
    return text + "</tbody></table></div>\n";
}

std::string steadiness(const Steadiness& steadiness, const std::string& unit) {
    std::string text = "<h3>Steadiness</h3>\n";
    if (steadiness.rounds < 2)  // one build says nothing of another
        text += "<p>It was not built a second time, so nothing was compared.</p>\n";
    else
        text += fmt::format(
            "<p>{} builds compared{}.</p>\n", steadiness.rounds,
            steadiness.variances.empty() && steadiness.failure.empty() ? ": the same bits each time" : "");
    if (!steadiness.failure.empty())
        text += "<p class=\"callout\"><strong>A varied build failed:</strong> " +
                xml_text(steadiness.failure) + "</p>\n";
    if (!steadiness.variances.empty()) text += variance_table(steadiness.variances, unit);
    if (!steadiness.varied.empty()) {
        text += "<p class=\"label\">Varied</p><ul class=\"tags\">";
        for (const std::string& axis : steadiness.varied) text += "<li>" + xml_text(axis) + "</li>";
        text += "</ul>\n";
    }
    if (!steadiness.not_varied.empty()) {
        text += "<p class=\"label\">Not varied</p><dl class=\"reasons\">";
        for (const auto& [axis, why] : steadiness.not_varied)
            text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", xml_text(axis), xml_text(why));
        text += "</dl>\n";
    }
    return text;
}

// Since when, and what it was before.
std::string story(const Unit& unit) {
    const UnitResult& known = *unit.latest.known;
    std::string text = fmt::format(
        "{} since {}, {}", state_words({known.state, known.expected}), day(unit.since),
        unit.looks_since == 1 ? std::string("one look") : fmt::format("{} looks in a row", unit.looks_since));
    if (unit.before != nullptr)
        text += fmt::format("; before that {}, last on {}", unit_state_name(unit.before->state),
                            day(unit.before_when));
    return "<p class=\"note story\">" + text + ".</p>\n";
}

std::string evidence(const UnitResult& result) {
    std::string text;
    if (!result.evidence.empty()) {
        text += "<h3>See for yourself</h3><ul class=\"commands\">";
        for (const std::string& command : result.evidence)
            text += "<li><code class=\"command\">" + xml_text(command) + "</code></li>";
        text += "</ul>\n";
    }
    if (!result.actions.empty()) {
        text += fmt::format("<details><summary>{}: {}</summary><ul class=\"digests\">",
                            "Run digests of its builds", result.actions.size());
        for (const std::string& action : result.actions) text += "<li>" + digest(action) + "</li>";
        text += "</ul></details>\n";
    }
    return text;
}

}  // namespace

std::string unit_section(const Unit& unit) {
    const UnitResult* known = unit.latest.known;
    const std::string platform = unit.name.platform.empty() ? "every platform" : unit.name.platform;
    std::string text = fmt::format(
        "<section class=\"unit {}\" id=\"{}\" aria-labelledby=\"{}-h\" tabindex=\"-1\">\n<header><h2 "
        "id=\"{}-h\">{} <span class=\"platform\">{}</span></h2>{}<a class=\"hash\" href=\"#{}\" "
        "aria-label=\"Link "
        "to {}\">#</a></header>\n",
        state_class(unit.tonight()), unit.anchor, unit.anchor, unit.anchor, xml_text(unit.name.release),
        xml_text(platform), chip(unit.tonight()), unit.anchor, xml_text(unit_words(unit.name)));
    if (known == nullptr)
        return text +
               "<p class=\"callout quiet\">Nobody has looked at it yet, so nothing is "
               "known.</p>\n</section>\n";
    if (unit.latest.now == nullptr)
        text += fmt::format(
            "<p class=\"callout quiet\"><strong>Not run.</strong> The last run did not look at it. What "
            "follows is "
            "what was found on {}: {}</p>\n",
            day(unit.latest.known_run->started), chip({known->state, known->expected}));
    if (unit.latest.known_run->shared_cache)
        text += "<p class=\"callout\">What is known of it was " + std::string(shared_cache_words) + ".</p>\n";
    if (!is_good(known->state))
        text += fmt::format("<p class=\"callout cause\"><strong>Cause:</strong> {}</p>\n",
                            known->cause.empty() ? "none is known yet" : xml_text(known->cause));
    text += fmt::format("<div class=\"nights\"><span aria-hidden=\"true\">{}</span>{}</div>\n",
                        counted(unit.nights.size(), "night"), strip(unit.nights)) +
            story(unit);
    text += foreign(*known) + claims(*known);
    std::string more = pins(known->pins, known->definitions) + evidence(*known);
    if (known->steadiness) more += steadiness(*known->steadiness, unit_words(unit.name));
    if (known->milliseconds > 0)
        more += fmt::format("<p class=\"note\">Its builds took {}.</p>\n",
                            human_duration(std::chrono::milliseconds(known->milliseconds)));
    else
        more += "<p class=\"note\">All builds came from the store.</p>\n";
    const bool open = !is_good(known->state);
    return text +
           fmt::format(
               "<details class=\"more\"{}><summary>Pins, evidence, steadiness</summary>\n{}</details>\n",
               open ? " open" : "", more) +
           "</section>\n";
}

}  // namespace verbatim::site_pages
