#include "attest/rfc3339.h"
#include "base/digest.h"
#include "base/text.h"
#include "report/run_report.h"
#include "report/site/address.h"
#include "report/words.h"
#include "report/xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

constexpr std::size_t entries_shown = 100;

std::string atom_time(std::int64_t seconds) {
    return rfc3339_text(std::clamp<std::int64_t>(seconds, 0, 253402300799));
}

// Who gives the names: the host of the site's address. RFC 4151 wants a day on which that was so.
std::string tag_authority(const std::string& address) {
    std::string_view host(address);
    if (const auto at = host.find("://"); at != std::string_view::npos) host.remove_prefix(at + 3);
    host = host.substr(0, host.find_first_of("/?#:"));
    const bool plain = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
    });
    return (plain ? std::string(host) : std::string("verbatim.invalid")) + ",2026";
}

// Names from outside may hold anything, so an id has a digest of them, short enough to be read.
std::string entry_id(const std::string& authority, const char* kind, std::int64_t when,
                     const std::string& about) {
    return fmt::format("tag:{}:{}/{}/{}", authority, kind, when, sha256(about).hex().substr(0, 32));
}

struct AtomEntry {
    std::int64_t when = 0;
    std::string id, title, link, summary;
};

std::string change_summary(const StateChange& change) {
    std::string text;
    if (!change.cause.empty()) text = "Cause: " + change.cause + ". ";
    if (change.from != UnitState::not_run)
        text += fmt::format("Before: {}, on {}. ", unit_state_name(change.from), day_words(change.last_seen));
    if (!change.between.empty()) text += "Changed in between: " + join(change.between, "; ") + ". ";
    if (change.expected) text += "This state was expected. ";
    return text.empty() ? text : text.substr(0, text.size() - 1);
}

std::string change_title(const StateChange& change) {
    const std::string unit = unit_words(change.unit);
    if (change.from == UnitState::not_run)
        return fmt::format("{}: {}, looked at for the first time", unit, unit_state_name(change.to));
    const char* kind = change.is_regression() ? "Regression: " : change.is_recovery() ? "Recovery: " : "";
    return fmt::format("{}{}: {} → {}", kind, unit, unit_state_name(change.from), unit_state_name(change.to));
}

AtomEntry branch_entry(const NewRelease& release, const std::string& authority) {
    return {release.when, entry_id(authority, "release", release.when, release.release),
            "New release branch: " + release.release, "index.html", release.text};
}

// A release comes out once, whenever somebody sees it.
AtomEntry numbered_entry(const NewRelease& release, const std::string& authority) {
    const std::string name = fmt::format("{}-{}", release.release, release.number);
    return {release.when, entry_id(authority, "published", 0, name), "New release: " + name, "index.html",
            release.text};
}

std::vector<AtomEntry> entries_of(const Feed& feed, const std::string& authority) {
    std::vector<AtomEntry> entries;
    for (const RunChanges& run : feed.changes)
        for (const StateChange& change : run.changes)
            entries.push_back(
                {run.when,
                 entry_id(authority, "change", run.when,
                          change.unit.release + "\n" + change.unit.component + "\n" + change.unit.platform),
                 change_title(change),
                 "components/" + page_name(change.unit.component) + "#" + unit_anchor(change.unit),
                 change_summary(change)});
    for (const NewRelease& release : feed.releases)
        entries.push_back(release.number > 0 ? numbered_entry(release, authority)
                                             : branch_entry(release, authority));
    std::stable_sort(entries.begin(), entries.end(),
                     [](const AtomEntry& a, const AtomEntry& b) { return a.when > b.when; });
    if (entries.size() > entries_shown) entries.resize(entries_shown);
    return entries;
}

}  // namespace

std::vector<NewRelease> new_releases(const std::vector<Run>& runs) {
    std::set<std::string> known;
    std::vector<NewRelease> found;
    for (const Run& run : runs) {
        const bool first = &run == &runs.front();
        for (const UnitResult& unit : run.units)
            if (known.insert(unit.unit.release).second && !first)
                found.push_back({unit.unit.release, 0,
                                 unit.pins.distro.empty() ? std::string() : "From " + unit.pins.distro,
                                 run.started});
        for (const NumberedRelease& one : run.published)
            if (one.before > 0)
                found.push_back({one.release, one.number,
                                 fmt::format("After {}-{}.{}", one.release, one.before,
                                             one.distro.empty() ? "" : " From " + one.distro),
                                 run.started});
    }
    return found;
}

std::string atom_feed(const Feed& feed) {
    const std::string authority = tag_authority(feed.address);
    const auto entries = entries_of(feed, authority);
    std::string base = feed.address;
    if (!base.empty() && base.back() != '/') base += '/';
    std::string text = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
        "  <id>tag:{}:feed</id>\n  <title>{}</title>\n  <updated>{}</updated>\n"
        "  <author><name>Verbatim</name></author>\n  <link rel=\"alternate\" href=\"{}index.html\"/>\n",
        authority, xml_text(feed.title), atom_time(entries.empty() ? feed.updated : entries.front().when),
        xml_text(base));
    if (!base.empty()) text += fmt::format("  <link rel=\"self\" href=\"{}feed.atom\"/>\n", xml_text(base));
    for (const AtomEntry& entry : entries)
        text += fmt::format(
            "  <entry>\n    <id>{}</id>\n    <title>{}</title>\n    <updated>{}</updated>\n"
            "    <link rel=\"alternate\" href=\"{}\"/>\n    <summary>{}</summary>\n  </entry>\n",
            entry.id, xml_text(entry.title), atom_time(entry.when), xml_text(base + entry.link),
            xml_text(entry.summary));
    return text + "</feed>\n";
}

}  // namespace verbatim
