#include "transform/licence_kinds.h"

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

// A name that ends with "-" or "." stands for all that begin with it. The first that fits decides: the
// restricted ones come first, so that BSD-Protection is not taken for a BSD.
constexpr auto restricted = std::to_array<std::string_view>(
    {"AGPL-",         "Aladdin",     "Aladdin-",      "Anti996",   "BSD-Protection", "BUSL-",
     "CAL-",          "CC-BY-NC-",   "CC-BY-ND-",     "CC-BY-SA-", "CECILL-1.",      "CECILL-2.",
     "CERN-OHL-S-",   "CPAL-",       "CommonsClause", "D-FSL-",    "EUPL-",          "GFDL-",
     "GPL",           "GPL-",        "Hippocratic-",  "LGPL-",     "LGPLLR",         "LiLiQ-R-",
     "LiLiQ-Rplus-",  "NGPL",        "NPL-",          "NPOSL-",    "OSL-",           "Parity-",
     "PolyForm-",     "Prosperity-", "QPL-",          "RPL-",      "RPSL-",          "SISSL",
     "SISSL-",        "SSPL-",       "SimPL-",        "Sleepycat", "SugarCRM-",      "Watcom-",
     "copyleft-next-"});
constexpr auto reciprocal = std::to_array<std::string_view>(
    {"APSL-", "CDDL-", "CPL-", "EPL-", "ErlPL-", "FreeImage", "IPL-", "MPL-", "MS-RL", "Ruby", "SPL-"});
constexpr auto permissive = std::to_array<std::string_view>({"0BSD",
                                                             "AFL-",
                                                             "Apache-",
                                                             "Artistic-",
                                                             "BSD",
                                                             "BSD-",
                                                             "BSL-1.0",
                                                             "BlueOak-",
                                                             "CC-BY-1.0",
                                                             "CC-BY-2.0",
                                                             "CC-BY-2.5",
                                                             "CC-BY-3.0",
                                                             "CC-BY-4.0",
                                                             "CC-PDDC",
                                                             "CC0-",
                                                             "CDLA-Permissive-",
                                                             "ECL-",
                                                             "FSFAP",
                                                             "FTL",
                                                             "HPND",
                                                             "ICU",
                                                             "IJG",
                                                             "ISC",
                                                             "ImageMagick",
                                                             "Info-ZIP",
                                                             "JSON",
                                                             "Libpng",
                                                             "LPL-",
                                                             "MIT",
                                                             "MIT-",
                                                             "MIT-0",
                                                             "MS-PL",
                                                             "MulanPSL-",
                                                             "NCSA",
                                                             "NTP",
                                                             "NTP-",
                                                             "Naumen",
                                                             "OFL-",
                                                             "OLDAP-2.8",
                                                             "OpenSSL",
                                                             "PDDL-",
                                                             "PHP-",
                                                             "PSF-",
                                                             "PostgreSQL",
                                                             "Python-",
                                                             "SMLNJ",
                                                             "TCL",
                                                             "UPL-",
                                                             "Unlicense",
                                                             "Unicode-DFS-",
                                                             "Unicode-TOU",
                                                             "W3C",
                                                             "W3C-",
                                                             "X11",
                                                             "XFree86-",
                                                             "Xnet",
                                                             "ZPL-",
                                                             "Zlib",
                                                             "blessing",
                                                             "bzip2-",
                                                             "curl",
                                                             "libpng-",
                                                             "libtiff",
                                                             "zlib-acknowledgement",
                                                             "GooglePatentClause",
                                                             "GooglePatentsFile"});

template <typename List>
bool fits(const List& list, std::string_view spdx) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view name) {
        return name.ends_with('-') || name.ends_with('.') ? spdx.starts_with(name) : spdx == name;
    });
}

// What licensecheck has beyond the SPDX list (its licenses/README.md).
constexpr auto not_of_spdx = std::to_array<std::string_view>(
    {"Aladdin-9", "Anti996", "BSD-1-Clause-Clear", "BSD-3-Clause-NoTrademark", "CC-BY-NC-SA-3.0-US",
     "CommonsClause", "GPL-2.0-or-3.0", "GooglePatentClause", "GooglePatentsFile", "LGPL-2.0-or-3.0",
     "MIT-NoAd", "Prosperity-3.0.0"});

}  // namespace

std::string spdx_id(const std::string& classified) {
    const bool known = std::find(not_of_spdx.begin(), not_of_spdx.end(), classified) == not_of_spdx.end();
    return known ? classified : "LicenseRef-" + classified;
}

LicenceKind licence_kind(std::string_view classified) {
    if (fits(restricted, classified)) return LicenceKind::restricted;
    if (fits(reciprocal, classified)) return LicenceKind::reciprocal;
    if (fits(permissive, classified)) return LicenceKind::permissive;
    return LicenceKind::unlisted;
}

std::string_view name_of(LicenceKind kind) {
    switch (kind) {
        case LicenceKind::permissive:
            return "permissive";
        case LicenceKind::reciprocal:
            return "reciprocal";
        case LicenceKind::restricted:
            return "restricted";
        case LicenceKind::unlisted:
            break;
    }
    return "unlisted";
}

}  // namespace verbatim
