#include "report/doctor_report.h"

#include "base/text.h"
#include "report/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

using Result = Diagnosis::Result;

std::size_t count(const std::vector<Diagnosis>& all, Result result) {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const Diagnosis& one) { return one.result == result; }));
}

std::string word(Result result, const Style& style) {
    switch (result) {
        case Result::ok:
            return style.good("ok      ");
        case Result::warn:
            return style.warn("warning ");
        case Result::fail:
            return style.bad("FAILED  ");
        case Result::not_checked:
            break;
    }
    return style.faint("skipped ");
}

std::string key_of(Result result) {
    return result == Result::ok     ? "ok"
           : result == Result::warn ? "warn"
           : result == Result::fail ? "fail"
                                    : "not_checked";
}

std::string sum(const std::vector<Diagnosis>& all) {
    const auto failed = count(all, Result::fail), warnings = count(all, Result::warn),
               skipped = count(all, Result::not_checked);
    std::string text = failed > 0 ? "This machine cannot do all that Verbatim needs"
                                  : "This machine can do what was checked";
    text += fmt::format(": {} of {} ok", count(all, Result::ok), counted(all.size(), "check"));
    if (warnings > 0) text += ", " + counted(warnings, "warning");
    if (failed > 0) text += fmt::format(", {} failed", failed);
    if (skipped > 0) text += fmt::format(", {} not checked", skipped);
    return text + ".\n";
}

}  // namespace

bool any_failed(const std::vector<Diagnosis>& all) {
    return count(all, Result::fail) > 0;
}

std::string doctor_text(const std::vector<Diagnosis>& all, const Style& style) {
    std::size_t width = 0;
    for (const Diagnosis& one : all) width = std::max(width, display_width(printable(one.name)));
    std::string out;
    for (const Diagnosis& one : all) {
        out += fmt::format("{} {}  {}\n", word(one.result, style), padded(printable(one.name), width),
                           printable(one.seen));
        if (one.result != Result::ok && !one.fix.empty())
            out += fmt::format("{:{}}fix: {}\n", "", width + 11, printable(one.fix));
    }
    return out + "\n" + sum(all);
}

std::string doctor_json(const std::vector<Diagnosis>& all) {
    Json checks = Json::array();
    for (const Diagnosis& one : all)
        checks.push_back({{"name", one.name},
                          {"result", key_of(one.result)},
                          {"seen", one.seen},
                          {"fix", one.fix.empty() ? Json(nullptr) : Json(one.fix)}});
    return json_text({{"format", "verbatim.doctor/1"}, {"ok", !any_failed(all)}, {"checks", checks}});
}

}  // namespace verbatim
