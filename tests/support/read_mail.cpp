// For tests/functional/patch_mail.py: what read_mails() makes of each file named, as a JSON list with an
// entry a file: {"mails": [{author, message, diff (hexadecimal), lines}]} or {"refused": the error}.
#include "base/error.h"
#include "patch/mail.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

namespace {

nlohmann::json read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const verbatim::patch::PatchFile file{
        .name = path,
        .content = std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>())};
    nlohmann::json mails = nlohmann::json::array();
    try {
        for (const verbatim::patch::Mail& mail : verbatim::patch::read_mails(file)) {
            std::string diff;
            for (const unsigned char byte : mail.diff.content) diff += fmt::format("{:02x}", byte);
            mails.push_back({{"author", mail.author.str()},
                             {"message", mail.message},
                             {"diff", diff},
                             {"lines", mail.diff.lines}});
        }
    } catch (const verbatim::Error& error) {
        return {{"refused", error.render()}};
    }
    return {{"mails", mails}};
}

}  // namespace

int main(int argc, char** argv) {
    nlohmann::json all = nlohmann::json::array();
    for (int i = 1; i < argc; ++i) all.push_back(read(argv[i]));
    std::cout << all.dump() << '\n';
    return 0;
}
