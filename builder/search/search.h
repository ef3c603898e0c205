// Which inputs give published bits? Tries candidates on the cheapest artifact first, and confirms what
// matches on all claims. Pure but for `build`, which makes what it is given.
#pragma once

#include "base/digest.h"
#include "search/candidates.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// What came of a build: path as in CHECKSUMS → digest, or why there is none.
struct BuiltArtifact {
    std::optional<Digest> sha256;
    std::string failure;
    std::uint64_t size = 0;  // bytes; of what was built
    bool of_input = false;   // no command failed, but an input was not to be had: a module, a patch that fits
};
using BuiltArtifacts = std::map<std::string, BuiltArtifact>;

struct Try {
    Candidate candidate;
    std::vector<std::string> changes;  // as of changes()
    std::string path;                  // of the artifact
    BuiltArtifact built;
    bool matches = false;
    std::chrono::milliseconds took{0};
};

// Claims that the same inputs reproduce.
struct ExplainedClaims {
    Candidate candidate;
    std::vector<std::string> changes;  // empty: the pins as they are
    std::vector<std::string> paths;
};

struct SearchResult {
    std::vector<ExplainedClaims> explained;
    std::vector<std::string> unexplained;  // paths
    std::vector<std::string> untried;      // paths that no build makes
    std::vector<Try> tries;
    std::size_t left = 0;  // candidates that were not tried: `blocked`, or the budget left no time for them
    std::string blocked;   // why nothing can be built, where try after try lacked an input; may be empty
};

struct Search {
    PlanInputs inputs;                     // of one component
    std::map<std::string, Digest> claims;  // path → published
    std::vector<std::string> go;           // likely releases in order
    // Gets inputs whose toolchain may be in no `toolchains` yet: the Go release of the one component says
    // which.
    std::function<BuiltArtifacts(const PlanInputs&)> build;
    std::function<void(const Try&)> on_try;  // told as it happens
    std::function<bool()> out_of_time;       // asked before each try
};

SearchResult search(const Search& search);

}  // namespace verbatim
