#include "patch/message_splitter.h"

#include "patch/ascii.h"

namespace verbatim::patch {

namespace {

// The line that `git format-patch` begins a mail with, escaped as mail programs do: no message wants it.
bool is_escaped_format_patch_line(std::string_view line) {
    constexpr std::string_view before = ">From ";
    constexpr std::string_view after = " Mon Sep 17 00:00:00 2001\n";
    if (line.size() != before.size() + 40 + after.size() || !line.starts_with(before) ||
        !line.ends_with(after))
        return false;
    const std::string_view id = line.substr(before.size(), 40);
    return id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// "word" and a blank behind it.
bool starts_with_word(std::string_view line, std::string_view word) {
    return line.starts_with(word) && line.size() > word.size() && is_blank(line[word.size()]);
}

bool begins_diff(std::string_view line) {
    if (line.starts_with("diff -") || line.starts_with("Index: ")) return true;
    if (line.size() < 4 || !line.starts_with("---")) return false;
    if (line[3] == ' ' && (line.size() == 4 || !is_blank(line[4]))) return true;
    return line.ends_with('\n') && without_blanks_before(line.substr(3)).empty();
}

}  // namespace

void MessageSplitter::take(Line line) {
    const auto refuse_nul = [&] {
        if (line.text.find('\0') == std::string::npos) return;
        throw source_.refusal("its encoded text has a NUL byte", line.number, "decoded from here on")
            .next("write binary files as `git format-patch --binary` does");
    };
    refuse_nul();
    if (!in_diff_) {
        if (in_headers_ && (line.text.empty() || line.text == "\n")) {
            in_headers_ = !open_header_;
            close_header();
            return;
        }
        in_headers_ = in_headers_ && is_header(line);
        if (in_headers_) return;
        auto utf8 = converter_.to_utf8(line.text, head_.content.charset);
        if (!utf8)
            throw source_
                .refusal("the message cannot be converted from " + head_.content.charset + " to UTF-8",
                         line.number)
                .next("correct the charset in the header Content-Type, or write the message in UTF-8");
        line.text = std::move(*utf8);
        refuse_nul();
        in_diff_ = begins_diff(line.text);
    }
    if (in_diff_)
        body.diff.add(line.text, line.number);
    else
        body.message += line.text;
}

bool MessageSplitter::is_header(const Line& line) {
    if (open_header_ && (line.text.front() == ' ' || line.text.front() == '\t')) {
        std::string& text = open_header_->text;
        if (text.ends_with('\n')) text.pop_back();
        text += line.text;
        return true;
    }
    close_header();
    if (starts_with_word(line.text, ">From")) return is_escaped_format_patch_line(line.text);
    if (starts_with_word(line.text, "[PATCH]")) {
        body.headers[Field::subject] = Header{.value = line.text, .line = line.number};
        return true;
    }
    const auto field = field_of(line.text);
    if (!field || body.headers[*field]) return false;
    open_header_ = line;
    return true;
}

void MessageSplitter::close_header() {
    if (!open_header_) return;
    body.headers[*field_of(open_header_->text)] = head_.decoded(*open_header_);
    open_header_.reset();
}

}  // namespace verbatim::patch
