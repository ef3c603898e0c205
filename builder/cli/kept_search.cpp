#include "cli/kept_search.h"

#include "base/files.h"
#include "base/text.h"
#include "report/json.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t record_limit = 64U << 20U;

// Branches and projects are plain names; '@' is in neither.
fs::path file_of(const Store& store, const std::string& release, std::string component) {
    std::replace(component.begin(), component.end(), '/', '@');
    return store.folder("searches") / (release + "@" + component + ".json");
}

bool says(const Json& record, const char* key, const std::string& text) {
    const auto found = record.find(key);
    return found != record.end() && found->is_string() && found->get_ref<const std::string&>() == text;
}

std::size_t number(const Json& record, const char* key) {
    return record.value(key, std::size_t{0});
}

}  // namespace

void keep_search(const Store& store, const SearchReport& report) {
    write_file(file_of(store, report.release, report.component), search_json(report));
}

std::optional<ExplainClaimReport::Searched> kept_search(const Store& store, const Release& release,
                                                        const ComponentPin& pin, const std::string& origin) {
    const fs::path file = file_of(store, release.branch, pin.project);
    if (!fs::exists(file)) return std::nullopt;
    try {
        const Json record = Json::parse(read_file(file, record_limit));
        const bool ours = says(record, "format", "verbatim.search/1") && says(record, "origin", origin) &&
                          says(record, "tag", pin.tag.value) && says(record, "pinned", pin.go.value);
        if (!ours) return std::nullopt;
        ExplainClaimReport::Searched searched;
        searched.tries = record.at("tries").size();
        searched.left = number(record, "candidates_left");
        searched.unexplained = record.at("unexplained").size();
        for (const Json& one : record.at("explained"))
            searched.found.push_back(
                {one.at("changes").get<std::vector<std::string>>(), one.at("paths").size()});
        return searched;
    } catch (const Json::exception&) {
        return std::nullopt;  // no record of ours; the next search writes another
    }
}

}  // namespace verbatim
