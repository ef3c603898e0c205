#include "attest/release_docs.h"

#include "attest/rfc3339.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

// One line that a page can hold.
std::string one_line(std::string_view text) {
    std::string plain = printable(text, true);
    std::replace(plain.begin(), plain.end(), '\t', ' ');
    return std::string(trim(plain));
}

// What begins a block rather than a line of text: "- a", "# a", "1. a".
bool begins_block(std::string_view text) {
    if (text.empty()) return false;
    if (std::string_view("+-=#:").find(text.front()) != std::string_view::npos) return true;
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    return end != text.begin() && end != text.end() && (*end == '.' || *end == ')') &&
           (end + 1 == text.end() || *(end + 1) == ' ');
}

std::string title(const ReleaseDocs& docs) {
    const std::string name = release_title(docs.manifest.channel, docs.manifest.number);
    return docs.distribution.empty() ? name : docs.distribution + " " + name;
}

std::string day(std::int64_t seconds) {
    return rfc3339_text(seconds).substr(0, 10);
}

std::string instead(const ReleaseDocs& docs) {
    return release_title(docs.manifest.channel, *docs.status->superseded_by);
}

std::string with_stop(std::string text) {
    if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos) text += '.';
    return text;
}

// Says on top of a page what became of the release; nothing where nothing did.
std::string notice(const ReleaseDocs& docs) {
    if (!docs.status) return {};
    const ReleaseStatus& status = *docs.status;
    const bool withdrawn = status.state == ReleaseStatus::State::withdrawn;
    std::string text =
        fmt::format("> **{} on {}.**", withdrawn ? "Withdrawn" : "Superseded", day(status.date));
    if (!status.reason.empty()) text += " " + markdown_text(with_stop(one_line(status.reason)));
    if (status.superseded_by)
        text += " Use " + markdown_link(instead(docs), fmt::format("../{}/index.md", *status.superseded_by)) +
                " instead.";
    else if (withdrawn)
        text += " Do not use it.";
    return text + "\n\n";
}

struct Row {
    std::string name, version, uri;
    auto operator<=>(const Row&) const = default;
};

std::string table(const std::string& heading, std::vector<Row> rows) {
    if (rows.empty()) return {};
    std::sort(rows.begin(), rows.end());
    std::string out = "\n## " + heading + "\n\n| Name | Version | URI |\n|------|---------|-----|\n";
    for (const Row& row : rows) out += "| " + row.name + " | " + row.version + " | " + row.uri + " |\n";
    return out;
}

std::string section(const std::string& heading, const std::vector<ReleaseChange>& changes) {
    std::string out = "\n### " + heading + "\n\n";
    if (changes.empty()) return out + "No changes since last release\n";
    for (const ReleaseChange& change : changes) {
        out += "* " + markdown_text(change.text);
        if (!change.uri.empty()) out += " (" + markdown_link("more", change.uri) + ")";
        out += "\n";
    }
    return out;
}

std::string without_end(const std::string& text, const std::string& end) {
    return text.ends_with(end) && text.size() > end.size() ? text.substr(0, text.size() - end.size()) : text;
}

}  // namespace

std::string release_changelog_name(const std::string& channel, std::int64_t number) {
    return "CHANGELOG-" + release_title(channel, number) + ".md";
}

