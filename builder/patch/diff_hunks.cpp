#include "patch/diff_hunks.h"

#include <charconv>
#include <limits>
#include <optional>

namespace verbatim::patch {

namespace {

struct Range {
    std::uint64_t start = 0, count = 1;
};

// A number beyond all bounds is the greatest that there is, as strtoul has it: no count of lines can be as
// high.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc::result_out_of_range) value = std::numeric_limits<std::uint64_t>::max();
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

// "3,4" and what has to follow it.
std::optional<Range> take_range(std::string_view& text, std::string_view end) {
    Range range;
    const auto start = take_number(text);
    if (!start) return std::nullopt;
    range.start = *start;
    if (text.starts_with(',')) {
        text.remove_prefix(1);
        const auto count = take_number(text);
        if (!count) return std::nullopt;
        range.count = *count;
    }
    if (!text.starts_with(end)) return std::nullopt;
    text.remove_prefix(end.size());
    return range;
}

std::optional<Hunk> hunk_header(std::string_view line) {
    if (!line.starts_with("@@ -") || !line.ends_with('\n')) return std::nullopt;
    line.remove_prefix(4);
    const auto before = take_range(line, " +");
    const auto after = before ? take_range(line, " @@") : std::nullopt;
    if (!after) return std::nullopt;
    Hunk hunk;
    hunk.old_start = before->start;
    hunk.old_count = before->count;
    hunk.new_start = after->start;
    hunk.new_count = after->count;
    return hunk;
}

// Reads one hunk, counting down what its header announces.
class HunkReader {
  public:
    HunkReader(const DiffLines& lines, std::size_t& at) : lines_(lines), at_(at) {}

    Hunk read() {
        auto header = hunk_header(lines_.at(at_));
        if (!header) throw lines_.unreadable(at_, "this is no header of a hunk");
        hunk_ = std::move(*header);
        hunk_.line = lines_.patch_line(at_);
        old_left_ = hunk_.old_count;
        new_left_ = hunk_.new_count;
        const std::size_t start = at_++;
        while (old_left_ > 0 || new_left_ > 0) read_line(start);
        if (!changes_) throw lines_.unreadable(start, "this hunk changes nothing");
        // What follows a last line without a newline is not counted.
        if (lines_.at(at_).starts_with("\\ ") && lines_.remaining(at_) > 12) {
            end_without_newline();
            ++at_;
        }
        return std::move(hunk_);
    }

  private:
    void read_line(std::size_t start) {
        const std::string_view line = lines_.at(at_);
        if (!line.ends_with('\n')) throw lines_.unreadable(start, "the patch ends before this hunk does");
        const char kind = line[0] == '\n' ? ' ' : line[0];
        if (kind == '\\') {
            if (!line.starts_with("\\ ") || line.size() < 12)
                throw lines_.unreadable(at_, "this is no line of a hunk");
            end_without_newline();
        } else if (kind == ' ' || kind == '-' || kind == '+') {
            count(kind);
            hunk_.lines.push_back(
                {kind, std::string(line[0] == '\n' ? line : line.substr(1)), lines_.patch_line(at_)});
            last_is_blank_ = line[0] == '\n';
            may_lose_newline_ = true;
        } else {
            throw lines_.unreadable(at_,
                                    "a line of a hunk begins with a blank, '+', '-' or '\\'; the hunk "
                                    "announces more lines than there are");
        }
        ++at_;
    }

    void count(char kind) {
        if ((kind != '+' && old_left_-- == 0) || (kind != '-' && new_left_-- == 0))
            throw lines_.unreadable(at_, "the hunk has more such lines than it announces");
        if (kind == ' ') {
            if (!changes_) ++hunk_.leading;
            ++hunk_.trailing;
        } else {
            changes_ = true;
            hunk_.trailing = 0;
        }
    }

    // "\ No newline at end of file" is about the line before it, whatever language says so. An empty context
    // line that some mailer has stripped of its blank is then nothing at all.
    void end_without_newline() {
        if (!may_lose_newline_) return;
        may_lose_newline_ = false;
        if (last_is_blank_)
            hunk_.lines.pop_back();
        else
            hunk_.lines.back().text.pop_back();
    }

    const DiffLines& lines_;
    std::size_t& at_;
    Hunk hunk_;
    std::uint64_t old_left_ = 0, new_left_ = 0;
    bool changes_ = false, last_is_blank_ = false, may_lose_newline_ = false;
};

}  // namespace

bool is_hunk_header(std::string_view line) {
    return hunk_header(line).has_value();
}

void read_hunks(const DiffLines& lines, std::size_t& at, DiffHeader& header) {
    using Kind = FileChange::Kind;
    FileChange& change = header.change;
    bool any_old = false, any_new = false;
    const std::size_t start = at;
    while (lines.remaining(at) > 4 && lines.at(at).starts_with("@@ -")) {
        change.hunks.push_back(HunkReader(lines, at).read());
        any_old |= change.hunks.back().old_count > 0;
        any_new |= change.hunks.back().new_count > 0;
    }
    if (change.kind == Kind::create && any_old)
        throw lines.unreadable(start, "the file is said to be new, but its hunks have old lines");
    if (change.kind == Kind::remove && any_new)
        throw lines.unreadable(start, "the file is said to go away, but its hunks leave lines");
    change.creates_if_absent = header.may_create && !any_old && change.hunks.size() < 2;
}

}  // namespace verbatim::patch
