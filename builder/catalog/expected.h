// What a project knows of its claims beforehand (expected.yaml, docs/formats/expected.md): which are not
// reproduced, why, and until when that is accepted.
#pragma once

#include "base/position.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct Expectation {
    Located<std::string> release;       // a branch
    std::string component;              // "kubernetes-sigs/aws-iam-authenticator"
    std::string path;                   // of one claim; empty: all of the component
    std::string verdict;                // as verify's records name it: "differs", "unbuildable"
    std::string because;                // for people
    std::optional<std::int64_t> until;  // seconds since 1970: from then on it is news again
    Position at;
};

// Throws Error (definition) at the position of what does not fit; two expectations of the same claims do not.
std::vector<Expectation> parse_expected(const std::string& name, std::string_view yaml);

}  // namespace verbatim
