#include "patch/read_commit.h"

#include "base/error.h"

#include <charconv>

namespace verbatim::patch {

namespace {

[[noreturn]] void malformed(const std::string& id, const std::string& why) {
    throw Error(Failure::mismatch, "the commit " + id + " is malformed: " + why);
}

}  // namespace

CommitText read_commit_text(std::string_view data, const std::string& id) {
    CommitText text;
    while (!data.empty() && data.front() != '\n') {
        const auto end = std::min(data.find('\n'), data.size());
        const std::string_view line = data.substr(0, end);
        const auto value = [&](std::string_view name) {
            return line.starts_with(name) ? std::string(line.substr(name.size())) : std::string();
        };
        if (line.starts_with("tree ")) text.tree = value("tree ");
        if (line.starts_with("parent ")) text.parents.push_back(value("parent "));
        if (line.starts_with("author ")) text.author = value("author ");
        if (line.starts_with("committer ")) text.committer = value("committer ");
        data.remove_prefix(std::min(end + 1, data.size()));
    }
    if (text.tree.empty()) malformed(id, "it has no tree");
    if (text.author.empty()) malformed(id, "it has no author");
    if (!data.empty()) text.message = data.substr(1);
    return text;
}

Signature read_signature(const std::string& line, const std::string& id) {
    const auto close = line.rfind("> ");
    const auto open = line.rfind(" <", close);
    if (close == std::string::npos || open == std::string::npos) malformed(id, "its author has no mail");
    Signature signature{line.substr(0, open), line.substr(open + 2, close - open - 2), 0, 0};
    const char* const end = line.data() + line.size();
    const auto [after, error] = std::from_chars(line.data() + close + 2, end, signature.time);
    if (error != std::errc{} || end - after != 6 || *after != ' ' || (after[1] != '+' && after[1] != '-'))
        malformed(id, "its author has no time");
    int digits = 0;
    const auto [last, bad] = std::from_chars(after + 2, end, digits);
    if (bad != std::errc{} || last != end) malformed(id, "its author has no time zone");
    signature.zone = (digits / 100 * 60 + digits % 100) * (after[1] == '-' ? -1 : 1);
    return signature;
}

}  // namespace verbatim::patch
