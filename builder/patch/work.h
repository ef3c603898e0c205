// Counts what a series costs, so that a hostile one ends in an error and not in hours.
#pragma once

#include "base/error.h"
#include "patch/bounds.h"

#include <cstdint>

namespace verbatim::patch {

class Work {
  public:
    void add(std::uint64_t steps) {
        done_ += steps;
        if (done_ > bounds::work)
            throw Error(Failure::mismatch, "the patches are given up: to apply them takes too long")
                .note("Patches that somebody wrote never take as long; these look made to.");
    }

  private:
    std::uint64_t done_ = 0;
};

}  // namespace verbatim::patch
