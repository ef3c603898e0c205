// From a patch file to mails, in the order of git am's own steps:
//
//   split     the file into mails (mailbox.h)
//   header    From, Subject, Date, and how the body is encoded (mail_header.h)
//   body      undone encodings; in-body headers, message, diff (mail_body.h, message_splitter.h)
//   author    name and address of From, cleaned as for a commit (mail_author.h)
//   date      (mail_date.h)
//   message   cleaned subject, blank line, message (commit_message.h)
//
// Charsets are undone on the way, each piece from its own. What still is no UTF-8 at the end becomes so as in
// git's own commits (charset.h).
#include "patch/mail.h"

#include "patch/ascii.h"
#include "patch/commit_message.h"
#include "patch/mail_author.h"
#include "patch/mail_body.h"
#include "patch/mail_date.h"
#include "patch/mail_header.h"
#include "patch/mailbox.h"

#include <algorithm>
#include <optional>

namespace verbatim::patch {

namespace {

constexpr std::size_t size_limit = std::size_t{64} << 20U;
// A file of nothing but line ends would take up fifty times its size.
constexpr std::ptrdiff_t line_limit = 4'000'000;

void check_bounds(const PatchFile& file) {
    const auto refuse = [&](const std::string& why) {
        return Source{SourceText::make(file.name, {})}.refusal(why, 0).next("split it into several patches");
    };
    if (file.content.size() > size_limit) throw refuse("it is larger than 64 MiB");
    if (std::count(file.content.begin(), file.content.end(), '\n') > line_limit)
        throw refuse("it has more than 4 million lines");
}

void refuse_nul(const PatchFile& file, const Source& source) {
    const std::size_t nul = file.content.find('\0');
    if (nul == std::string::npos) return;
    const auto line =
        std::count(file.content.begin(), file.content.begin() + static_cast<std::ptrdiff_t>(nul), '\n');
    const std::size_t start = nul == 0 ? 0 : file.content.rfind('\n', nul - 1) + 1;
    throw source.refusal("it has a NUL byte", static_cast<std::size_t>(line) + 1, "NUL", nul - start + 1)
        .next("write binary files as `git format-patch --binary` does");
}

// `first` is the mail's first line.
Signature author_of(const Headers& headers, std::size_t first, const Source& source) {
    const auto& from = headers[Field::from];
    if (!from)
        throw source.refusal("it has no author", first, "no header \"From: NAME <MAIL>\" in this mail")
            .next("add the header, or write the patch anew with `git format-patch`");
    const Author author = parse_from(*from, source);
    Signature signature;
    signature.name = latin1_where_no_utf8(without_crud(author.name));
    signature.mail = latin1_where_no_utf8(without_crud(author.mail));
    if (without_crud(author.name).empty())
        throw source.refusal("its author has no name", from->line, "expected \"From: NAME <MAIL>\"")
            .next("write name and address into this header");

    const auto& date = headers[Field::date];
    const std::string text = date ? with_single_spaces(date->value) : std::string();
    if (text.empty())
        throw source
            .refusal("it has no date", date ? date->line : first, "no header \"Date: …\" in this mail")
            .note("git am would take the time of day, and so make another commit each time.")
            .next("add the header, or write the patch anew with `git format-patch`");
    const auto parsed = parse_mail_date(text);
    if (!parsed)
        throw source
            .refusal("its date says no time from 1970 to 2099", date->line, "git cannot read it either")
            .next("write it as in \"Thu, 2 Jan 2020 03:04:05 +0100\"");
    signature.time = parsed->time;
    signature.zone = parsed->zone;
    return signature;
}

// Nothing where the mail is one of those with which a mail program keeps its accounts.
std::optional<Mail> read_mail(const LineText& text, const Source& source) {
    const std::size_t first = text.lines.empty() ? 1 : text.lines.front();
    Converter converter;
    HeaderKeeper head(source, converter);
    LineReader reader(text);
    reader.skip_blanks();
    Line line;
    while (read_header_line(reader, line)) head.keep_outer(line);
    const bool has_body = !line.text.empty();
    MailBody body = read_body(reader, has_body ? std::optional(line) : std::nullopt, head, converter, source);

    Headers& headers = head.headers;
    if (body.diff.content.empty())
        throw source.refusal("it has no diff", first, "the mail that begins here is a message only")
            .next("take it out of the series, or write the patch anew with `git format-patch`");
    for (const Field field : {Field::from, Field::subject, Field::date})
        if (body.headers[field]) headers[field] = std::move(body.headers[field]);
    if (headers[Field::from] && parse_from(*headers[Field::from], source).name == "Mail System Internal Data")
        return std::nullopt;

    Mail mail;
    mail.author = author_of(headers, first, source);
    const std::string subject =
        headers[Field::subject] ? clean_subject(headers[Field::subject]->value) : std::string();
    mail.message = latin1_where_no_utf8(strip_blanks(subject + "\n\n" + body.message));
    mail.diff = {.content = std::move(body.diff.content), .lines = std::move(body.diff.lines)};
    mail.text = source.text;
    mail.line = first;
    return mail;
}

}  // namespace

std::string Mail::subject() const {
    return message.substr(0, message.find('\n'));
}

std::vector<Mail> read_mails(const PatchFile& file) {
    check_bounds(file);
    const Source source{SourceText::make(file.name, file.content)};
    refuse_nul(file, source);
    std::vector<Mail> mails;
    for (const LineText& text : split_mailbox(file.content, source))
        if (auto mail = read_mail(text, source)) mails.push_back(std::move(*mail));
    return mails;
}

}  // namespace verbatim::patch
