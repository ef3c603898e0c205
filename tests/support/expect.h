// For tests: the Error that a call throws.
#pragma once

#include "base/error.h"

#include <stdexcept>

namespace verbatim::test {

template <typename Call>
Error thrown_by(Call&& call) {
    try {
        (void)call();
    } catch (const Error& error) {
        return error;
    }
    throw std::logic_error("no Error was thrown");
}

}  // namespace verbatim::test
