// What the Go checksum database answers: a tree's head, and the record of a module version. Pure; hostile
// input. Format: https://go.dev/design/25530-sumdb, golang.org/x/mod/sumdb/tlog (FormatTree, FormatRecord).
#pragma once

#include "pin/verified_tiles.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim {

// The text of a head's note:
//   go.sum database tree
//   56956853
//   Q1qry5Y9aW4IdlEZUBvxofRrrztpuU54vOmCrfqGnxI=
// Lines after these are passed over. Throws Error (mismatch) where it is none.
TreeHead parse_tree_head(std::string_view text);

struct SumLookup {
    std::uint64_t index = 0;  // of the record in the tree
    std::string record;       // lines as of go.sum, the last line feed included
    std::string note;         // of a tree that holds it; not yet opened
};
// Throws Error (mismatch) where the answer is none.
SumLookup parse_sum_lookup(std::string_view answer);

// "h1:…=" of the record's line "MODULE VERSION h1:…=", which has to be there once. Throws Error (mismatch).
std::string h1_in_record(std::string_view record, const std::string& module, const std::string& version);

}  // namespace verbatim
