// Files of Go's compiler cache, as a toolchain left them.
#include "inspect/go_cache.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto entry = verbatim::parse_go_cache_entry(text)) {
        // What was read is what is written.
        if (verbatim::parse_go_cache_entry(entry->text()) != entry) std::abort();
    }
    if (const auto archive = verbatim::read_go_archive(text)) (void)archive->action.size();
    return 0;
}
