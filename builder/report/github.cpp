#include "base/text.h"
#include "report/latest.h"
#include "report/markdown.h"
#include "report/run_report.h"
#include "report/words.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

constexpr std::size_t annotations_shown = 10, lines_shown = 50;

// Of workflow commands: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
std::string command_data(const std::string& text, bool is_property) {
    std::string out;
    for (const char c : printable(text)) {
        if (c == '%')
            out += "%25";
        else if (is_property && c == ':')
            out += "%3A";
        else if (is_property && c == ',')
            out += "%2C";
        else
            out += c;
    }
    return out;
}

std::string command(const char* kind, const std::string& title, const std::string& text) {
    return fmt::format("::{} title={}::{}\n", kind, command_data(title, true), command_data(text, false));
}

// At most ten of a kind: GitHub shows no more of a step.
class Annotations {
  public:
    explicit Annotations(const char* kind) : kind_(kind) {}
    void add(const std::string& title, const std::string& text) {
        if (++count_ < annotations_shown) text_ += command(kind_, title, text);
        if (count_ == annotations_shown) last_ = command(kind_, title, text);
    }
    [[nodiscard]] std::string text() const {
        if (count_ <= annotations_shown) return text_ + last_;
        return text_ +
               command(kind_, "and more",
                       fmt::format("{} more like this; see the report", count_ - annotations_shown + 1));
    }

  private:
    const char* kind_;
    std::size_t count_ = 0;
    std::string text_, last_;
};

std::string markdown_change(const StateChange& change) {
    std::string line = fmt::format(
        "| {} | {} → **{}**{} | {} |\n", markdown::plain(unit_words(change.unit)),
        unit_state_name(change.from), unit_state_name(change.to), change.expected ? " (expected)" : "",
        markdown::plain(change.cause.empty() ? join(change.between, "; ") : change.cause));
    return line;
}

std::string summary_units(const std::map<UnitName, LatestUnit>& units) {
    std::string rows;
    std::size_t count = 0;
    for (const auto& [name, unit] : units) {
        if (is_good(unit.state())) continue;
        if (++count > lines_shown) continue;
        std::string state(unit_state_name(unit.state()));
        std::string why = unit.now != nullptr ? unit.now->cause : "";
        if (unit.now == nullptr && unit.known != nullptr)
            why = fmt::format("was {} on {}", unit_state_name(unit.known->state),
                              day_words(unit.known_run->started));
        if (unit.now != nullptr && unit.now->expected) state += ", as expected";
        rows +=
            fmt::format("| {} | {} | {} |\n", markdown::plain(unit_words(name)), state, markdown::plain(why));
    }
    if (rows.empty()) return {};
    if (count > lines_shown) rows += fmt::format("\n… and {} more\n", count - lines_shown);
    return "\n### Not reproduced\n\n| unit | state | why |\n|---|---|---|\n" + rows;
}

}  // namespace

std::string github_annotations(const std::vector<Run>& runs, const RunChanges& changes) {
    Annotations errors("error"), warnings("warning"), notices("notice");
    for (const auto& [name, unit] : latest_units(runs)) {
        if (is_good(unit.state())) continue;
        const std::string title = fmt::format("{}: {}", unit_words(name), unit_state_name(unit.state()));
        if (unit.now == nullptr)
            warnings.add(title, "the last run did not look at it");
        else if (!unit.now->expected)
            errors.add(title, unit.now->cause.empty() ? "no cause is known" : unit.now->cause);
    }
    for (const StateChange& change : changes.changes)
        if (change.is_recovery())
            notices.add(fmt::format("{}: {} again", unit_words(change.unit), unit_state_name(change.to)),
                        join(change.between, "; "));
    return errors.text() + warnings.text() + notices.text();
}

std::string github_summary(const std::vector<Run>& runs, const RunChanges& changes) {
    const auto units = latest_units(runs);
    const Tally all = tally(units);
    const Run* run = latest_run(runs);
    if (run == nullptr) return "## Verbatim\n\nNothing was looked at yet.\n";
    std::string text = fmt::format("## {} of {} claims reproduced\n\n", all.reproduced, all.claims);
    text += fmt::format("Run {} ({}), {}, {}", run->id, markdown::plain(run->kind), time_words(run->started),
                        run_ending_name(run->ending));
    if (run->ended != 0) text += ", " + duration_words(run->ended - run->started);
    text += fmt::format(". {}: {} reproduced", counted(all.units, "unit"), all.reproduced_units);
    const auto also = [&](std::size_t count, const char* what) {
        if (count != 0) text += fmt::format(", {} {}", count, what);
    };
    also(all.equivalent_units, "equivalent");
    also(all.expected_units, "not, as expected");
    also(all.bad_units, "not");
    also(all.not_run_units, "not run");
    text += ".\n";
    if (run->shared_cache) text += "\n**It was " + std::string(shared_cache_words) + ".**\n";
    if (!run->error.empty()) text += "\n**It failed:** " + markdown::plain(run->error) + "\n";
    if (!changes.changes.empty()) {
        text += "\n### Changes\n\n| unit | state | cause, or what changed in between |\n|---|---|---|\n";
        for (std::size_t i = 0; i < changes.changes.size() && i < lines_shown; ++i)
            text += markdown_change(changes.changes[i]);
        if (changes.changes.size() > lines_shown)
            text += fmt::format("\n… and {} more\n", changes.changes.size() - lines_shown);
    }
    return text + summary_units(units);
}

}  // namespace verbatim
