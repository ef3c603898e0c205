// The headers of a mail: folded lines joined, encoded words (RFC 2047) decoded, and those few kept that git
// am looks at. Unaware of what an author or a date must be.
#pragma once

#include "patch/charset.h"
#include "patch/line_text.h"
#include "patch/transfer_encoding.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::patch {

// What names author, message and time. Stands in a mail's header, and may stand at the top of its body.
enum class Field { from, subject, date };

// A header's value, decoded to UTF-8.
struct Header {
    std::string value;
    std::size_t line = 0;  // where it begins
};

struct Headers {
    std::array<std::optional<Header>, 3> fields;

    std::optional<Header>& operator[](Field field) { return fields.at(static_cast<std::size_t>(field)); }
    const std::optional<Header>& operator[](Field field) const {
        return fields.at(static_cast<std::size_t>(field));
    }
};

// How the body is written down: MIME, as far as git knows it.
struct Content {
    std::vector<std::string> boundaries;  // "--BOUNDARY" of each multipart that is open, the innermost last
    TransferEncoding encoding = TransferEncoding::none;
    std::string charset;
    bool flowed = false;             // RFC 3676
    bool delete_flow_space = false;  // its DelSp=yes
};

// Which field the line is the header of; the name is told from its value by a colon.
std::optional<Field> field_of(std::string_view line);
std::string_view field_name(Field field);

// The next header with its folded lines. False at the end of the mail, and at the first line that is none:
// it is in `line` then, its blanks at the end gone.
bool read_header_line(LineReader& reader, Line& line);

// Keeps what its readers need of each header line. Throws Error (mismatch) where an encoded word cannot be
// decoded, as git am stops there.
class HeaderKeeper {
  public:
    HeaderKeeper(const Source& source, Converter& converter) : source_(source), converter_(converter) {}

    // One of the header of a mail: the last of a name counts.
    void keep_outer(const Line& line);
    // One of a part of a multipart: the first of a name counts.
    void keep_of_part(const Line& line);

    // The value behind the colon, its encoded words decoded.
    Header decoded(const Line& line) const;

    Headers headers;
    Content content;

  private:
    void keep_content(const Line& line);
    void keep_type(const Header& type);

    const Source& source_;
    Converter& converter_;
};

}  // namespace verbatim::patch
