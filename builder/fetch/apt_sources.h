// Which Debian mirrors this machine uses, read from apt's own settings (sources.list(5)). The parser is pure.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace verbatim {

struct DebianMirrors {
    std::string main;  // the root above dists/ and pool/, without a trailing slash; empty: none found
    std::string security;
};

// One-line style (*.list) and deb822 style (*.sources). Only archives that look like Debian's own count: a
// suite of a release with the component main, under a path that names Debian.
void parse_apt_list(std::string_view text, DebianMirrors& mirrors);
void parse_apt_deb822(std::string_view text, DebianMirrors& mirrors);

// `etc_apt`: /etc/apt, or a folder like it.
DebianMirrors find_debian_mirrors(const std::filesystem::path& etc_apt);

// The root of an archive ("main", "security"): `setting`, else apt's; without a slash at its end. Throws
// Error (unavailable) with the remedy where neither names one.
std::string debian_mirror_in_force(const std::string& archive, const std::string& setting);

}  // namespace verbatim
