#include "attest/rfc3339.h"
#include "report/run_report.h"

#include <algorithm>

namespace verbatim {

namespace {

std::string underscored(std::string_view words) {
    std::string key(words);
    std::replace(key.begin(), key.end(), ' ', '_');
    return key;
}

// Years 1970 to 9999, as the format has them.
std::string run_time(std::int64_t seconds) {
    return rfc3339_text(std::clamp<std::int64_t>(seconds, 0, 253402300799));
}

Json file_record(const FileResult& file) {
    return {{"path", file.path},
            {"verdict", underscored(file.verdict)},
            {"claimed_sha256", text_or_null(file.claimed)},
            {"built_sha256", text_or_null(file.built)},
            {"reason", text_or_null(file.reason)},
            {"expected", text_or_null(file.expected)}};
}

Json unit_record(const UnitResult& result) {
    Json files = Json::array();
    for (const FileResult& file : result.files) files.push_back(file_record(file));
    const UnitPins& pins = result.pins;
    return {{"release", result.unit.release},
            {"component", result.unit.component},
            {"platform", text_or_null(result.unit.platform)},
            {"state", state_key(result.state)},
            {"cause", text_or_null(result.cause)},
            {"expected", result.expected},
            {"files", files},
            {"pins",
             {{"tag", text_or_null(pins.tag)},
              {"commit", text_or_null(pins.commit)},
              {"go", text_or_null(pins.go)},
              {"go_declared", text_or_null(pins.go_declared)},
              {"distro", text_or_null(pins.distro)},
              {"checksums", text_or_null(pins.checksums)},
              {"patches", text_or_null(pins.patches)}}},
            {"definitions", text_or_null(result.definitions)},
            {"not_own", result.not_own},
            {"actions", result.actions},
            {"evidence", result.evidence},
            {"elapsed_milliseconds", result.milliseconds},
            {"steadiness", result.steadiness ? steadiness_record(*result.steadiness) : Json(nullptr)}};
}

}  // namespace

Json steadiness_record(const Steadiness& steadiness) {
    Json not_varied = Json::array(), variances = Json::array();
    for (const auto& [axis, why] : steadiness.not_varied)
        not_varied.push_back({{"axis", axis}, {"because", why}});
    for (const Variance& one : steadiness.variances)
        variances.push_back({{"axis", one.axis},
                             {"from", one.from},
                             {"to", one.to},
                             {"action", one.action},
                             {"cause", text_or_null(one.cause)},
                             {"paths", one.paths}});
    return {{"rounds", steadiness.rounds},
            {"varied", steadiness.varied},
            {"not_varied", not_varied},
            {"variances", variances},
            {"failure", text_or_null(steadiness.failure)},
            {"cut_short", steadiness.cut_short}};
}

std::string state_key(UnitState state) {
    return underscored(unit_state_name(state));
}

Json run_record(const Run& run) {
    Json units = Json::array(), published = Json::array();
    for (const UnitResult& result : run.units) units.push_back(unit_record(result));
    for (const NumberedRelease& one : run.published)
        published.push_back({{"release", one.release},
                             {"number", one.number},
                             {"newest_before", one.before == 0 ? Json(nullptr) : Json(one.before)},
                             {"distro", text_or_null(one.distro)}});
    return {{"format", "verbatim.run/1"},
            {"id", run.id},
            {"kind", run.kind},
            {"configuration", run.configuration},
            {"version", run.version},
            {"host", run.host},
            {"started", run_time(run.started)},
            {"ended", run.ended == 0 ? Json(nullptr) : Json(run_time(run.ended))},
            {"ending", underscored(run_ending_name(run.ending))},
            {"error", text_or_null(run.error)},
            {"shared_cache", run.shared_cache},
            {"units", units},
            {"published", published}};
}

std::string run_json(const Run& run) {
    return json_text(run_record(run));
}

}  // namespace verbatim
