// The content of the site's pages. Pure.
#pragma once

#include "report/site/model.h"
#include "report/site/site.h"

#include <string>

namespace verbatim::site_pages {

std::string index_content(const site_model::Model& model, const SiteInput& input);
std::string component_content(const site_model::Model& model, const site_model::Component& component);
// The table of branches × components × platforms, with its filter.
std::string matrix(const site_model::Model& model);
// Everything of one unit.
std::string unit_section(const site_model::Unit& unit);

}  // namespace verbatim::site_pages
