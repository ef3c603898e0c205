// Any bytes are mails or an Error, never anything else. For libFuzzer.
#include "base/error.h"
#include "patch/mail.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace verbatim;
    try {
        const patch::PatchFile file{.name = "fuzz", .content = std::string(data, data + size)};
        for (const patch::Mail& mail : patch::read_mails(file)) {
            // What the rest of the program relies on.
            const std::string& diff = mail.diff.content;
            std::size_t lines = diff.empty() || diff.back() == '\n' ? 0 : 1;
            for (const char c : diff) lines += c == '\n' ? 1 : 0;
            const std::string author = mail.author.str();
            if (mail.diff.lines.size() != lines || author.find('\n') != std::string::npos ||
                mail.message.find('\0') != std::string::npos)
                std::abort();
        }
    } catch (const Error& error) {
        (void)error.render();
    }
    return 0;
}
