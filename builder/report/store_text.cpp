#include "base/text.h"
#include "report/store_report.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

constexpr std::size_t most_shown = 20;

std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most_shown; ++i)
        text += "  " + printable(names[i]) + "\n";
    if (names.size() > most_shown)
        text += fmt::format("  and {} more (all with --json)\n", names.size() - most_shown);
    return text;
}

}  // namespace

std::string fsck_text(const FsckReport& report, const Style& style) {
    std::string text = fmt::format("store {}\n{}, {} in {}, {}, {}\n", printable(report.store),
                                   counted(report.outcomes, "outcome"), counted(report.blobs, "blob"),
                                   human_size(report.blob_bytes), counted(report.trees, "tree"),
                                   counted(report.shared_trees, "shared tree"));
    for (std::size_t i = 0; i < report.damage.size() && i < most_shown; ++i) {
        const Damage& one = report.damage[i];
        text += fmt::format("\n{}  {}\n", style.bad(damage_name(one.kind)), printable(one.place));
        text += "  " + printable(one.what) + "\n";
        if (!one.needed_by.empty())
            text += fmt::format(
                "  needed by {}{}\n", printable(one.needed_by.front()),
                one.needed_by.size() > 1 ? " and " + counted(one.needed_by.size() - 1, "other action") : "");
    }
    if (report.damage.size() > most_shown)
        text += fmt::format("\nand {} more (all with --json)\n", report.damage.size() - most_shown);
    if (!report.strange.empty())
        text += fmt::format("\nNot the store's, left alone: {}\n", counted(report.strange.size(), "file")) +
                list(report.strange);
    if (report.leftovers > 0)
        text += fmt::format("\n{} of runs that go on or were killed: no damage\n",
                            counted(report.leftovers, "leftover"));
    if (!report.to_rebuild.empty())
        text += (report.repaired ? "\nThe next run that needs them makes these again:\n"
                                 : "\nNot whole, so to be made again:\n") +
                list(report.to_rebuild);
    if (report.clean())
        text += "\n" + style.good("clean") + "\n";
    else if (report.repaired)
        text += fmt::format("\n{}: {}, taken away\n", style.good("repaired"),
                            counted(report.damage.size(), "damage", "damages"));
    else
        text += fmt::format("\n{}: {}\n   next: verbatim store fsck --repair\n", style.bad("damaged"),
                            counted(report.damage.size(), "damage", "damages"));
    return text;
}

std::string gc_text(const GcReport& report, const Style& style) {
    std::string text = fmt::format("store {}\n\n", printable(report.store));
    for (const GcReport::Kind& kind : report.kinds)
        text += fmt::format("{:<13} {:>8} kept {:>8} {}  {:>9}\n", kind.name, kind.kept, kind.removed,
                            report.dry_run ? "to go" : "removed", human_size(kind.freed_bytes));
    if (!report.forgotten.empty())
        text += fmt::format("\nOutcomes unused for that long: {}\n", report.forgotten.size()) +
                list(report.forgotten);
    if (report.damaged_outcomes > 0)
        text += fmt::format("\n{}: {}\n   next: verbatim store fsck\n", style.warn("damaged"),
                            counted(report.damaged_outcomes, "outcome"));
    return text + fmt::format("\n{} {}\n", human_size(report.freed_bytes()),
                              report.dry_run ? "could be freed" : "freed");
}

std::string du_text(const DuReport& report) {
    std::string text = fmt::format("store {}\n\n", printable(report.store));
    for (const DuReport::Kind& kind : report.kinds)
        text +=
            fmt::format("{:<13} {:>9}  {}\n", kind.name, human_size(kind.bytes), counted(kind.files, "file"));
    return text + fmt::format("{:<13} {:>9}\n", "all", human_size(report.bytes()));
}

}  // namespace verbatim
