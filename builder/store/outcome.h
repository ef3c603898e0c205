// What an action came to: trees and values by name. Stored under the action's run digest, only where it
// succeeded.
#pragma once

#include "base/digest.h"
#include "store/made_of.h"

#include <cstdint>
#include <map>
#include <string>

namespace verbatim {

struct Outcome {
    std::string action;                   // its name, for people
    std::map<std::string, Digest> trees;  // outputs: "tree", "bin", "vendor"
    std::map<std::string, std::string>
        values;                     // results that later actions refer to: patched_commit, commit_time
    std::int64_t milliseconds = 0;  // how long it took when it was made
    std::string made_at;            // RFC 3339, UTC
    bool cold = true;  // false: of a program whose builds shared a compiler cache; it counts for nothing
    MadeOf made_of{};  // what the run digest is made of; of older outcomes not known

    [[nodiscard]] std::string to_json() const;
    // Throws Error (store) on anything that to_json() does not write.
    static Outcome from_json(std::string_view text, const std::string& name);
};

}  // namespace verbatim
