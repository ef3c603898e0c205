// Takes fields out of a map of a published manifest: strict about what cannot be, and naming the liberties
// that it lets pass. On top of catalog's readers, which know no liberties.
#pragma once

#include "attest/quirk.h"
#include "catalog/reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

class FieldReader {
  public:
    // `what` names the map in errors ("an asset"), `path` its fields in quirks
    // ("status.components[].assets[]").
    FieldReader(const yaml::Node& node, std::string what, std::string path, QuirkNotes& quirks);

    // The field if it says anything; else nothing, and a quirk where it is written though it is empty.
    const yaml::Node* find(const std::string& key);
    // The same, and a quirk where it is left out.
    const yaml::Node* expect(const std::string& key);
    // Throws where it is left out or empty.
    const yaml::Node& need(const std::string& key);
    std::string text(const std::string& key, yaml::Check check);
    std::string expected_text(const std::string& key, yaml::Check check);
    std::string optional_text(const std::string& key, yaml::Check check);
    // Throws where the field is not just this text.
    void equal(const std::string& key, std::string_view value);
    // A field that a cluster fills in: a quirk where it is there.
    void pass_over(const std::string& key);
    void note(Quirk::Kind kind, const std::string& key, const Position& at);
    // Throws where a field was never asked for; call it last.
    void finish() { map_.finish(); }
    [[nodiscard]] const yaml::Node& node() const { return node_; }
    [[nodiscard]] QuirkNotes& quirks() { return quirks_; }
    [[nodiscard]] std::string path(const std::string& key) const {
        return path_.empty() ? key : path_ + "." + key;
    }

  private:
    const yaml::Node& node_;
    std::string what_, path_;
    QuirkNotes& quirks_;
    yaml::MapReader map_;
};

// Checks and conversions of single values, for manifests.
void dns_name(const yaml::Node& value);        // a name that Kubernetes allows
void component_name(const yaml::Node& value);  // letters, digits, ".", "_", "-"
void asset_name(
    const yaml::Node& value);             // the same with "/", "+", "~", "@": a path that stays in its folder
void commit_id(const yaml::Node& value);  // 40 or 64 digits
void archive_uri(const yaml::Node& value);          // SCHEME://…
void image_uri(const yaml::Node& value);            // HOST/REPOSITORY:TAG
void sha512(const yaml::Node& value);               // 128 lower-case digits
void any_text(const yaml::Node& value);             // one line
Digest image_digest(const yaml::Node& node);        // sha256:…
std::int64_t whole_number(const yaml::Node& node);  // from 1, below 2^31, not in quotes
bool truth(const yaml::Node& node);                 // not in quotes

}  // namespace verbatim
