#include "base/budget.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"

#include <algorithm>

namespace verbatim {

void require_within(const Amounts& amounts, const Amounts& bounds, const std::string& what) {
    std::string why;
    if (amounts.entries > bounds.entries)
        why = "has more than " + counted(bounds.entries, "entry", "entries");
    else if (amounts.depth > bounds.depth)
        why = "has folders nested more than " + std::to_string(bounds.depth) + " deep";
    else if (amounts.path > bounds.path)
        why = "has a path of more than " + counted(bounds.path, "byte");
    else if (amounts.names > bounds.names)
        why = "has paths of more than " + human_size(bounds.names) + " together";
    else if (amounts.bytes > bounds.bytes)
        why = "holds more than " + human_size(bounds.bytes);
    else
        return;
    throw Error(Failure::mismatch, what + " " + why).note("Nothing that somebody made in earnest does.");
}

void Budget::entry(std::string_view path) {
    throw_if_interrupted();
    ++used_.entries;
    used_.depth =
        std::max(used_.depth, static_cast<std::uint64_t>(1 + std::count(path.begin(), path.end(), '/')));
    used_.path = std::max<std::uint64_t>(used_.path, path.size());
    used_.names += path.size();
    require_within(used_, bounds_, what_);
}

void Budget::content(std::uint64_t bytes) {
    throw_if_interrupted();
    used_.bytes += std::min(bytes, bounds_.bytes + 1);
    require_within(used_, bounds_, what_);
}

}  // namespace verbatim
