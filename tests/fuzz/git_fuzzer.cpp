// Git's objects of any bytes, and their names: what is parsed holds what it promises, or an Error. For
// libFuzzer.
#include "base/error.h"
#include "base/repository_name.h"
#include "git/object.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace verbatim;

namespace {

const std::string id(40, 'a');

template <typename Parse>
void attempt(const Parse& parse) {
    try {
        parse();
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch) std::abort();
        (void)error.render();
    }
}

void check_name(const std::string& name) {
    // Blanks and periods behind, and letter case, change nothing.
    if (is_repository_name(name) && name.find_first_of(":\\") == std::string::npos &&
        !is_repository_name(name + " . "))
        std::abort();
    if (is_repository_name(name) != repository_on("a/" + name).has_value() &&
        name.find('/') == std::string::npos)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    attempt([&] {
        const auto items = git::parse_tree(bytes, id);
        for (const git::TreeItem& item : items) {
            if (!git::is_safe_name(item.name) || item.id.size() != 40) std::abort();
            check_name(item.name);
        }
        // Written and parsed again it is the same, though perhaps in another order.
        if (git::parse_tree(git::write_tree(items), id).size() != items.size()) std::abort();
    });
    attempt([&] {
        if (git::parse_commit(bytes, id).tree.size() != 40) std::abort();
    });
    attempt([&] {
        if (git::tagged_object(bytes, id).size() != 40) std::abort();
    });
    check_name(bytes);
    return 0;
}
