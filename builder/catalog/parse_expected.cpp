#include "base/error.h"
#include "base/text.h"
#include "catalog/expected.h"
#include "catalog/reader.h"
#include "catalog/yaml.h"

#include <map>
#include <tuple>

namespace verbatim {

namespace {

using yaml::MapReader;
using yaml::Node;

void verdict(const Node& value) {
    static const std::vector<std::string> names = {"equivalent", "differs", "failed", "unbuildable",
                                                   "missing"};
    for (const std::string& name : names)
        if (value.text == name) return;
    Error error(Failure::definition, "\"" + value.text + "\" is no verdict that can be expected");
    error.at(value.at, "expected one of " + join(names, ", "));
    if (const auto meant = suggestion(value.text, names)) error.note("Did you mean " + *meant + "?");
    throw error;
}

Expectation expectation(const Node& node) {
    MapReader reader(node, "an expectation");
    Expectation one;
    one.at = node.at;
    one.release = reader.text("release");
    one.component = reader.text("component", yaml::contained_path).value;
    if (const auto path = reader.optional_text("path")) one.path = path->value;
    one.verdict = reader.text("verdict", verdict).value;
    one.because = reader.text("because").value;
    if (const Node* until = reader.find("until")) one.until = yaml::as_time(*until).value;
    reader.finish();
    return one;
}

}  // namespace

std::vector<Expectation> parse_expected(const std::string& name, std::string_view text) {
    const Node root = yaml::parse(name, text);
    MapReader reader(root, "the expectations");
    std::vector<Expectation> all;
    std::map<std::tuple<std::string, std::string, std::string>, Position> seen;
    for (const Node& item : yaml::as_list(reader.need("expected"), "a list of expectations").items) {
        Expectation one = expectation(item);
        const auto [before, fresh] = seen.try_emplace({one.release.value, one.component, one.path}, one.at);
        if (!fresh)
            throw Error(Failure::definition, "the same claims are expected twice")
                .at(one.at, "here, and in line " + std::to_string(before->second.line));
        all.push_back(std::move(one));
    }
    reader.finish();
    return all;
}

}  // namespace verbatim
