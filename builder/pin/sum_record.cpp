#include "pin/sum_record.h"

#include "base/error.h"
#include "base/text.h"
#include "pin/base64.h"

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::size_t answer_limit = 1'000'000;

// Digits in the one form that the number has.
std::uint64_t number(std::string_view text, const char* what) {
    const bool digits =
        !text.empty() && text.size() < 17 && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits || (text.front() == '0' && text.size() > 1))
        throw Error(Failure::mismatch, std::string("the checksum database's ") + what + " is no number: \"" +
                                           printable(text.substr(0, 40)) + "\"");
    return std::stoull(std::string(text));
}

// What stands before the next line feed; it is taken off with it.
std::string_view take_line(std::string_view& text, const char* what) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
        throw Error(Failure::mismatch, std::string("the checksum database's ") + what + " is cut off");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

bool is_h1(std::string_view text) {
    if (!text.starts_with("h1:")) return false;
    const auto raw = decode_base64(text.substr(3));
    return raw && raw->size() == 32;
}

}  // namespace

TreeHead parse_tree_head(std::string_view text) {
    constexpr const char* what = "tree head";
    if (take_line(text, what) != "go.sum database tree")
        throw Error(Failure::mismatch, "this is no tree head of a checksum database")
            .note("Its first line is not \"go.sum database tree\".");
    TreeHead head;
    head.size = number(take_line(text, what), what);
    if (head.size >= tree_size_limit)
        throw Error(Failure::mismatch, "the checksum database's tree is larger than any");
    const auto hash = decode_base64(take_line(text, what));
    if (!hash || hash->size() != head.hash.bytes.size())
        throw Error(Failure::mismatch, "the checksum database's tree head has no hash");
    std::copy(hash->begin(), hash->end(), head.hash.bytes.begin());
    return head;
}

SumLookup parse_sum_lookup(std::string_view answer) {
    if (answer.size() > answer_limit)
        throw Error(Failure::mismatch, "the checksum database's answer is longer than any");
    SumLookup lookup;
    lookup.index = number(take_line(answer, "answer"), "index of a record");
    const auto blank = answer.find("\n\n");
    if (blank == std::string_view::npos || blank == 0)
        throw Error(Failure::mismatch, "the checksum database's answer is cut off, or holds no record");
    lookup.record = answer.substr(0, blank + 1);
    lookup.note = answer.substr(blank + 2);
    return lookup;
}

std::string h1_in_record(std::string_view record, const std::string& module, const std::string& version) {
    const std::string begin = module + " " + version + " ";
    std::string found;
    int lines = 0;
    while (!record.empty()) {
        const std::string_view line = take_line(record, "record");
        if (!line.starts_with(begin)) continue;
        found = line.substr(begin.size());
        ++lines;
    }
    if (lines == 1 && is_h1(found)) return found;
    throw Error(Failure::mismatch,
                lines == 0   ? "the checksum database's record is not of " + module + "@" + version
                : lines == 1 ? "the checksum database's record of " + module + "@" + version + " has no h1"
                             : "the checksum database's record has " + module + "@" + version + " twice");
}

}  // namespace verbatim
