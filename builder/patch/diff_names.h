// File names in the headers of diffs, found as `git apply` finds them: quoted or not, with a prefix such as
// "a/" to strip, with a timestamp behind them as GNU diff writes it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace verbatim::patch {

// Of a line after its keyword ("--- ", "rename from "), with its '\n'. `strip` folders are taken off the
// front. Empty where there is no name. An unquoted name ends at a tab, or only with the line.
enum class NameEnds { at_tab, with_line };
std::string name_of(std::string_view rest, int strip, NameEnds ends);

// The same of a traditional diff, where a time may follow. `other` is the name on the other side, perhaps
// empty: it is taken where it is a shorter form of this one ("file" of "file.orig"), or where there is none.
std::string traditional_name(std::string_view rest, int strip, const std::string& other);

// What stands twice on "diff --git a/NAME b/NAME", `rest` being what follows "diff --git ": the only name
// that changes of mode and empty files have. Nothing where the two differ.
std::optional<std::string> name_that_stands_twice(std::string_view rest, int strip);

// "/dev/null" and a blank.
bool is_no_file(std::string_view rest);

// The time behind a traditional name is 1970-01-01 00:00:00 UTC, by which GNU diff says that there is no
// file.
bool has_epoch_time(std::string_view rest);

}  // namespace verbatim::patch
