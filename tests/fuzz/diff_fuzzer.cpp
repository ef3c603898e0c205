// Any bytes are a diff or an Error, and what was read is as bounded as the diff. For libFuzzer.
#include "base/error.h"
#include "patch/diff.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace verbatim;
    patch::Mail mail;
    mail.diff.content.assign(data, data + size);
    mail.text = SourceText::make("fuzz", mail.diff.content);
    for (std::size_t line = 1; line <= mail.text->lines.size(); ++line) mail.diff.lines.push_back(line);
    try {
        for (const patch::FileChange& change : patch::parse_diff(mail)) {
            std::size_t lines = 0;
            for (const patch::Hunk& hunk : change.hunks) {
                std::size_t before = 0, after = 0;
                for (const patch::HunkLine& line : hunk.lines) {
                    before += line.kind != '+' ? 1 : 0;
                    after += line.kind != '-' ? 1 : 0;
                }
                // An empty context line that loses its newline is none.
                if (hunk.old_count < before || hunk.new_count < after || hunk.leading > hunk.old_count)
                    std::abort();
                lines += hunk.lines.size();
            }
            const bool nameless = change.old_path.empty() && change.new_path.empty();
            if (nameless || lines > size || change.line < 1 || change.line > mail.diff.lines.size())
                std::abort();
        }
    } catch (const Error& error) {
        (void)error.render();
    }
    return 0;
}
