#include "patch/summary.h"

#include <regex>
#include <set>

namespace verbatim::patch {

namespace {

// A message may be long and hostile: std::regex recurses over what it matches, so it sees a line at a time,
// and of that the beginning.
void find_names(const std::string& text, std::set<std::string>& names) {
    static const std::regex pattern("CVE-[0-9]{4}-[0-9]{4,9}|GHSA(-[23456789cfghjmpqrvwx]{4}){3}");
    constexpr std::size_t longest = 4096;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, std::min(end - at, longest));
        for (std::sregex_iterator match(line.begin(), line.end(), pattern), last; match != last; ++match)
            names.insert(match->str());
        at = end + 1;
    }
}

}  // namespace

std::vector<Summary> summarise(const PatchFile& file) {
    std::vector<Summary> all;
    for (const Mail& mail : read_mails(file)) {
        std::set<std::string> paths, names;
        for (const FileChange& change : parse_diff(mail))
            for (const std::string& path : {change.old_path, change.new_path})
                if (!path.empty()) paths.insert(path);
        find_names(mail.message, names);
        find_names(file.name, names);
        all.push_back({file.name,
                       mail.author,
                       mail.subject(),
                       {paths.begin(), paths.end()},
                       {names.begin(), names.end()}});
    }
    return all;
}

}  // namespace verbatim::patch
