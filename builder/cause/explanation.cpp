#include "cause/explanation.h"

#include "base/text.h"

#include <algorithm>

namespace verbatim {

std::string_view to_string(Explanation::Subject subject) {
    switch (subject) {
        case Explanation::Subject::binary:
            return "binary";
        case Explanation::Subject::archive:
            return "archive";
        case Explanation::Subject::image:
            return "image";
        case Explanation::Subject::folder:
            return "folder";
        case Explanation::Subject::file:
            return "file";
        case Explanation::Subject::different:
            break;
    }
    return "different";
}

namespace {

// Of one file, that it has other bytes and no more.
bool is_other_bytes(const Cause& cause) {
    return cause.kind == Cause::Kind::content && cause.paths.size() == 1;
}

}  // namespace

std::vector<Cause> joined_causes(std::vector<Cause> own, const std::vector<Explanation>& parts) {
    std::erase_if(own, [&](const Cause& cause) {
        return is_other_bytes(cause) && std::any_of(parts.begin(), parts.end(), [&](const Explanation& part) {
                   return printable(part.path) == cause.paths[0] && !part.causes.empty();
               });
    });
    // Those that nobody looked into are one.
    const auto first = std::find_if(own.begin(), own.end(), is_other_bytes);
    for (auto one = first == own.end() ? own.end() : first + 1; one != own.end(); ++one)
        if (is_other_bytes(*one)) first->paths.push_back(one->paths[0]);
    if (first != own.end()) own.erase(std::remove_if(first + 1, own.end(), is_other_bytes), own.end());
    for (const Explanation& part : parts)
        for (const Cause& cause : part.causes) {
            // A part of a part has its paths already.
            std::vector<std::string> paths = cause.paths;
            for (std::string& path : paths) path = printable(part.path) + "/" + path;
            if (paths.empty()) paths.push_back(printable(part.path));
            const auto known = std::find_if(own.begin(), own.end(), [&](const Cause& one) {
                return one.kind == cause.kind && one.text == cause.text && !one.paths.empty();
            });
            if (known == own.end()) {
                own.push_back(cause);
                own.back().paths = std::move(paths);
            } else {
                known->paths.insert(known->paths.end(), paths.begin(), paths.end());
            }
        }
    std::stable_sort(own.begin(), own.end(), [](const Cause& a, const Cause& b) {
        return a.kind != b.kind ? a.kind < b.kind : a.paths.size() > b.paths.size();
    });
    return own;
}

}  // namespace verbatim
