#include "patch/apply_hunks.h"

#include "patch/nearest.h"

#include <algorithm>

namespace verbatim::patch {

namespace {

struct FileLine {
    std::string_view text;
    bool patched = false;
};

// What one hunk wants to find, and what it puts there. Views of the hunk's own lines.
struct Images {
    std::vector<std::string_view> before;
    std::vector<FileLine> after;
};

Images images_of(const Hunk& hunk) {
    Images images;
    for (const HunkLine& line : hunk.lines) {
        if (line.kind != '+') images.before.push_back(line.text);
        if (line.kind != '-') images.after.push_back({line.text, true});
    }
    return images;
}

class Text {
  public:
    Text(std::string_view text, Work& work) : work_(work) {
        work_.add(text.size() / 4);
        for (const std::string_view line : lines_of(text)) lines_.push_back({line});
    }

    bool apply(const Hunk& hunk) {
        const Images images = images_of(hunk);
        const auto at = find(images.before, hunk);
        if (at) replace(*at, images);
        return at.has_value();
    }

    [[nodiscard]] std::string str() const {
        std::string text;
        std::size_t size = 0;
        for (const FileLine& line : lines_) size += line.text.size();
        text.reserve(size);
        for (const FileLine& line : lines_) text += line.text;
        return text;
    }

  private:
    // Where the lines stand that a hunk wants to replace.
    std::optional<std::size_t> find(const std::vector<std::string_view>& wanted, const Hunk& hunk) {
        if (wanted.size() > lines_.size()) return std::nullopt;
        const std::size_t last = lines_.size() - wanted.size();
        const bool at_start = hunk.old_start <= 1, at_end = hunk.trailing == 0;
        if (at_start || at_end) {
            const std::size_t place = at_start ? 0 : last;
            return (!at_end || place == last) && matches(wanted, place, at_end) ? std::optional(place)
                                                                                : std::nullopt;
        }
        // git's line numbers are 32 bits wide with a sign; what is beyond the end, or negative then, begins
        // its search there.
        const auto claimed = static_cast<std::int32_t>(hunk.new_start == 0 ? 0 : hunk.new_start - 1);
        const std::size_t start =
            claimed < 0 ? lines_.size()
                        : std::min<std::size_t>(static_cast<std::size_t>(claimed), lines_.size());
        for (std::size_t distance = 0; distance <= lines_.size(); ++distance) {
            work_.add(1);
            if (start + distance <= last && matches(wanted, start + distance, false)) return start + distance;
            if (distance > 0 && distance <= start && start - distance <= last &&
                matches(wanted, start - distance, false))
                return start - distance;
        }
        return std::nullopt;
    }

    bool matches(const std::vector<std::string_view>& wanted, std::size_t at, bool at_end) {
        std::size_t i = 0;
        while (i < wanted.size() && !lines_[at + i].patched && lines_[at + i].text == wanted[i]) ++i;
        work_.add(i + 1);
        return i == wanted.size() ||
               (i + 1 == wanted.size() && !at_end && matches_without_newline(wanted[i], lines_[at + i]));
    }

    // git compares bytes from the first line on, as many as the hunk has: where its last line is context
    // without a newline, blanks and a newline that the text has there all the same do not count, and go.
    static bool matches_without_newline(std::string_view wanted, const FileLine& line) {
        return !line.patched && !wanted.ends_with('\n') && line.text.starts_with(wanted) &&
               line.text.find_first_not_of(" \t\r\n", wanted.size()) == std::string_view::npos;
    }

    void replace(std::size_t at, const Images& images) {
        const auto place = lines_.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t common = std::min(images.before.size(), images.after.size());
        const auto middle = images.after.begin() + static_cast<std::ptrdiff_t>(common);
        std::copy(images.after.begin(), middle, place);
        const auto rest = place + static_cast<std::ptrdiff_t>(common);
        if (images.before.size() != images.after.size()) work_.add((lines_.size() - at) / 8);
        if (images.after.size() > common)
            lines_.insert(rest, middle, images.after.end());
        else
            lines_.erase(rest, place + static_cast<std::ptrdiff_t>(images.before.size()));
    }

    Work& work_;
    std::vector<FileLine> lines_;
};

HunkFailure failure(std::string_view text, const Hunk& hunk, std::size_t number) {
    HunkFailure failure;
    failure.hunk = number;
    for (const HunkLine& line : hunk.lines)
        if (line.kind != '+') failure.expected.push_back(line.text);
    const auto lines = lines_of(text);
    const std::uint64_t start = hunk.old_start == 0 ? 0 : hunk.old_start - 1;
    for (std::uint64_t i = start; i < lines.size() && i - start < failure.expected.size(); ++i)
        failure.found.emplace_back(lines[i]);
    const Nearest nearest = nearest_place(lines, failure.expected);
    if (nearest.matching > 0) {
        failure.nearest = nearest.at + 1;
        failure.nearest_matching = nearest.matching;
    }
    return failure;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
        text.remove_prefix(lines.back().size());
    }
    return lines;
}

std::variant<std::string, HunkFailure> apply_hunks(std::string_view text, const std::vector<Hunk>& hunks,
                                                   Work& work) {
    Text target(text, work);
    for (std::size_t i = 0; i < hunks.size(); ++i)
        if (!target.apply(hunks[i])) return failure(text, hunks[i], i + 1);
    return target.str();
}

std::vector<Hunk> reversed(std::vector<Hunk> hunks) {
    for (Hunk& hunk : hunks) {
        std::swap(hunk.old_start, hunk.new_start);
        std::swap(hunk.old_count, hunk.new_count);
        hunk.old_start = std::max<std::uint64_t>(hunk.old_start, 2);
        hunk.trailing = std::max<decltype(hunk.trailing)>(hunk.trailing, 1);
        for (HunkLine& line : hunk.lines) line.kind = line.kind == '+' ? '-' : line.kind == '-' ? '+' : ' ';
    }
    return hunks;
}

}  // namespace verbatim::patch
