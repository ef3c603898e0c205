#include "attest/sums.h"

namespace verbatim {

std::string sum_line(const std::string& hex, const std::string& path) {
    return hex + "  " + path + "\n";
}

std::string sums_text(const std::map<std::string, std::string>& hex_by_path) {
    std::string text;
    for (const auto& [path, hex] : hex_by_path) text += sum_line(hex, path);
    return text;
}

}  // namespace verbatim
