#include "catalog/platform.h"

#include <sys/utsname.h>

namespace verbatim {

std::optional<Platform> Platform::parse(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size() || text.size() > 40)
        return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (i != slash && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return std::nullopt;
    }
    return Platform{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

Platform Platform::host() {
    utsname name{};
    ::uname(&name);
    const std::string machine = name.machine;
    return {"linux", machine == "x86_64" ? "amd64" : machine == "aarch64" ? "arm64" : machine};
}

}  // namespace verbatim
