#include "inspect/stamps.h"

namespace verbatim {

std::vector<StampDifference> compare_stamps(const std::map<std::string, std::string>& expected,
                                            const BuildInfo& info) {
    std::vector<StampDifference> differences;
    for (const auto& [key, value] : expected) {
        if (key != "go" && info.settings.empty()) continue;
        const auto setting = info.settings.find(key);
        const std::string found = key == "go"                      ? info.go
                                  : setting == info.settings.end() ? ""
                                                                   : setting->second;
        if (found != value) differences.push_back({key, value, found});
    }
    return differences;
}

}  // namespace verbatim
