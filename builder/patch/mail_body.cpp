#include "patch/mail_body.h"

#include "patch/message_splitter.h"

#include <utility>

namespace verbatim::patch {

namespace {

// Text that waits for the rest of its line; what stands before `from` no longer counts. An offset, so that a
// line of many pieces is not copied for each of them.
struct Held {
    std::string text;
    std::size_t from = 0;
    std::size_t line = 0;

    [[nodiscard]] bool empty() const { return from >= text.size(); }
    [[nodiscard]] std::string_view view() const { return std::string_view(text).substr(from); }
    void add(Held more) {
        if (empty())
            *this = std::move(more);
        else
            text += more.view();
    }
    Held release() { return std::exchange(*this, {}); }
};

class BodyReader {
  public:
    BodyReader(LineReader& reader, HeaderKeeper& head, Converter& converter, const Source& source)
        : reader_(reader), head_(head), splitter_(head, converter, source) {}

    MailBody read(std::optional<Line> first) {
        Line line;
        if (!head_.content.boundaries.empty() ? find_boundary(line) : first.has_value()) {
            if (first && head_.content.boundaries.empty()) line = std::move(*first);
            read_from(line);
        }
        return std::move(splitter_.body);
    }

  private:
    void read_from(Line& line) {
        do {
            if (is_boundary(line.text)) {
                hand_on_held();
                if (!enter_part(line)) return;
            }
            unwrap(line);
        } while (reader_.next(line));
        hand_on_held();
        splitter_.finish();
    }

    [[nodiscard]] bool is_boundary(std::string_view line) const {
        return !head_.content.boundaries.empty() && line.starts_with(head_.content.boundaries.back());
    }

    bool find_boundary(Line& line) {
        while (reader_.next(line))
            if (is_boundary(line.text)) return true;
        return false;
    }

    // From a boundary to the first line of the next part's body; false where there is none.
    bool enter_part(Line& line) {
        while (std::string_view(line.text).substr(head_.content.boundaries.back().size()).starts_with("--")) {
            head_.content.boundaries.pop_back();
            splitter_.take({.text = "\n", .number = line.number});
            if (!find_boundary(line)) return false;
        }
        head_.content.encoding = TransferEncoding::none;
        head_.content.charset.clear();
        while (read_header_line(reader_, line)) head_.keep_of_part(line);
        return reader_.next(line);
    }

    void unwrap(Line& line) {
        switch (head_.content.encoding) {
            case TransferEncoding::none:
                if (!line.text.empty())
                    unflow({.text = std::move(line.text), .from = 0, .line = line.number});
                break;
            case TransferEncoding::base64:
                take_decoded(decode_base64(line.text), line.number);
                break;
            case TransferEncoding::quoted_printable:
                take_decoded(decode_quoted_printable(line.text, false), line.number);
                break;
        }
    }

    // Lines of decoded text are not those of the file: they end where they say so.
    void take_decoded(const std::string& decoded, std::size_t number) {
        Held text = held_.release();
        if (text.empty()) text = {.text = {}, .from = 0, .line = number};
        std::size_t searched = text.text.size();
        text.text += decoded;
        while (true) {
            const std::size_t end = text.text.find('\n', searched);
            if (end == std::string::npos) break;
            if (end + 1 == text.text.size()) {
                unflow(std::move(text));
                return;
            }
            unflow({.text = text.text.substr(text.from, end + 1 - text.from), .from = 0, .line = text.line});
            text.from = searched = end + 1;
            text.line = number;
        }
        if (!text.empty()) held_.add(std::move(text));
    }

    // RFC 3676: a line that ends in a space goes on in the next, one that begins with a space has it for a
    // guard. "-- " begins a signature.
    void unflow(Held line) {
        if (!head_.content.flowed) {
            hand_on(std::move(line));
            return;
        }
        std::size_t end = line.text.size();
        if (end > line.from && line.text[end - 1] == '\n') --end;
        if (end > line.from && end < line.text.size() && line.text[end - 1] == '\r') --end;
        if (std::string_view(line.text).substr(line.from, end - line.from) == "-- ") {
            hand_on_held();
            hand_on(std::move(line));
            return;
        }
        if (end > line.from && line.text[line.from] == ' ') ++line.from;
        if (end > line.from && line.text[end - 1] == ' ') {
            line.text.resize(end - (head_.content.delete_flow_space ? 1 : 0));
            held_.add(std::move(line));
            return;
        }
        held_.add(std::move(line));
        hand_on(held_.release());
    }

    void hand_on(Held line) {
        line.text.erase(0, line.from);
        splitter_.take({.text = std::move(line.text), .number = line.line});
    }

    void hand_on_held() {
        if (!held_.empty()) hand_on(held_.release());
    }

    LineReader& reader_;
    HeaderKeeper& head_;
    MessageSplitter splitter_;
    Held held_;  // of an encoded or flowed line
};

}  // namespace

MailBody read_body(LineReader& reader, std::optional<Line> first, HeaderKeeper& head, Converter& converter,
                   const Source& source) {
    return BodyReader(reader, head, converter, source).read(std::move(first));
}

}  // namespace verbatim::patch
