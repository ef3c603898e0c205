#include "base/error.h"
#include "base/text.h"
#include "catalog/nightly.h"
#include "catalog/reader.h"
#include "catalog/yaml.h"

#include <set>

namespace verbatim {

namespace {

using yaml::MapReader;
using yaml::Node;

constexpr std::int64_t most_rounds = 1000;

std::vector<Located<std::string>> names(const Node* list) {
    if (list == nullptr) return {};
    std::vector<Located<std::string>> all = yaml::as_texts(*list);
    if (all.empty()) yaml::refuse(*list, "the list is empty", "leave it out for all of them");
    std::set<std::string> seen;
    for (const Located<std::string>& one : all)
        if (!seen.insert(one.value).second)
            throw Error(Failure::definition, "\"" + one.value + "\" is named twice").at(one.at, "here again");
    return all;
}

// "6h", "30m", "90s".
std::chrono::seconds duration(const Node& node) {
    const std::string text = yaml::as_text(node).value;
    std::int64_t number = 0;
    std::size_t at = 0;
    while (at < text.size() && at < 6 && is_digit(text[at])) number = number * 10 + (text[at++] - '0');
    const std::string unit = text.substr(at);
    const std::int64_t seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (number < 1 || seconds == 0)
        yaml::refuse(node, "\"" + text + "\" is no time", "expected something like 6h or 30m");
    return std::chrono::seconds(number * seconds);
}

std::optional<NightlyVary> variation(const Node* node) {
    NightlyVary vary;
    if (node == nullptr) return vary;
    if (node->kind == Node::Kind::text) {
        if (!yaml::as_bool(*node)) return std::nullopt;
        return vary;
    }
    MapReader reader(*node, "a variation");
    if (const Node* rounds = reader.find("rounds"))
        vary.rounds = static_cast<int>(yaml::as_number(*rounds, 2, most_rounds));
    vary.axes = names(reader.find("axes"));
    reader.finish();
    return vary;
}

}  // namespace

NightlySettings parse_nightly(const std::string& name, std::string_view text) {
    const Node root = yaml::parse(name, text);
    MapReader reader(root, "the configuration of a night");
    NightlySettings night;
    const auto optional = [&](const char* key) {
        const auto found = reader.optional_text(key);
        return found ? found->value : std::string();
    };
    night.name = optional("name");
    night.releases = names(reader.find("releases"));
    night.components = names(reader.find("components"));
    if (const Node* platforms = reader.find("platforms"))
        for (const Node& one : yaml::as_list(*platforms, "a list of platforms").items)
            night.platforms.push_back(yaml::as_platform(one));
    if (const Node* budget = reader.find("budget")) night.budget = duration(*budget);
    night.vary = variation(reader.find("vary"));
    night.history = optional("history");
    night.report = optional("report");
    night.address = optional("address");
    night.metrics = optional("metrics");
    if (const Node* newer = reader.find("newer")) night.newer = yaml::as_bool(*newer);
    if (const Node* notify = reader.find("notify")) night.notify = read_notify(*notify);
    reader.finish();
    return night;
}

}  // namespace verbatim
