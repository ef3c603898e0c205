// How every JSON text of Verbatim is written: keys in the order given, ASCII only, so that names from outside
// bring no byte to a terminal that could steer it; what is not UTF-8 is replaced.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace verbatim {

using Json = nlohmann::ordered_json;

// `indent` -1: all in one line. Ends in '\n'.
inline std::string json_text(const Json& record, int indent = 2) {
    return record.dump(indent, ' ', true, Json::error_handler_t::replace) + "\n";
}

inline Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace verbatim
