#include "base/position.h"

#include <fmt/format.h>

namespace verbatim {

std::shared_ptr<const SourceText> SourceText::make(std::string name, std::string_view content) {
    auto text = std::make_shared<SourceText>();
    text->name = std::move(name);
    std::size_t start = 0;
    while (start < content.size()) {
        const std::size_t end = std::min(content.find('\n', start), content.size());
        text->lines.emplace_back(content.substr(start, end - start));
        start = end + 1;
    }
    return text;
}

std::string Position::str() const {
    if (!known()) return {};
    if (line == 0) return text->name;
    if (column == 0) return fmt::format("{}:{}", text->name, line);
    return fmt::format("{}:{}:{}", text->name, line, column);
}

}  // namespace verbatim
