#include "inspect/stamps.h"

#include <charconv>
#include <string_view>

namespace verbatim {

namespace {

// Go 1.17 and older stamp no settings. A release that is not of the form go1.N counts as newer, so that its
// settings are asked for.
bool stamps_settings(std::string_view go) {
    if (!go.starts_with("go1.")) return true;
    unsigned minor = 0;
    const auto [end, error] = std::from_chars(go.data() + 4, go.data() + go.size(), minor);
    return error != std::errc() || minor >= 18;
}

}  // namespace

std::vector<StampDifference> compare_stamps(const std::map<std::string, std::string>& expected,
                                            const BuildInfo& info) {
    std::vector<StampDifference> differences;
    for (const auto& [key, value] : expected) {
        if (key != "go" && !stamps_settings(info.go)) continue;
        const auto setting = info.settings.find(key);
        const std::string found = key == "go"                      ? info.go
                                  : setting == info.settings.end() ? ""
                                                                   : setting->second;
        if (found != value) differences.push_back({key, value, found});
    }
    return differences;
}

}  // namespace verbatim
