#include "report/search_report.h"

#include "attest/rfc3339.h"
#include "base/text.h"
#include "report/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

std::string words(const std::vector<std::string>& changes) {
    return changes.empty() ? "the pins as they are" : join(changes, ", ");
}

// "linux-amd64/etcdctl" of "_output/1-35/bin/etcd/linux-amd64/etcdctl"
std::string short_path(const std::string& path) {
    const std::size_t last = path.rfind('/');
    const std::size_t before = last == std::string::npos || last == 0 ? last : path.rfind('/', last - 1);
    return before == std::string::npos ? path : path.substr(before + 1);
}

Json changes_of(const std::vector<std::string>& changes) {
    Json list = Json::array();
    for (const std::string& change : changes) list.push_back(change);
    return list;
}

// How many different candidates were tried.
std::size_t inputs_tried(const SearchResult& result) {
    std::size_t count = 0;
    const Candidate* last = nullptr;
    for (const Try& one : result.tries) {
        if (last == nullptr || !(one.candidate == *last)) ++count;
        last = &one.candidate;
    }
    return count;
}

// Releases that there must have been, and that were not tried.
std::string unlisted(const std::vector<std::string>& versions) {
    constexpr std::size_t shown = 6;
    if (versions.empty()) return {};
    std::vector<std::string> first(
        versions.begin(), versions.begin() + static_cast<std::ptrdiff_t>(std::min(shown, versions.size())));
    std::string text =
        "   Not tried, as neither pinned nor listed by the module proxy: " + printable(join(first, ", "));
    if (versions.size() > shown) text += fmt::format(" and {} more", versions.size() - shown);
    return text + "\n   next: verbatim pin --toolchain VERSION   pins one of them, and the search tries it\n";
}

std::string next_step(const SearchReport& report, const ExplainedClaims& found) {
    if (found.changes.empty()) return "";
    const bool go_alone = found.changes.size() == 1 && found.candidate.go != report.go_pinned;
    const std::string verify = ", and\n         verbatim verify " + printable(report.release) + " " +
                               printable(report.component) + "\n";
    const bool other_go = found.candidate.go != report.go_pinned;
    if (found.candidate.modules && found.changes.size() == (other_go ? 2U : 1U))
        return "   next: write `modules: " + std::string(module_source_name(*found.candidate.modules)) + "`" +
               (other_go ? " and `found: " + printable(found.candidate.go) + "`" : "") +
               " to its pin in releases/" + printable(report.release) + ".yaml" + verify;
    if (!go_alone)
        return "   next: write it into projects/" + printable(report.component) + "/project.yaml" + verify;
    if (!report.written.empty())
        return (report.toolchain_written.empty() ? ""
                                                 : "   pinned in " + printable(report.toolchain_written) +
                                                       ", proven against the checksum database\n") +
               "   written to " + printable(report.written) + "\n";
    return "   next: the same with --write   writes `found: " + printable(found.candidate.go) +
           "` to the lock\n";
}

}  // namespace

bool SearchReport::all_explained() const {
    return !result.explained.empty() && result.unexplained.empty();
}

std::string search_headline(const SearchReport& report) {
    const std::string since =
        report.claimed ? ", there since " + rfc3339_text(*report.claimed).substr(0, 10) : "";
    std::string text = fmt::format("search {} · {} {} · {} of {}{} · {}\n", printable(report.release),
                                   printable(report.component), printable(report.tag),
                                   counted(report.claims.size(), "claim"), printable(report.origin), since,
                                   counted(report.go_releases, "Go release"));
    if (!report.claimed)
        text += "   When the claims were made is not known, so Go releases of all times are tried: " +
                printable(report.claimed_problem) + ".\n";
    if (!report.go_problem.empty())
        text += "   Only Go releases that are pinned are tried: " + printable(report.go_problem) + ".\n";
    if (!report.go_day_problem.empty())
        text += "   Go releases that came out later may be among them: " + printable(report.go_day_problem) +
                ".\n";
    return text + "\n";
}

