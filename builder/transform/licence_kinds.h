// What a licence asks of who passes a program on, in three sorts, after the sorts of google/licenseclassifier
// and of the licence texts themselves. Pure; no legal advice.
#pragma once

#include <string_view>

namespace verbatim {

enum class LicenceKind {
    permissive,  // notices and texts are to be kept: MIT, BSD, Apache
    reciprocal,  // changes to its own files stay under it: MPL, EPL, CDDL
    restricted,  // asks more of the whole program or of its use: GPL, LGPL, AGPL, SSPL, BUSL, …-NC-…
    unlisted,    // known to the classifier, judged by nobody: for a person to look at
};

// Of an SPDX identifier.
LicenceKind licence_kind(std::string_view spdx);
std::string_view name_of(LicenceKind kind);

}  // namespace verbatim
