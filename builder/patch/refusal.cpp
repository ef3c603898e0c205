#include "patch/refusal.h"

#include "base/text.h"
#include "patch/diff_lines.h"

#include <fmt/format.h>

namespace verbatim::patch {

namespace {

constexpr std::size_t lines_shown = 12;
constexpr std::size_t bytes_shown = 160;

// Beside each other the two lists show where they part.
std::string shortened(const std::string& head, const std::vector<std::string>& lines) {
    std::string out = head;
    for (std::size_t i = 0; i < std::min(lines.size(), lines_shown); ++i) {
        std::string line = lines[i].substr(0, bytes_shown);
        if (lines[i].size() > bytes_shown) line += "…";
        const bool whole = lines[i].ends_with('\n');
        if (whole && !line.empty() && line.back() == '\n') line.pop_back();
        out += "\n  | " + line + (whole ? "" : "  (no newline at the end)");
    }
    if (lines.size() > lines_shown) out += fmt::format("\n  … and {} more", lines.size() - lines_shown);
    return out;
}

void show_hunk(Error& error, const Refusal& refusal) {
    error.note(shortened(fmt::format("It expects at line {}:", refusal.expected_at), refusal.expected));
    error.note(refusal.found.empty() ? "The file has no such line."
                                     : shortened("There stands:", refusal.found));
    if (refusal.nearest)
        error.note(fmt::format("It comes nearest at line {}, where {} of {} match.", *refusal.nearest,
                               refusal.nearest_matching, counted(refusal.expected.size(), "line")));
}

}  // namespace

std::string shown(const FileChange& change) {
    return change.old_path.empty() ? change.new_path : change.old_path;
}

PatchRefused refused(const Mail& mail, Refusal refusal) {
    refusal.patch = mail.text ? mail.text->name : "";
    Error error(Failure::mismatch, short_name(mail) + " does not apply: " + refusal.reason);
    error.at(place_of(mail, refusal.line));
    if (refusal.hunk > 0 && !refusal.expected.empty()) show_hunk(error, refusal);
    if (refusal.applied_already) {
        error.note("What it makes is there already.");
        error.next("If the commit below the patches has the change, leave this patch out.");
    } else {
        error.next("Make the patch anew upon the commit and the patches that come before it.");
    }
    return {std::move(error), std::move(refusal)};
}

}  // namespace verbatim::patch
