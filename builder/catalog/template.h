// {name} and {name:N} in definitions: "-X …GitSHA={tag_object:9}". N cuts to the first N characters. "{{" is
// a brace.
#pragma once

#include "base/position.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace verbatim {

// Names that a definition may use where the value is known from the pins: tag, tag_without_v, tag_object,
// commit, branch, and of a build os, arch, name, module, goroot, gopath, home, source; where it is known only
// when earlier actions have run: patched_commit, commit_time, commit_date. An unknown name is an Error
// (definition) at `at`, with a suggestion.
void check_template(std::string_view text, const std::set<std::string>& names, const Position& at);

// Replaces the names that `values` holds; others stay as they are. "{{" becomes "{": for the last time that a
// text is expanded.
std::string expand(std::string_view text, const std::map<std::string, std::string>& values);
// The same for a text that will be expanded once more, when the other names have values: "{{" stays, and a
// brace that comes with a value means itself.
std::string expand_known(std::string_view text, const std::map<std::string, std::string>& values);

// The names that a text still refers to.
std::set<std::string> references(std::string_view text);

}  // namespace verbatim
