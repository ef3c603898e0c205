#include "base/text.h"
#include "report/diff_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::size_t names_shown = 24;
constexpr std::size_t long_line = 100;
constexpr std::size_t names_a_line = 5;

class Text {
  public:
    Text(const ReleaseDifference& difference, const Style& style) : d_(difference), style_(style) {}

    std::string run() {
        out_ = style_.bold(printable(d_.was.name) + " → " + printable(d_.is.name)) + "\n";
        if (d_.equal())
            out_ += "  " + style_.good("no difference") + "\n";
        else
            facts();
        for (const ComponentDifference& component : d_.components) show(component);
        if (!d_.unchanged_components.empty() && !d_.components.empty())
            out_ += "\n" + counted(d_.unchanged_components.size(), "component") +
                    " unchanged: " + names(d_.unchanged_components) + "\n";
        artifacts();
        return std::move(out_);
    }

  private:
    void facts() {
        std::size_t width = 0;
        for (const FactChange& fact : d_.facts) width = std::max(width, display_width(printable(fact.name)));
        for (const FactChange& fact : d_.facts) change(fact, 2, width);
    }

    void change(const FactChange& fact, std::size_t indent, std::size_t width) {
        const std::string was = shown_value(fact.value.was), is = shown_value(fact.value.is);
        const std::string name = padded(printable(fact.name), width), blanks(indent, ' ');
        if (was.size() + is.size() < long_line)
            out_ += fmt::format("{}{}  {} → {}\n", blanks, name, was, is);
        else
            out_ += fmt::format("{0}{1}  {2}\n{0}{3}→ {4}\n", blanks, name, was,
                                std::string(display_width(name), ' '), is);
    }

    static std::string names(const std::vector<std::string>& all) {
        std::vector<std::string> shown;
        for (const std::string& name : all) shown.push_back(printable(name));
        const std::size_t more = shown.size() > names_shown ? shown.size() - names_shown : 0;
        shown.resize(shown.size() - more);
        return join(shown, ", ") + (more > 0 ? fmt::format(" … and {} more", more) : "");
    }

    void show(const ComponentDifference& component) {
        out_ += "\n" + style_.bold(printable(component.name));
        if (component.change == Change::dropped) {
            out_ += "  " + style_.bad("dropped") + "  was " + shown_value(component.tag.was) +
                    closed(component) + "\n";
            return;
        }
        if (component.change == Change::added) {
            out_ +=
                "  " + style_.good("added") + "  " + shown_value(component.tag.is) + closed(component) + "\n";
            if (component.go.is) out_ += "  toolchain  " + shown_value(component.go.is) + "\n";
        } else {
            tag(component);
            toolchain(component);
        }
        if (component.commits) commits(*component.commits);
        if (component.patches_differ) patches(component);
        for (const FactChange& fact : component.facts) change(fact, 2, display_width(printable(fact.name)));
    }

    [[nodiscard]] std::string closed(const ComponentDifference& component) const {
        const std::string words = public_words(component);
        return words.empty() ? "" : ", " + style_.warn(printable(words));
    }

    void tag(const ComponentDifference& component) {
        if (component.tag.changed())
            out_ += fmt::format("  {} → {}{}\n", shown_value(component.tag.was),
                                shown_value(component.tag.is), closed(component));
        else
            out_ += fmt::format("  {}{}\n", shown_value(component.tag.is), closed(component));
        if (component.commit.changed())
            out_ += fmt::format("  commit     {} → {}{}\n", shown_value(component.commit.was),
                                shown_value(component.commit.is),
                                component.tag.changed()
                                    ? ""
                                    : "  " + style_.bad("the tag is the same, and names another commit"));
    }

    void toolchain(const ComponentDifference& component) {
        if (component.go.changed())
            out_ += fmt::format("  toolchain  {} → {}\n", shown_value(component.go.was),
                                shown_value(component.go.is));
        if (component.go_declared.changed())
            out_ += fmt::format("  declared   Go {} → {}\n", shown_value(component.go_declared.was),
                                shown_value(component.go_declared.is));
    }

