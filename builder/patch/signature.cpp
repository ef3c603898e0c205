#include "patch/mail.h"

#include <fmt/format.h>

#include <cstdlib>

namespace verbatim::patch {

std::string Signature::str() const {
    const int minutes = std::abs(zone);
    return fmt::format("{} <{}> {} {}{:02}{:02}", name, mail, time, zone < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
}

}  // namespace verbatim::patch
