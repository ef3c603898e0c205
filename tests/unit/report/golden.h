// Expected texts kept in tests/golden/report/; VERBATIM_UPDATE_GOLDEN=1 writes them anew.
#pragma once

#include "base/files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace verbatim::test {

inline void expect_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path file = std::filesystem::path(GOLDEN_FOLDER) / name;
    if (const char* update = std::getenv("VERBATIM_UPDATE_GOLDEN"); update != nullptr && *update == '1')
        write_file(file, text);
    EXPECT_EQ(text, read_file(file)) << "in " << file << "; VERBATIM_UPDATE_GOLDEN=1 writes it anew";
}

// No byte that could steer a terminal: C0 but line feed, DEL, C1 as UTF-8 or raw, bidirectional overrides.
inline void expect_harmless(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        EXPECT_FALSE((c < 0x20 && c != '\n') || c == 0x7F) << "byte " << int{c} << " at " << i;
        EXPECT_FALSE(c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0)
            << "C1 at " << i;
    }
    EXPECT_EQ(text.find("\u202e"), std::string::npos);
    EXPECT_EQ(text.find("\x9b\x32"), std::string::npos);
}

// A name as an attacker might choose it: clears the screen by C0 and C1, turns text around, is no UTF-8.
inline const std::string hostile = "a\x1b[2J\u009b2J\u202e\x7f\x9b\x32\"\\\n\r";

}  // namespace verbatim::test
