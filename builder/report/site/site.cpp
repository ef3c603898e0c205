#include "report/site/site.h"

#include "report/site/assets.h"
#include "report/site/pages.h"
#include "report/site/parts.h"

namespace verbatim {

std::map<std::string, std::string> site(const SiteInput& input) {
    const site_model::Model model = site_model::model(input.runs);
    std::map<std::string, std::string> files = {{"style.css", std::string(site_style())},
                                                {"script.js", std::string(site_script())},
                                                {"icon.svg", std::string(site_icon())}};
    site_parts::Frame frame;
    frame.site_title = input.title;
    frame.has_feed = input.has_feed;
    frame.version = model.last == nullptr ? "" : model.last->version;
    frame.title = input.title + ": what is reproduced";
    frame.description = "Which published files a rebuild from pinned sources gives, bit for bit.";
    files["index.html"] = site_parts::page(frame, site_pages::index_content(model, input));
    frame.root = "../";
    for (const site_model::Component& component : model.components) {
        frame.title = component.name + " · " + input.title;
        frame.description = "Verdicts, causes and pins of " + component.name + ".";
        files[component.page] = site_parts::page(frame, site_pages::component_content(model, component));
    }
    return files;
}

}  // namespace verbatim
