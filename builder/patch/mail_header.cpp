#include "patch/mail_header.h"

#include "patch/ascii.h"
#include "patch/encoded_word.h"

namespace verbatim::patch {

namespace {

// Git's bound, and ours: multiparts that are open at once.
constexpr std::size_t boundary_limit = 4;

// What stands behind "NAME:", the blanks before it gone.
std::optional<std::string_view> value_of(std::string_view line, std::string_view name) {
    if (!starts_ignoring_case(line, name) || line.substr(name.size(), 1) != ":") return std::nullopt;
    return without_blanks_before(line.substr(name.size() + 1));
}

// "Name:" with a name of visible ASCII, or a mailbox's "From ".
bool is_header(std::string_view line) {
    if (line.starts_with("From ") || line.starts_with(">From ")) return true;
    for (const char c : line) {
        if (c == ':') return true;
        if (c < '!' || c > '~') return false;
    }
    return false;
}

// The value of the first NAME= in a header's value; in quotes, or up to the next ';' or blank.
std::optional<std::string> attribute(std::string_view header, std::string_view name) {
    const std::size_t found = find_ignoring_case(header, name);
    if (found == std::string_view::npos) return std::nullopt;
    std::string_view value = header.substr(found + name.size());
    const bool quoted = value.starts_with('"');
    if (quoted) value.remove_prefix(1);
    return std::string(value.substr(0, value.find_first_of(quoted ? "\"" : "; \t")));
}

bool attribute_is(std::string_view header, std::string_view name, std::string_view value) {
    const auto found = attribute(header, name);
    return found && same_ignoring_case(*found, value);
}

}  // namespace

std::string_view field_name(Field field) {
    constexpr std::array<std::string_view, 3> names = {"From", "Subject", "Date"};
    return names.at(static_cast<std::size_t>(field));
}

std::optional<Field> field_of(std::string_view line) {
    for (const Field field : {Field::from, Field::subject, Field::date})
        if (value_of(line, field_name(field))) return field;
    return std::nullopt;
}

bool read_header_line(LineReader& reader, Line& line) {
    if (!reader.next(line)) {
        line.text.clear();
        return false;
    }
    line.text.resize(without_blanks_after(line.text).size());
    if (line.text.empty() || !is_header(line.text)) {
        line.text += '\n';
        return false;
    }
    for (Line folded; reader.peek() == ' ' || reader.peek() == '\t';) {
        reader.next(folded);
        folded.text.front() = ' ';
        line.text += without_blanks_after(folded.text);
    }
    return true;
}

Header HeaderKeeper::decoded(const Line& line) const {
    const std::size_t colon = line.text.find(':');
    const std::string_view value = without_blanks_before(std::string_view(line.text).substr(colon + 1));
    std::string text;
    try {
        text = decode_words(value, converter_);
    } catch (const BadEncodedWord& bad) {
        throw source_.refusal(bad.what(), line.number, "in this header")
            .next("write the header in plain UTF-8, or anew with `git format-patch`");
    }
    if (text.find('\0') != std::string::npos)
        throw source_.refusal("a header has a NUL byte in an encoded word", line.number)
            .next("write the header in plain UTF-8");
    return {.value = std::move(text), .line = line.number};
}

void HeaderKeeper::keep_outer(const Line& line) {
    if (const auto field = field_of(line.text))
        headers[*field] = decoded(line);
    else
        keep_content(line);
}

void HeaderKeeper::keep_of_part(const Line& line) {
    const auto field = field_of(line.text);
    if (!field)
        keep_content(line);
    else if (!headers[*field])
        headers[*field] = decoded(line);
}

void HeaderKeeper::keep_content(const Line& line) {
    if (value_of(line.text, "Content-Type")) {
        keep_type(decoded(line));
    } else if (value_of(line.text, "Content-Transfer-Encoding")) {
        const std::string value = decoded(line).value;
        content.encoding = find_ignoring_case(value, "base64") != std::string::npos ? TransferEncoding::base64
                           : find_ignoring_case(value, "quoted-printable") != std::string::npos
                               ? TransferEncoding::quoted_printable
                               : TransferEncoding::none;
    } else if (value_of(line.text, "Message-Id")) {
        decoded(line);  // git am has no use for it either, but stops where it cannot be decoded
    }
}

void HeaderKeeper::keep_type(const Header& type) {
    content.flowed = attribute_is(type.value, "format=", "flowed");
    content.delete_flow_space = attribute_is(type.value, "delsp=", "yes");
    if (const auto boundary = attribute(type.value, "boundary=")) {
        if (content.boundaries.size() == boundary_limit)
            throw source_.refusal("its multiparts are nested too deeply", type.line, "one too many")
                .note("git am opens four at most.")
                .next("send the patch as plain text, as `git format-patch` writes it");
        content.boundaries.push_back("--" + *boundary);
    }
    content.charset = attribute(type.value, "charset=").value_or("");
}

}  // namespace verbatim::patch