std::string markdown_text(std::string_view text) {
    const std::string line = one_line(text);
    std::string out;
    if (begins_block(line)) {
        // A number's full stop is what makes it the item of a list.
        const auto at = std::find_if_not(line.begin(), line.end(), is_digit) - line.begin();
        out = line.substr(0, at) + "\\" + line[at];
        return out + (line.size() > static_cast<std::size_t>(at) + 1
                          ? markdown_text("x" + line.substr(at + 1)).substr(1)
                          : "");
    }
    for (const char c : line) {
        if (std::string_view("\\`*_[]<>|&~$").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string markdown_code(std::string_view text) {
    const std::string line = one_line(text);
    std::size_t longest = 0, run = 0;
    std::string inner;
    for (const char c : line) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
        inner += c == '|' ? "\\|" : std::string(1, c);
    }
    const std::string fence(longest + 1, '`');
    const std::string blank = longest > 0 ? " " : "";
    return fence + blank + inner + blank + fence;
}

std::string markdown_link(std::string_view text, std::string_view uri) {
    const bool good = !uri.empty() && std::all_of(uri.begin(), uri.end(), [](char c) {
        return c > 0x20 && c < 0x7F && std::string_view("<>()[]|\\`\"").find(c) == std::string_view::npos;
    });
    // What runs in a browser is no place to read more at.
    const auto colon = uri.find(':');
    const bool page =
        colon == std::string_view::npos || uri.starts_with("https:") || uri.starts_with("http:");
    if (!good || !page) return markdown_text(text);
    if (text == uri && colon != std::string_view::npos) return "<" + std::string(uri) + ">";
    return "[" + markdown_text(text) + "](" + std::string(uri) + ")";
}

std::string release_index(const ReleaseDocs& docs) {
    const ReleaseManifest& manifest = docs.manifest;
    std::string out = "# " + markdown_text(title(docs)) + " Release\n\n" + notice(docs);
    if (manifest.date) out += "Released on " + day(*manifest.date) + ". ";
    const std::string changelog = release_changelog_name(manifest.channel, manifest.number);
    out += "What is new in it: " + markdown_link("the changelog", changelog) +
           ".\n\n## Release manifest\n\n" + "Every file and image below, with its digests: " +
           markdown_link(manifest.name + ".yaml", docs.manifest_uri) + "\n";
    std::vector<Row> images, files;
    for (const ReleaseComponent& component : manifest.components)
        for (const ReleaseAsset& asset : component.assets) {
            const std::string version = markdown_text(component.git_tag);
            if (asset.image)
                images.push_back({markdown_text(without_end(asset.name, "-image")), version,
                                  markdown_code(asset.image->uri)});
            if (asset.archive)
                files.push_back({markdown_text(asset.name), version,
                                 markdown_link(asset.archive->uri, asset.archive->uri)});
        }
    return out + table("Images", images) + table("Files", files);
}

std::string release_changelog(const ReleaseDocs& docs) {
    const std::string name = release_title(docs.manifest.channel, docs.manifest.number);
    return "# Changelog for " + markdown_text(title(docs)) + "\n\n" + notice(docs) + "What " +
           markdown_link(name, "index.md") + " changes since the release before it.\n\n## Changes\n" +
           section("Patches", docs.changes.patches) + section("Projects", docs.changes.projects) +
           section("Base Image", docs.changes.base_image) + section("Toolchain", docs.changes.toolchain);
}

std::string release_announcement(const ReleaseDocs& docs) {
    const ReleaseManifest& manifest = docs.manifest;
    std::string out = one_line(title(docs));
    if (docs.status) {
        const ReleaseStatus& status = *docs.status;
        out += fmt::format(" was {} on {}.", state_name(status.state), day(status.date));
        if (!status.reason.empty()) out += " " + with_stop(one_line(status.reason));
        if (status.superseded_by) out += " Use " + instead(docs) + " instead.";
        out += "\n\n";
    } else {
        out += " is out.\n\n";
    }
    out += "Release manifest: " + one_line(docs.manifest_uri) + "\n";
    if (!docs.changelog_uri.empty()) out += "Changelog: " + one_line(docs.changelog_uri) + "\n";
    if (!manifest.components.empty()) out += "\nIt holds:\n";
    std::vector<std::string> lines;
    for (const ReleaseComponent& component : manifest.components)
        lines.push_back("  " + one_line(component.name + " " + component.git_tag) + "\n");
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) out += line;
    return out;
}

}  // namespace verbatim
