#include "store/du.h"

#include "store/folders.h"

#include <array>
#include <numeric>

namespace fs = std::filesystem;

namespace verbatim {

std::uint64_t DuReport::bytes() const {
    return std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Kind& kind) { return sum + kind.bytes; });
}

DuReport du(const Store& store) {
    constexpr std::array<std::pair<const char*, const char*>, 8> known{{{"blobs", "blobs"},
                                                                        {"trees", "shared trees"},
                                                                        {"mirrors", "mirrors"},
                                                                        {"modules", "modules"},
                                                                        {"outcomes", "outcomes"},
                                                                        {"logs", "logs"},
                                                                        {"locks", "locks"},
                                                                        {"tmp", "tmp"}}};
    DuReport report;
    report.store = store.root().string();
    folders::Amount other;
    for (const fs::path& path : folders::below(store.root())) other += folders::amount(path);
    for (const auto& [folder, name] : known) {
        const folders::Amount amount = folders::amount(store.root() / folder);
        report.kinds.push_back({name, amount.files, amount.bytes});
        other.files -= std::min(other.files, amount.files);
        other.bytes -= std::min(other.bytes, amount.bytes);
    }
    report.kinds.push_back({"other", other.files, other.bytes});
    return report;
}

}  // namespace verbatim
