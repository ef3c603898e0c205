#include "cause/cause.h"

#include <array>

namespace verbatim {

std::string_view to_string(Cause::Kind kind) {
    static constexpr std::array<std::string_view, 34> names = {
        "platform", "program",      "go",      "commit",     "dirty",       "vcs",       "version",
        "cgo",      "architecture", "tags",    "trimpath",   "vendored",    "modules",   "ldflag",
        "build id", "setting",      "symbols", "code",       "string",      "platforms", "base layer",
        "config",   "content",      "members", "permission", "format",      "names",     "order",
        "times",    "owners",       "modes",   "layers",     "compression", "cut short"};
    const auto place = static_cast<std::size_t>(kind);
    return place < names.size() ? names.at(place) : "bytes";
}

}  // namespace verbatim
