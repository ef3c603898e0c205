// What a licence asks of who passes a program on, in three sorts, after the sorts of google/licenseclassifier
// and of the licence texts themselves. Pure; no legal advice.
#pragma once

#include <string>
#include <string_view>

namespace verbatim {

enum class LicenceKind {
    permissive,  // notices and texts are to be kept: MIT, BSD, Apache
    reciprocal,  // changes to its own files stay under it: MPL, EPL, CDDL
    restricted,  // asks more of the whole program or of its use: GPL, LGPL, AGPL, SSPL, BUSL, …-NC-…
    unlisted,    // known to the classifier, judged by nobody: for a person to look at
};

// What the classifier calls a licence, as SPDX writes it: "LicenseRef-…" where SPDX has no name for it.
std::string spdx_id(const std::string& classified);

// Of what the classifier calls it.
LicenceKind licence_kind(std::string_view classified);
std::string_view name_of(LicenceKind kind);

}  // namespace verbatim
