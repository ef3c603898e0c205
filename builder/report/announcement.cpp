#include "report/announcement.h"

#include "base/text.h"

#include <string_view>

namespace verbatim {

namespace {

constexpr std::size_t subject_limit = 100;
constexpr std::size_t message_limit = 256U << 10U;

// One line of printable ASCII that does not begin with a blank, cut off where it is too long.
std::string subject_of(std::string_view text) {
    std::string subject;
    for (const char c : printable(trim(text))) {
        if (c == '\n' || c == '\t') {
            subject += ' ';
        } else if (c >= ' ' && c < 0x7F) {
            subject += c;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {  // one for a character, not for a byte
            subject += '?';
        }
    }
    if (subject.size() > subject_limit) subject = subject.substr(0, subject_limit - 3) + "...";
    return subject;
}

// Cut off after a whole line.
std::string message_of(std::string text) {
    constexpr std::string_view cut = "…\n";
    if (text.size() <= message_limit) return text;
    text.resize(message_limit - cut.size());
    const auto end = text.rfind('\n');
    text.resize(end == std::string::npos ? 0 : end + 1);
    return text + std::string(cut);
}

std::string shown_line(const std::string& text) {
    return printable(text) + "\n";
}

std::string newer_lines(const Outdated& outdated, std::vector<std::string>& names) {
    std::string lines;
    if (outdated.distro && outdated.distro->has_released()) {
        const auto named = [&](std::int64_t number) {
            return outdated.release + "-" + std::to_string(number);
        };
        names.push_back("release " + named(outdated.distro->number_is));
        lines += "  " + shown_line(outdated.distro->name + " released " + named(outdated.distro->number_is) +
                                   (outdated.distro->number_was > 0
                                        ? "; the pins are of " + named(outdated.distro->number_was)
                                        : ""));
    }
    for (const auto& component : outdated.components) {
        if (component.newest.empty() && component.newest_patch.empty()) continue;
        const std::string& to = component.newest.empty() ? component.newest_patch : component.newest;
        names.push_back(component.project + " " + to);
        lines += "  " + shown_line(component.project + " " + component.tag + " → " + to);
    }
    for (const auto& toolchain : outdated.toolchains) {
        if (toolchain.newest.empty()) continue;
        names.push_back(toolchain.newest);
        lines += "  " + shown_line(toolchain.version + " → " + toolchain.newest);
    }
    if (outdated.distro && !outdated.distro->changed.empty()) {
        names.push_back(outdated.distro->name);
        lines += "  " + shown_line(outdated.distro->name + "@" + outdated.distro->is.substr(0, 12) +
                                   " says something else of " + join(outdated.distro->changed, ", "));
    }
    return lines;
}

}  // namespace

Announcement announce_release(const ReleaseDocs& docs) {
    const std::string name = (docs.distribution.empty() ? "" : docs.distribution + " ") +
                             release_title(docs.manifest.channel, docs.manifest.number);
    std::string subject = "New release of " + name;
    if (docs.status)
        subject =
            (docs.status->state == ReleaseStatus::State::withdrawn ? "Withdrawn: " : "Superseded: ") + name;
    return {subject_of(subject), message_of(release_announcement(docs))};
}

std::optional<Announcement> announce_newer(const Outdated& outdated) {
    std::vector<std::string> names;
    const std::string lines = newer_lines(outdated, names);
    if (names.empty()) return std::nullopt;
    return Announcement{
        subject_of("New for " + outdated.release + ": " + join(names, ", ")),
        message_of(shown_line("Newer than the pins of " + outdated.release + ":") + "\n" + lines + "\n" +
                   shown_line("To see it all: verbatim outdated " + outdated.release))};
}

}  // namespace verbatim
