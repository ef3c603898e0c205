#include "patch/commit_message.h"

#include "patch/ascii.h"

#include <algorithm>

namespace verbatim::patch {

std::string clean_subject(std::string_view subject) {
    while (!subject.empty()) {
        if (subject.size() > 3 && starts_ignoring_case(subject, "re:")) {
            subject.remove_prefix(3);
        } else if (subject.front() == ' ' || subject.front() == '\t' || subject.front() == ':') {
            subject.remove_prefix(1);
        } else if (subject.front() == '[' && subject.find(']') != std::string_view::npos) {
            subject.remove_prefix(subject.find(']') + 1);
        } else {
            break;
        }
    }
    return with_single_spaces(without_blanks_before(without_blanks_after(subject)));
}

std::string strip_blanks(std::string_view text) {
    std::string out;
    bool empty_before = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = without_blanks_after(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty()) {
            if (empty_before && !out.empty()) out += '\n';
            out.append(line) += '\n';
        }
        empty_before = line.empty();
    }
    return out;
}

}  // namespace verbatim::patch
