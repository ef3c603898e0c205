// What a run digest was made of, kept beside the outcome so that `verbatim why` can say later what has
// changed since. For people: a digest is never made from it. Unaware of what the fields mean.
#pragma once

#include "base/digest.h"

#include <string>
#include <vector>

namespace verbatim {

struct MadeOf {
    // One field of the operation. A list's elements stand in order; of a nested record each is one text.
    struct Field {
        std::string name;
        bool is_list = false;
        std::vector<std::string> values;  // where it is no list: exactly one
        bool operator==(const Field&) const = default;
    };
    struct Tree {
        std::string name, output;       // of the input, and of the action that it comes from
        std::vector<std::string> only;  // where not empty: just these paths of it
        Digest digest;
        bool operator==(const Tree&) const = default;
    };
    std::string operation;  // "fetch-commit", "run" …; empty: not known
    std::vector<Field> fields;
    std::vector<Tree> inputs;

    [[nodiscard]] bool known() const { return !operation.empty(); }
    bool operator==(const MadeOf&) const = default;
};

}  // namespace verbatim
