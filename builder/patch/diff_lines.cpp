#include "patch/diff_lines.h"

#include "base/text.h"
#include "patch/bounds.h"

#include <algorithm>

namespace verbatim::patch {

std::string short_name(const Mail& mail) {
    if (!mail.text) return "the patch";
    std::string name = mail.text->name;
    name = name.substr(0, name.find(" of "));
    return name.substr(name.rfind('/') + 1);
}

Position place_of(const Mail& mail, std::size_t line) {
    return {mail.text, static_cast<int>(std::min<std::size_t>(line, bounds::patch_bytes)), 1};
}

DiffLines::DiffLines(const Mail& mail) : mail_(mail) {
    std::string_view rest = mail.diff.content;
    if (rest.size() > bounds::patch_bytes)
        throw unreadable(0, "it is larger than " + human_size(bounds::patch_bytes));
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        lines_.push_back(rest.substr(0, end == std::string_view::npos ? end : end + 1));
        rest.remove_prefix(lines_.back().size());
        if (lines_.size() > bounds::patch_lines)
            throw unreadable(lines_.size() - 1,
                             "it has more than " + std::to_string(bounds::patch_lines) + " lines");
    }
}

std::size_t DiffLines::remaining(std::size_t index) const {
    if (index >= lines_.size()) return 0;
    const std::string& content = mail_.diff.content;
    return content.size() - static_cast<std::size_t>(lines_[index].data() - content.data());
}

std::size_t DiffLines::patch_line(std::size_t index) const {
    const auto& lines = mail_.diff.lines;
    if (lines.empty()) return mail_.line;
    return lines[std::min(index, lines.size() - 1)];
}

Error DiffLines::unreadable(std::size_t index, const std::string& why) const {
    return Error(Failure::mismatch, short_name(mail_) + " cannot be read as a patch: " + why)
        .at(place_of(mail_, patch_line(index)))
        .next("Export it again with `git format-patch`, or mend that place.");
}

}  // namespace verbatim::patch