    void commits(const CommitsChange& commits) {
        if (!commits.problem.empty()) {
            out_ += "  commits    " + style_.warn(printable(commits.problem)) + "\n";
            return;
        }
        list(commits.added, "new");
        list(commits.dropped, "of the old tag not in the new");
    }

    void list(const CommitList& list, const char* what) {
        if (list.count == 0) return;
        out_ += fmt::format("  commits    {} {}\n", list.count, what);
        for (const CommitList::Line& line : list.shown)
            out_ += fmt::format("     {}  {}\n", style_.faint(printable(line.id.substr(0, 12))),
                                shortened(printable(line.subject), 96));
        if (list.count > list.shown.size())
            out_ += fmt::format("     … and {} more\n", list.count - list.shown.size());
    }

    void patches(const ComponentDifference& component) {
        if (!component.patches_problem.empty()) {
            out_ += "  patches    differ; " + style_.warn(printable(component.patches_problem)) + "\n";
            return;
        }
        out_ += "  patches    " + patch_counts(component) + "\n";
        for (const PatchChange& patch : component.patches) {
            const bool dropped = patch.how == PatchChange::How::dropped;
            const std::string how = padded(std::string(how_name(patch.how)), 8);
            const std::string file = printable(dropped ? patch.was_file : patch.file);
            out_ += fmt::format("     {}  {}{}",
                                dropped                                ? style_.bad(how)
                                : patch.how == PatchChange::How::added ? style_.good(how)
                                                                       : style_.warn(how),
                                patch.own ? "own " : "", file);
            if (!dropped && !patch.was_file.empty() && patch.was_file != patch.file)
                out_ += ", was " + printable(patch.was_file);
            out_ += "\n" + std::string(15, ' ') + printable(patch.subject) + "\n";
            for (std::size_t i = 0; i < patch.cves.size(); i += names_a_line) {
                const auto begin = patch.cves.begin() + static_cast<std::ptrdiff_t>(i);
                const std::vector<std::string> line(begin, begin + static_cast<std::ptrdiff_t>(std::min(
                                                                       names_a_line, patch.cves.size() - i)));
                out_ += std::string(15, ' ') + style_.warn(printable(join(line, " "))) + "\n";
            }
        }
    }

    void artifacts() {
        if (!d_.artifacts_problem.empty()) {
            out_ += "\nartifacts  " + style_.warn("not told") + ": " + printable(d_.artifacts_problem) + "\n";
            return;
        }
        if (d_.artifacts.empty() && d_.unchanged_artifacts.empty() && d_.untold_artifacts.empty()) return;
        out_ +=
            fmt::format("\nartifacts  {} differ, {} {}\n", d_.artifacts.size(), d_.unchanged_artifacts.size(),
                        d_.kind == SideKind::lock ? "stay bit-equal" : "are bit-equal");
        if (!d_.only_binaries.empty())
            out_ += "  only binaries were compared; " + printable(d_.only_binaries) + "\n";
        for (const ArtifactGroup& group : artifact_groups(d_)) {
            out_ += fmt::format("  {}  {} {}", style_.bold(printable(group.component)), group.count,
                                change_name(group.change));
            if (!group.reasons.empty()) out_ += ": " + shown_reasons(group.reasons);
            out_ += "\n";
            for (const auto& [names, platforms] : group.names) {
                const std::string where = this->names(platforms);
                out_ += "     " + this->names(names) + (where.empty() ? "" : style_.faint("  on " + where)) +
                        "\n";
            }
        }
        if (const std::string words = number_alone_words(d_); !words.empty()) out_ += "  " + words + "\n";
        for (const auto& [component, count] : unchanged_counts(d_))
            out_ += fmt::format("  {}  {} bit-equal\n", style_.bold(printable(component)), count);
        if (!d_.untold_artifacts.empty())
            out_ += fmt::format("  {} not compared: {}\n", d_.untold_artifacts.size(), untold_words(d_.kind));
    }

    const ReleaseDifference& d_;
    const Style& style_;
    std::string out_;
};

}  // namespace

std::string diff_text(const ReleaseDifference& difference, const Style& style) {
    return Text(difference, style).run();
}

}  // namespace verbatim
