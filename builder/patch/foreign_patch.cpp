#include "patch/foreign_patch.h"

#include "base/text.h"
#include "patch/ascii.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace verbatim::patch {

namespace {

// Copies the rest of a patch, once its own kind of header is over.
void copy_rest(LineReader& reader, LineText& mail) {
    Line line;
    while (reader.next(line)) mail.add(line.text, line.number);
}

// As LineReader wants it: each line with its number.
LineText numbered(const std::string& content) {
    LineText text;
    std::size_t number = 0;
    for (std::size_t at = 0; at < content.size();) {
        const std::size_t end = std::min(content.find('\n', at), content.size() - 1) + 1;
        text.add(std::string_view(content).substr(at, end - at), ++number);
        at = end;
    }
    return text;
}

// "Thu, 2 Jan 2020 03:04:05 +0100" of "SECONDS ZONE", or nothing.
std::optional<std::string> mail_date_of(std::string_view text) {
    constexpr std::int64_t end_of_year_9999 = 253402300799;
    const ReadNumber seconds = read_number(text, 0);
    if (seconds.overflow || seconds.value < 0 || seconds.value > end_of_year_9999 ||
        text.substr(seconds.end, 1) != " ")
        return std::nullopt;
    const ReadNumber west = read_number(text, seconds.end + 1);
    constexpr std::int64_t farthest = 360'000'000;  // beyond any zone, but git reads it
    if (west.end != text.size() || std::abs(west.value) > farthest) return std::nullopt;
    const std::int64_t minutes = std::abs(west.value) / 60;
    const std::int64_t local = seconds.value + (west.value > 0 ? -minutes : minutes) * 60;
    if (local < 0 || local > end_of_year_9999) return std::nullopt;
    using namespace std::chrono;
    const sys_days day{days{local / 86400}};
    const year_month_day date{day};
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{} {} {} {:02}:{:02}:{:02} {}{:02}{:02}", static_cast<unsigned>(date.day()),
                       months.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                       local / 3600 % 24, local / 60 % 60, local % 60, west.value > 0 ? '-' : '+',
                       minutes / 60, minutes % 60);
}

}  // namespace

LineText mail_of_stgit(const std::string& content) {
    const LineText text = numbered(content);
    LineReader reader(text);
    LineText mail;
    bool has_subject = false;
    for (Line line; reader.next(line);) {
        std::string_view said = line.text;
        if (trim(said).empty()) continue;
        if (said.ends_with('\n')) said.remove_suffix(1);
        if (said.starts_with("Author:")) {
            mail.add(fmt::format("From:{}\n", said.substr(7)), line.number);
        } else if (said.starts_with("From") || said.starts_with("Date")) {
            mail.add(fmt::format("{}\n", said), line.number);
        } else if (!has_subject) {
            mail.add(fmt::format("Subject: {}\n", said), line.number);
            has_subject = true;
        } else {
            mail.add(fmt::format("\n{}\n", said), line.number);
            break;
        }
    }
    copy_rest(reader, mail);
    return mail;
}

LineText mail_of_mercurial(const std::string& content, const Source& source) {
    const LineText text = numbered(content);
    LineReader reader(text);
    LineText mail;
    for (Line line; reader.next(line);) {
        std::string_view said = line.text;
        if (said.ends_with('\n')) said.remove_suffix(1);
        if (said.starts_with("# User ")) {
            mail.add(fmt::format("From: {}\n", said.substr(7)), line.number);
        } else if (said.starts_with("# Date ")) {
            const auto date = mail_date_of(said.substr(7));
            if (!date)
                throw source
                    .refusal("its date is not as Mercurial writes it", line.number,
                             "expected \"# Date SECONDS ZONE\"")
                    .next("export the patch anew with `hg export`");
            mail.add(fmt::format("Date: {}\n", *date), line.number);
        } else if (!said.starts_with("# ")) {
            mail.add(fmt::format("\n{}\n", said), line.number);
            break;
        }
    }
    copy_rest(reader, mail);
    return mail;
}

}  // namespace verbatim::patch
