// What `verbatim patch check` and `verbatim patch list` found, as values, and their renderers.
#pragma once

#include "patch/check.h"
#include "patch/summary.h"
#include "report/style.h"

#include <string>
#include <vector>

namespace verbatim {

struct PatchCheckReport {
    struct Component {
        std::string name, tag;  // the tag that the series was tried on
        patch::CheckedSeries series;
        // By file name: the first tag that has what the patch makes, of those up to `tag`.
        std::map<std::string, std::string> came_in;
        std::string problem;  // where nothing could be tried: the error, rendered
    };
    std::string release, origin;
    std::vector<Component> components;  // those that have a series

    [[nodiscard]] bool all_apply() const;
};

struct PatchListReport {
    struct Component {
        std::string name, tag;
        std::vector<patch::Summary> patches;
    };
    std::string release, origin;
    std::vector<Component> components;
};

std::string patch_check_text(const PatchCheckReport& report, const Style& style);
std::string patch_list_text(const PatchListReport& report, const Style& style);
// One record each, docs/formats/patch-json.md.
std::string patch_check_json(const PatchCheckReport& report);
std::string patch_list_json(const PatchListReport& report);

}  // namespace verbatim
