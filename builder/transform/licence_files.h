// Which files tell of licences, by their names. Pure.
#pragma once

#include <string>
#include <string_view>

namespace verbatim {

enum class LicenceFile {
    none,
    licence,  // holds the text of a licence: LICENSE, LICENCE.md, COPYING, MIT-LICENSE.txt, UNLICENSE
    notice,   // belongs to one: NOTICE, COPYRIGHT, PATENTS
};

// Of a file's name without folders. Upper and lower case are the same; what is source code or data by its
// ending (license.go, licenses.json) is none.
LicenceFile licence_file(std::string_view name);

// May a folder hold packages that are linked? Not vendor, testdata, node_modules, and what begins with "." or
// "_".
bool holds_packages(std::string_view folder_name);

// What the names above are, for an error that says what was looked for.
inline constexpr const char* licence_names =
    "LICENSE, LICENCE, COPYING, UNLICENSE or …-LICENSE, with any ending";

}  // namespace verbatim
