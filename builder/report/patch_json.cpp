#include "report/json.h"
#include "report/patch_report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace verbatim {

namespace {

Json refusal_json(const patch::Refusal& refusal) {
    return {{"line", refusal.line},
            {"target", refusal.target},
            {"hunk", refusal.hunk},
            {"reason", refusal.reason},
            {"expected_at", refusal.expected_at},
            {"expected", refusal.expected},
            {"found", refusal.found},
            {"nearest", refusal.nearest ? Json(*refusal.nearest) : Json()},
            {"nearest_matching", refusal.nearest_matching},
            {"applied_already", refusal.applied_already}};
}

Json checked_json(const patch::CheckedPatch& patch, const PatchCheckReport::Component& component) {
    const auto came = component.came_in.find(patch.file);
    return {{"file", patch.file},
            {"subject", patch.subject},
            {"applies", patch.applies},
            {"refusal", patch.refusal ? refusal_json(*patch.refusal) : Json()},
            {"problem", patch.problem.empty() ? Json() : Json(patch.problem)},
            {"came_in", came == component.came_in.end() ? Json() : Json(came->second)}};
}

std::string date(const patch::Signature& author) {
    const std::time_t local = author.time + std::int64_t{author.zone} * 60;
    const int zone = author.zone < 0 ? -author.zone : author.zone;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}{}{:02}:{:02}", fmt::gmtime(local), author.zone < 0 ? '-' : '+',
                       zone / 60, zone % 60);
}

}  // namespace

std::string patch_check_json(const PatchCheckReport& report) {
    Json components = Json::array();
    for (const auto& component : report.components) {
        Json patches = Json::array();
        for (const auto& patch : component.series.patches) patches.push_back(checked_json(patch, component));
        components.push_back({{"name", component.name},
                              {"tag", component.tag},
                              {"patched_commit", component.series.commit},
                              {"patches", patches},
                              {"problem", component.problem.empty() ? Json() : Json(component.problem)}});
    }
    return json_text({{"format", "verbatim.patch-check/1"},
                      {"release", report.release},
                      {"origin", report.origin},
                      {"all_apply", report.all_apply()},
                      {"components", components}});
}

std::string patch_list_json(const PatchListReport& report) {
    Json components = Json::array();
    for (const auto& component : report.components) {
        Json patches = Json::array();
        for (const patch::Summary& patch : component.patches)
            patches.push_back({{"file", patch.file},
                               {"author", patch.author.name},
                               {"mail", patch.author.mail},
                               {"date", date(patch.author)},
                               {"subject", patch.subject},
                               {"paths", patch.paths},
                               {"cves", patch.cves}});
        components.push_back({{"name", component.name}, {"tag", component.tag}, {"patches", patches}});
    }
    return json_text({{"format", "verbatim.patch-list/1"},
                      {"release", report.release},
                      {"origin", report.origin},
                      {"components", components}});
}

}  // namespace verbatim
