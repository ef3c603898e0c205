// An executable of any bytes: sections, build information, functions and a comparison that finds no
// difference to itself, or an Error. For libFuzzer.
#include "base/error.h"
#include "inspect/build_info.h"
#include "inspect/executable_difference.h"
#include "inspect/go_functions.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace verbatim;

namespace {

template <typename Work>
void try_it(Work work) {
    try {
        work();
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch) std::abort();
        (void)error.render();
    }
}

void functions(const Executable& file) {
    const auto found = read_go_functions(file);
    if (!found) return;
    std::uint64_t before = 0;
    for (const GoFunction& function : found->functions) {
        if (function.address < before) std::abort();
        before = function.address;
        (void)found->place(function.address + function.size / 2);
    }
}

void compared(const Executable& file, const std::string& bytes) {
    const ExecutableDifference same = compare_executables(file, file);
    if (!same.sections.empty() || same.functions_count != 0 || same.strings_count != 0) std::abort();
    std::string other = bytes;
    other[other.size() / 2] = static_cast<char>(other[other.size() / 2] ^ 1);
    try_it([&] {
        const Executable changed = parse_executable(other);
        (void)compare_executables(file, changed);
        (void)compare_executables(changed, file);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    try_it([&] { (void)parse_build_info(bytes, "fuzz"); });
    try_it([&] {
        const Executable file = parse_executable(bytes);
        (void)go_build_id(file);
        try_it([&] { functions(file); });
        compared(file, bytes);
    });
    return 0;
}
