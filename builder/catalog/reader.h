// Takes typed values out of YAML nodes; whatever does not fit is an Error with position and hint. One reader
// a map.
#pragma once

#include "base/digest.h"
#include "catalog/platform.h"
#include "catalog/release.h"
#include "catalog/yaml.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace verbatim::yaml {

// Looks at one text value and throws where it does not fit.
using Check = void (*)(const Node& value);

class MapReader {
  public:
    // `what` names the map in errors: "a project", "a component's pin".
    MapReader(const Node& node, std::string what);

    // Required keys throw where they are missing; the others give nothing.
    const Node& need(const std::string& key);
    const Node* find(const std::string& key);
    Located<std::string> text(const std::string& key, Check check = nullptr);
    std::optional<Located<std::string>> optional_text(const std::string& key, Check check = nullptr);
    // Throws where a key was never asked for; call it last.
    void finish();

  private:
    const Node& node_;
    std::string what_;
    std::set<std::string> asked_;
};

[[noreturn]] void refuse(const Node& node, const std::string& message, const std::string& label = {});
// text that is a single line and not empty
Located<std::string> as_text(const Node& node);
std::vector<Located<std::string>> as_texts(const Node& node);
const Node& as_map(const Node& node, const std::string& what);
const Node& as_list(const Node& node, const std::string& what);
std::int64_t as_number(const Node& node, std::int64_t from, std::int64_t to);
bool as_bool(const Node& node);

// Checks and conversions of single values.
void object_id(const Node& value);        // 40 hexadecimal digits
void contained_path(const Node& value);   // stays inside its folder
void relative_folder(const Node& value);  // the same, or "."
void h1(const Node& value);               // "h1:" and base64 of 32 bytes
void ref_name(const Node& value);         // what git lets a tag be called
void identity(const Node& value);         // "Name <mail>", nothing in it that git would strip
void go_version(const Node& value);       // go1.25 or go1.25.12
void go_minor(const Node& value);         // 1.25
void source_url(const Node& value);       // https://…, http://…, file:///… or embedded:FOLDER
Located<Platform> as_platform(const Node& node);
Located<Digest> as_sha256(const Node& node);
Located<std::int64_t> as_time(const Node& node);  // RFC 3339 in UTC → seconds since 1970

}  // namespace verbatim::yaml
