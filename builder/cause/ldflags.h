// The linker flags of a Go build, as its build information has them: which of them differ. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

struct LinkerFlags {
    std::map<std::string, std::string> variables;  // of -X: "main.version" → value
    std::map<std::string, std::string> others;     // "-s" → "", "-buildid" → "", "-extldflags" → "-static"
};

// As the Go command splits them: at white space, with '…' or "…" around what has some.
LinkerFlags parse_linker_flags(std::string_view text);

struct FlagDifference {
    std::string flag;  // "-X main.version", "-buildid"
    std::optional<std::string> was, is;
    bool operator==(const FlagDifference&) const = default;
};

std::vector<FlagDifference> compare_linker_flags(const LinkerFlags& was, const LinkerFlags& is);

}  // namespace verbatim
