// Which of a Run's circumstances cannot be others on this machine.
#pragma once

#include <string>

namespace verbatim {

// Why not, in words; empty: it can.
struct CannotVary {
    std::string processors, directories, kernel;
};
CannotVary what_cannot_vary();

}  // namespace verbatim
