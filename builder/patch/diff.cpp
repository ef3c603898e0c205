#include "patch/diff.h"

#include "patch/binary.h"
#include "patch/bounds.h"
#include "patch/diff_header.h"
#include "patch/diff_hunks.h"
#include "patch/diff_lines.h"

namespace verbatim::patch {

namespace {

// Of a binary file that is only said to have changed.
bool says_binary_differ(std::string_view line) {
    return line.ends_with(" differ\n") && (line.starts_with("Binary files ") || line.starts_with("Files "));
}

bool changes_without_content(const FileChange& change) {
    return change.kind != FileChange::Kind::modify ||
           (change.old_mode != 0 && change.new_mode != 0 && change.old_mode != change.new_mode);
}

}  // namespace

std::vector<FileChange> parse_diff(const Mail& mail) {
    const DiffLines lines(mail);
    Stripping stripping;
    std::vector<FileChange> changes;
    std::size_t at = 0;
    while (auto header = find_header(lines, at, stripping)) {
        at = header->next;
        read_hunks(lines, at, *header);
        FileChange& change = header->change;
        if (change.hunks.empty()) {
            if (lines.at(at) == "GIT binary patch\n") {
                read_binary(lines, ++at, change);
            } else if (says_binary_differ(lines.at(at))) {
                change.binary = true;
                ++at;
            } else if (!changes_without_content(change)) {
                throw lines.unreadable(at, "the header before this line says nothing of what changes");
            }
        }
        changes.push_back(std::move(change));
        if (changes.size() > bounds::changes)
            throw lines.unreadable(at, "it changes more than " + std::to_string(bounds::changes) + " files");
    }
    if (changes.empty()) throw lines.unreadable(0, "there is no diff in it");
    return changes;
}

}  // namespace verbatim::patch
