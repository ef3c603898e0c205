// JSON from outside, read with bounds: how long, how deep, which types. Private to the room and to those who
// have to read more of an image's config than oci.h tells.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim::oci {

// Throws Error (mismatch) "WHAT cannot be used: …" where the text is no JSON object, longer than
// document_limit, or deeper than 32.
nlohmann::json parse_document(std::string_view text, const std::string& what);

// The same for a list, as docker archives have it.
nlohmann::json parse_list(std::string_view text, const std::string& what);

// A member of an object. Throws the same where it is there and of another type, or longer than 64 KiB.
std::string text_member(const nlohmann::json& object, const char* name, const std::string& what);
// Null and absent are an empty array; more than `most` are refused.
nlohmann::json array_member(const nlohmann::json& object, const char* name, std::size_t most,
                            const std::string& what);
// Null and absent are an empty object.
nlohmann::json object_member(const nlohmann::json& object, const char* name, const std::string& what);

}  // namespace verbatim::oci
