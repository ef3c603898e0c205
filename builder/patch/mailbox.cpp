#include "patch/mailbox.h"

#include "base/text.h"
#include "patch/ascii.h"
#include "patch/foreign_patch.h"

#include <string_view>

namespace verbatim::patch {

namespace {

enum class Format { unknown, mails, stgit, stgit_series, mercurial };

// A line without its end, LF or CR LF.
std::string_view bare(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// The line that starts at `at`, which moves behind it.
std::string_view line_at(std::string_view content, std::size_t& at) {
    const std::size_t start = at;
    const std::size_t end = content.find('\n', start);
    at = end == std::string_view::npos ? content.size() : end + 1;
    return content.substr(start, at - start);
}

// "Name: …", with a name of visible ASCII.
bool begins_like_header(std::string_view line) {
    std::size_t end = 0;
    while (end < line.size() && line[end] >= '!' && line[end] <= '~' && line[end] != ':') ++end;
    return end > 0 && end < line.size() && line[end] == ':';
}

// All lines up to the first empty one are headers or their folded rest.
bool is_mail(std::string_view content) {
    for (std::size_t at = 0; at < content.size();) {
        const std::string_view line = bare(line_at(content, at));
        if (line.empty()) return true;
        if (line.front() != ' ' && line.front() != '\t' && !begins_like_header(line)) return false;
    }
    return true;
}

Format format_of(std::string_view content) {
    std::size_t at = 0;
    std::string_view first;
    while (first.empty() && at < content.size()) first = bare(line_at(content, at));
    if (first.starts_with("From ") || first.starts_with("From: ")) return Format::mails;
    if (first.starts_with("# This series applies on GIT commit")) return Format::stgit_series;
    if (first == "# HG changeset patch") return Format::mercurial;
    const std::string_view second = bare(line_at(content, at));
    const std::string_view third = bare(line_at(content, at));
    if (!first.empty() && second.empty() &&
        (third.starts_with("From:") || third.starts_with("Author:") || third.starts_with("Date:")))
        return Format::stgit;
    return !first.empty() && is_mail(content) ? Format::mails : Format::unknown;
}

// The line that begins a mail in a mailbox: "From ", something, a time with colons, a year after 1990.
bool is_from_line(std::string_view line) {
    if (line.size() < 20 || !line.starts_with("From ")) return false;
    const std::size_t colon = line.substr(0, line.size() - 2).rfind(':');
    if (colon == std::string_view::npos || colon < 5) return false;
    for (const std::size_t digit : {colon - 4, colon - 2, colon - 1, colon + 1, colon + 2})
        if (!is_digit(line[digit])) return false;
    return read_number(line, colon + 3).value > 90;
}

std::vector<LineText> split_mails(std::string_view content) {
    std::size_t at = 0;
    std::size_t number = 1;
    for (; at < content.size() && is_blank(content[at]); ++at)
        if (content[at] == '\n') ++number;
    std::vector<LineText> mails;
    bool mailbox = false;
    for (; at < content.size(); ++number) {
        std::string_view line = line_at(content, at);
        const bool begins = (mails.empty() || mailbox) && is_from_line(line);
        if (mails.empty()) mailbox = begins;
        if (mails.empty() || begins) mails.emplace_back();
        const bool crlf = line.ends_with("\r\n");
        if (crlf) line.remove_suffix(2);
        mails.back().add(line, number);
        if (crlf) mails.back().add("\n", number);
    }
    return mails;
}

}  // namespace

std::vector<LineText> split_mailbox(const std::string& content, const Source& source) {
    switch (format_of(content)) {
        case Format::mails:
            return split_mails(content);
        case Format::stgit:
            return {mail_of_stgit(content)};
        case Format::mercurial:
            return {mail_of_mercurial(content, source)};
        case Format::stgit_series:
            throw source
                .refusal("it is a series of StGit, which only names other files", 1, "a list, not a patch")
                .next("give the patches that it names, as `git format-patch` writes them");
        case Format::unknown:
            break;
    }
    if (trim(content).empty())
        throw source.refusal("it is empty", 0).next("take the file out of the series, or fill it");
    throw source
        .refusal("it does not begin like a mail, so git am cannot tell its format", 1,
                 "no header such as \"From: NAME <MAIL>\"")
        .next(
            "write the patch with `git format-patch`, which gives it author, date and message; a bare diff "
            "has none of them");
}

}  // namespace verbatim::patch
