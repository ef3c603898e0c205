// Liberties that a published manifest takes and that say nothing about what was released: accepted when it is
// read, named, and never a difference (docs/formats/release-manifest.md).
#pragma once

#include "base/position.h"

#include <cstddef>
#include <string>
#include <vector>

namespace verbatim {

struct Quirk {
    enum class Kind {
        key_order,      // the keys of a map are not sorted
        list_order,     // components, assets or architectures are not sorted
        date_form,      // RFC 3339, but not in UTC in whole seconds
        left_out,       // a field that ours always have
        written_empty,  // "", [], {} or null rather than left out
        loose_form,     // a text that is not in the form that ours have
        of_a_cluster,   // a field that a Kubernetes API server fills in; passed over
    };
    Kind kind = Kind::key_order;
    std::string field;      // "status.components[].gitCommit"; empty: of the whole text
    std::size_t times = 1;  // how often in the text
    Position first;
};

// "status.components[].gitCommit is left out, 12 times"
std::string quirk_text(const Quirk& quirk);

// Gathers quirks while a text is read: the same one of the same field becomes one entry, at its first place.
class QuirkNotes {
  public:
    void note(Quirk::Kind kind, const std::string& field, const Position& at);
    [[nodiscard]] std::vector<Quirk> take() { return std::move(quirks_); }

  private:
    std::vector<Quirk> quirks_;  // few: a kind and a field with it
};

}  // namespace verbatim
