#include "fetch/go_sum.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace verbatim {

namespace {
// Of an empty go.mod. An old Go command wrote it by mistake, so that the Go command passes over such lines.
constexpr std::string_view empty_go_mod = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=";
}  // namespace

std::vector<GoSumLine> parse_go_sum(const std::string& name, std::string_view text) {
    std::vector<GoSumLine> lines;
    const auto source = SourceText::make(name, text);
    for (std::size_t i = 0; i < source->lines.size(); ++i) {
        const std::string_view line = trim(source->lines[i]);
        if (line.empty()) continue;
        const Position at{source, static_cast<int>(i) + 1, 1};
        std::vector<std::string> fields;
        for (std::string& field : split(line, ' '))
            if (!field.empty()) fields.push_back(std::move(field));
        if (fields.size() != 3 || !is_contained_path(fields[0]) || !is_contained_path(fields[1]))
            throw Error(Failure::mismatch, "this is no line of a go.sum")
                .at(at, "expected MODULE VERSION HASH");
        if (!fields[2].starts_with("h1:") || fields[2] == empty_go_mod) continue;
        GoSumLine parsed{fields[0], fields[1], false, fields[2], at};
        constexpr std::string_view suffix = "/go.mod";
        if (parsed.version.ends_with(suffix)) {
            parsed.version.resize(parsed.version.size() - suffix.size());
            parsed.go_mod = true;
        }
        lines.push_back(std::move(parsed));
    }
    return lines;
}

}  // namespace verbatim
