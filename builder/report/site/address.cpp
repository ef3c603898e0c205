#include "report/site/address.h"

#include "base/digest.h"

#include <algorithm>
#include <string_view>

namespace verbatim {

namespace {

// Lower case alone, as some file systems do not tell the two apart.
bool all_of_plain(std::string_view text, std::string_view more) {
    return !text.empty() && text.size() <= 60 && text.front() != '.' &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      more.find(c) != std::string_view::npos;
           });
}

// For any other name: what can be read of it, made different by a digest.
std::string other_name(std::string_view prefix, const std::string& name) {
    std::string text = std::string(prefix) + sha256(name).hex().substr(0, 16) + "-";
    for (std::size_t i = 0; i < name.size() && i < 40; ++i)
        text += all_of_plain(name.substr(i, 1), "") ? name[i] : '-';
    return text;
}

}  // namespace

std::string page_name(const std::string& component) {
    const std::size_t slash = component.find('/');
    const std::string_view name(component);
    // No '_' before the one that stands for '/', and one always: so no two give the same.
    if (slash != std::string::npos && all_of_plain(name.substr(0, slash), ".-") &&
        all_of_plain(name.substr(slash + 1), "._-"))
        return component.substr(0, slash) + "_" + component.substr(slash + 1) + ".html";
    return other_name("x-", component) + ".html";
}

std::string unit_anchor(const UnitName& unit) {
    const std::size_t slash = unit.platform.find('/');
    const std::string_view platform(unit.platform);
    // The last two parts are the platform.
    if (slash != std::string::npos && all_of_plain(unit.release, ".-") &&
        all_of_plain(platform.substr(0, slash), "") && all_of_plain(platform.substr(slash + 1), ""))
        return unit.release + "-" + unit.platform.substr(0, slash) + "-" + unit.platform.substr(slash + 1);
    // NUL is in no name that is shown, and keeps the two apart.
    return other_name("u_", unit.release + '\0' + unit.platform);
}

}  // namespace verbatim
