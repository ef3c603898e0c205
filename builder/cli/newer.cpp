#include "cli/newer.h"

#include "base/digest.h"
#include "base/files.h"
#include "report/json.h"

#include <map>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t largest_file = 1U << 20U;

// A file that cannot be read is as none: then something is told a second time, which is better than never.
std::map<std::string, std::string> read_told(const fs::path& file) {
    std::map<std::string, std::string> told;
    if (!fs::exists(file)) return told;
    const Json record = Json::parse(read_file(file, largest_file), nullptr, false);
    if (!record.is_object()) return told;
    for (const auto& [release, digest] : record.items())
        if (digest.is_string()) told[release] = digest.get<std::string>();
    return told;
}

std::string digest_of(const Announcement& announcement) {
    return sha256(announcement.subject + "\n" + announcement.message).hex();
}

}  // namespace

WhatIsNewer what_is_newer(Workspace& workspace, const std::vector<std::string>& releases,
                          const fs::path& told) {
    const auto known = read_told(told);
    FetchContext context = workspace.fetch_context({});
    WhatIsNewer all;
    for (const std::string& release : releases) {
        const Release lock = workspace.catalog().release(release);
        const Outdated outdated = find_outdated(workspace.catalog(), lock, context);
        if (outdated.distro && outdated.distro->number_is > 0)
            all.published.push_back({release, outdated.distro->number_is, 0,
                                     lock.distro.source.value + "@" + outdated.distro->is});
        const auto announcement = announce_newer(outdated);
        if (!announcement) continue;
        const auto last = known.find(release);
        if (last == known.end() || last->second != digest_of(*announcement))
            all.news.push_back({release, *announcement});
    }
    return all;
}

void remember_newer(const std::vector<Newer>& newer, const fs::path& told) {
    if (newer.empty()) return;
    auto known = read_told(told);
    for (const Newer& one : newer) known[one.release] = digest_of(one.announcement);
    write_file(told, json_text(Json(known)));
}

}  // namespace verbatim