std::string search_try(const Try& tried, std::size_t number, const Style& style) {
    const std::string what = tried.matches        ? style.good("the claimed bits")
                             : tried.built.sha256 ? "other bits"
                                                  : style.bad("failed");
    return fmt::format("  {:>3}  {}  {}  {}  {}\n", number, padded(printable(words(tried.changes)), 48),
                       padded(printable(short_path(tried.path)), 28), what,
                       style.faint(human_duration(tried.took)));
}

std::string search_text(const SearchReport& report, const Style& style) {
    std::string out = "\n";
    const SearchResult& result = report.result;
    for (const ExplainedClaims& found : result.explained) {
        out += style.good(fmt::format("found: {} reproduce {} of {}", printable(words(found.changes)),
                                      found.paths.size(), counted(report.claims.size(), "claim"))) +
               "\n";
        if (!found.candidate.go.starts_with("go" + report.go_declared + "."))
            out += fmt::format("   The distro declares Go {}; what was published is of {}.\n",
                               printable(report.go_declared), printable(found.candidate.go));
        out += next_step(report, found);
    }
    if (!result.unexplained.empty()) {
        out += style.bad(fmt::format("unexplained: {}", counted(result.unexplained.size(), "claim"))) + "\n";
        for (const std::string& path : result.unexplained) out += "   " + printable(path) + "\n";
        out += fmt::format("   {} tried; none gives these bits{}.\n",
                           counted(inputs_tried(result), "set of inputs was", "sets of inputs were"),
                           result.left > 0 && result.blocked.empty()
                               ? fmt::format(", and {} were left when the budget was spent; the same "
                                             "command goes on there",
                                             result.left)
                               : "");
    }
    if (!result.blocked.empty())
        out += style.bad("   Nothing can be built: " + printable(result.blocked)) + "\n" +
               fmt::format("   {} would fail alike, and {} not tried.\n",
                           counted(result.left, "other set of inputs", "other sets of inputs"),
                           result.left == 1 ? "was" : "were");
    else if (!result.unexplained.empty())
        out += unlisted(report.go_unlisted);
    for (const std::string& path : result.untried)
        out += style.warn("not built by the definition: " + printable(path)) + "\n";
    return out + fmt::format("{} in {}\n", counted(result.tries.size(), "try", "tries"),
                             human_duration(report.elapsed));
}

std::string search_json(const SearchReport& report) {
    Json explained = Json::array(), tries = Json::array();
    for (const ExplainedClaims& found : report.result.explained)
        explained.push_back(
            {{"go", found.candidate.go}, {"changes", changes_of(found.changes)}, {"paths", found.paths}});
    for (const Try& one : report.result.tries)
        tries.push_back({{"go", one.candidate.go},
                         {"changes", changes_of(one.changes)},
                         {"path", one.path},
                         {"sha256", one.built.sha256 ? Json(one.built.sha256->hex()) : Json(nullptr)},
                         {"matches", one.matches},
                         {"failure", text_or_null(one.built.failure)},
                         {"milliseconds", one.took.count()}});
    return json_text({{"format", "verbatim.search/1"},
                      {"release", report.release},
                      {"component", report.component},
                      {"tag", report.tag},
                      {"origin", report.origin},
                      {"declared", report.go_declared},
                      {"pinned", report.go_pinned},
                      {"claimed", report.claimed ? Json(rfc3339_text(*report.claimed)) : Json(nullptr)},
                      {"claimed_problem", text_or_null(report.claimed_problem)},
                      {"go_releases",
                       {{"count", report.go_releases},
                        {"problem", text_or_null(report.go_problem)},
                        {"day_problem", text_or_null(report.go_day_problem)},
                        {"unlisted", report.go_unlisted}}},
                      {"claims", report.claims.size()},
                      {"explained", explained},
                      {"unexplained", report.result.unexplained},
                      {"not_built", report.result.untried},
                      {"tries", tries},
                      {"candidates_left", report.result.left},
                      {"blocked", text_or_null(report.result.blocked)},
                      {"written", text_or_null(report.written)},
                      {"toolchain_written", text_or_null(report.toolchain_written)},
                      {"elapsed_milliseconds", report.elapsed.count()}});
}

}  // namespace verbatim
