// Pieces of pages: HTML that is whole in itself, made of values. Every text from outside goes through
// xml_text().
#pragma once

#include "history/run.h"
#include "report/site/model.h"

#include <string>
#include <string_view>
#include <vector>

namespace verbatim::site_parts {

using site_model::Night;

std::string state_class(const Night& night);  // "s-differs", "s-differs expected"
std::string_view state_glyph(UnitState state);
std::string state_words(const Night& night);  // "differs, as expected"
std::string chip(const Night& night);
std::string day(std::int64_t seconds);   // <time>
std::string time(std::int64_t seconds);  // <time>
// A digest or commit that the script lets copy; nothing for an empty one.
std::string digest(const std::string& hex);
// The platform as a short word, where all but "linux" stand beside it.
std::string short_platform(const std::string& platform);

// The last nights as a strip of colours, with words for who does not see it.
std::string strip(const std::vector<Night>& nights);
// A share of units a night as stacked bars, and what builds took, each with its table.
std::string share_chart(const std::vector<const Run*>& nights, const std::vector<Tally>& tallies);
std::string time_chart(const std::vector<const Run*>& nights, const std::vector<Tally>& tallies);
// All units of a tally as one bar.
std::string meter(const Tally& tally);

// A page around its content. `root`: "" or "../". `here` names the entry of the navigation.
struct Frame {
    std::string title, site_title, root, description;
    std::string version;
    bool has_feed = false;
};
std::string page(const Frame& frame, const std::string& content);

}  // namespace verbatim::site_parts
