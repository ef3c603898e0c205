#include "plan/pin_values.h"

#include "base/error.h"
#include "catalog/template.h"

#include <fmt/chrono.h>

#include <set>
#include <string_view>
#include <utility>

namespace verbatim {

namespace {

std::string_view leading_digits(std::string_view text) {
    return text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
}

// "1" and "27" of v1.27.16; both empty where the tag does not begin so.
std::pair<std::string, std::string> version_numbers(std::string_view tag) {
    if (tag.starts_with("v")) tag.remove_prefix(1);
    const std::string_view major = leading_digits(tag);
    tag.remove_prefix(major.size());
    if (major.empty() || !tag.starts_with(".")) return {};
    const std::string_view minor = leading_digits(tag.substr(1));
    if (minor.empty()) return {};
    return {std::string(major), std::string(minor)};
}

// Every symbol that a template of the project names.
std::set<std::string> named_symbols(const Project& project) {
    std::set<std::string> names;
    const auto add = [&names](const std::string& text) { names.merge(references(text)); };
    const auto add_values = [&add](const std::map<std::string, std::string>& values) {
        for (const auto& [name, value] : values) add(value);
    };
    for (const Marker& marker : project.markers) add(marker.path);
    for (const ModuleBuild& build : project.builds) {
        for (const std::string& flag : build.ldflags) add(flag);
        for (const std::string& flag : build.flags) add(flag);
        for (const std::string& word : build.run) add(word);
        if (!build.is_go())
            for (const auto& [name, path] : build.binaries) add(path.value);
        add_values(build.environment);
    }
    for (const PrepareStep& step : project.prepare) {
        for (const std::string& word : step.run) add(word);
        add_values(step.environment);
    }
    return names;
}

}  // namespace

std::map<std::string, std::string> pin_values(const ComponentPin& pin, const Project& project,
                                              const std::string& branch) {
    const std::string& tag = pin.tag.value;
    const auto [major, minor] = version_numbers(tag);
    if (major.empty())
        for (const std::string& name : named_symbols(project))
            if (name == "tag_major" || name == "tag_minor")
                throw Error(Failure::definition, "the tag " + tag + " has no {" + name + "}")
                    .at(pin.tag.at, "expected a tag such as v1.27.16")
                    .note("The project " + project.name + " names it.");
    if (!pin.has_tag_object() && named_symbols(project).contains("tag_object"))
        throw Error(Failure::definition, "the pin of " + project.name + " has no {tag_object}")
            .at(pin.tag.at, "the object of this tag is not pinned")
            .note("The project " + project.name + " names it.")
            .next("`verbatim pin " + branch + " " + project.name + " --tag " + tag +
                  "` reads it from upstream");
    const std::time_t time = pin.commit_time.value;
    return {{"tag", tag},
            {"tag_without_v", tag.starts_with("v") ? tag.substr(1) : tag},
            {"tag_object", pin.tag_object.value},
            {"tag_major", major},
            {"tag_minor", minor},
            {"commit", pin.commit.value},
            {"pinned_time", std::to_string(pin.commit_time.value)},
            {"pinned_date", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time))},
            {"branch", branch}};
}

}  // namespace verbatim
