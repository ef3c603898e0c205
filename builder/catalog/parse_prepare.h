// Parts of a project that its parser shares: a command and its environment, and the steps that prepare a
// source (docs/formats/project.md).
#pragma once

#include "catalog/project.h"
#include "catalog/yaml.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

// The symbols of templates that are known from the pins alone; and those of a command that prepares a source,
// which knows the built commit as well.
const std::set<std::string>& pin_names();
std::set<std::string> prepare_names();

// The words of a command, each a template of the symbols `names`; never none.
std::vector<std::string> parse_command(const yaml::Node& node, const std::set<std::string>& names);

// Variables by name, put over those of `into`; each value is a template of the symbols `names`.
void parse_environment(const yaml::Node& node, const std::set<std::string>& names,
                       std::map<std::string, std::string>& into);

// The list under the key `prepare`. `root`: the project's builder root.
std::vector<PrepareStep> parse_prepare(const yaml::Node& node, const Located<std::string>& root);

}  // namespace verbatim
