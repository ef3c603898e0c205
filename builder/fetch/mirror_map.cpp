#include "fetch/mirror_map.h"

#include "base/files.h"
#include "base/text.h"

namespace verbatim {

namespace {
void replace(std::string& text, const std::string& name, const std::string& value) {
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
        text.replace(at, name.size(), value);
}
}  // namespace

std::optional<std::filesystem::path> local_mirror(const std::map<std::string, std::string>& mirrors,
                                                  const std::string& url) {
    const std::string* best = nullptr;
    std::string rest;
    std::size_t length = 0;
    for (const auto& [prefix, place] : mirrors) {
        if (!url.starts_with(prefix) || prefix.empty() || prefix.size() < length) continue;
        // "https://host/kubernetes" stands for its own parts, not for those of "kubernetes-sigs".
        const std::string_view after = std::string_view(url).substr(prefix.size());
        if (!prefix.ends_with('/') && !after.empty() && after[0] != '/' && after != ".git") continue;
        best = &place;
        length = prefix.size();
        rest = url.substr(length);
    }
    if (best == nullptr) return std::nullopt;
    while (rest.starts_with("/")) rest.erase(0, 1);
    while (rest.ends_with("/")) rest.pop_back();
    if (rest.ends_with(".git")) rest.resize(rest.size() - 4);
    std::string place = *best;
    if (place.find('{') == std::string::npos && !rest.empty())
        place += place.ends_with("/") ? "{path}" : "/{path}";
    if (place.find('{') == std::string::npos) return place;
    if (!is_contained_path(rest)) return std::nullopt;
    const std::vector<std::string> parts = split(rest, '/');
    const bool needs_two =
        place.find("{owner}") != std::string::npos || place.find("{name}") != std::string::npos;
    if (needs_two && parts.size() < 2) return std::nullopt;
    replace(place, "{path}", rest);
    if (needs_two) {
        replace(place, "{owner}", parts[0]);
        replace(place, "{name}", parts[1]);
    }
    return place;
}

}  // namespace verbatim
