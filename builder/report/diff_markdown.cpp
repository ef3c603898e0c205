#include "base/text.h"
#include "report/diff_report.h"
#include "report/markdown.h"

#include <fmt/format.h>

namespace verbatim {

namespace {

using markdown::code;
using markdown::plain;

std::string code(const std::optional<std::string>& value) {
    return value ? code(shown_value(value)) : "none";
}

std::string arrow(const Was& value) {
    return code(value.was) + " → " + code(value.is);
}

std::string names_text(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + code(name);
    return text;
}

class Markdown {
  public:
    explicit Markdown(const ReleaseDifference& difference) : d_(difference) {}

    std::string run() {
        out_ = fmt::format("## From {} to {}\n", plain(d_.was.name), plain(d_.is.name));
        if (d_.equal()) out_ += "\nNo difference.\n";
        if (!d_.facts.empty()) out_ += "\n";
        for (const FactChange& fact : d_.facts)
            out_ += "- " + plain(fact.name) + ": " + arrow(fact.value) + "\n";
        for (const ComponentDifference& component : d_.components) show(component);
        artifacts();
        if (!d_.unchanged_components.empty() && !d_.components.empty()) {
            out_ += "\n### Unchanged components\n\n";
            for (const std::string& name : d_.unchanged_components) out_ += "- " + plain(name) + "\n";
        }
        return std::move(out_);
    }

  private:
    void show(const ComponentDifference& component) {
        const std::string name = "\n### " + plain(component.name);
        if (component.change == Change::dropped) {
            out_ += name + ": dropped\n\n- Was " + code(component.tag.was) + "\n" + closed(component);
            return;
        }
        if (component.change == Change::added) {
            out_ += name + ": added\n\n- Tag " + code(component.tag.is) +
                    (component.commit.is ? ", commit " + code(component.commit.is) : "") + "\n" +
                    closed(component);
            if (component.go.is) out_ += "- Toolchain " + code(component.go.is) + "\n";
        } else {
            out_ += name + "\n\n";
            out_ += component.tag.changed() ? "- Tag " + arrow(component.tag) + "\n"
                                            : "- Tag " + code(component.tag.is) + "\n";
            out_ += closed(component);
            if (component.commit.changed())
                out_ +=
                    "- Commit " + arrow(component.commit) +
                    (component.tag.changed() ? "" : ": **the tag is the same, and names another commit**") +
                    "\n";
            if (component.go.changed()) out_ += "- Toolchain " + arrow(component.go) + "\n";
            if (component.go_declared.changed())
                out_ += "- Declared Go " + arrow(component.go_declared) + "\n";
        }
        for (const FactChange& fact : component.facts)
            out_ += "- " + plain(fact.name) + ": " + arrow(fact.value) + "\n";
        if (component.patches_differ) patches(component);
        if (component.commits) commits(*component.commits);
    }

    static std::string closed(const ComponentDifference& component) {
        const std::string words = public_words(component);
        return words.empty() ? "" : "- Inputs " + plain(words) + "\n";
    }

    void patches(const ComponentDifference& component) {
        if (!component.patches_problem.empty()) {
            out_ += "- Patches differ; " + plain(component.patches_problem) + "\n";
            return;
        }
        out_ += "- Patches: " + patch_counts(component) + "\n";
        for (const PatchChange& patch : component.patches) {
            const bool dropped = patch.how == PatchChange::How::dropped;
            out_ += fmt::format("  - {} {}{}", how_name(patch.how), patch.own ? "own " : "",
                                code(dropped ? patch.was_file : patch.file));
            if (!dropped && !patch.was_file.empty() && patch.was_file != patch.file)
                out_ += ", was " + code(patch.was_file);
            out_ += ": " + plain(patch.subject);
            if (!patch.cves.empty()) out_ += " (" + plain(join(patch.cves, ", ")) + ")";
            out_ += "\n";
        }
    }

    void commits(const CommitsChange& commits) {
        if (!commits.problem.empty()) {
            out_ += "- Commits: " + plain(commits.problem) + "\n";
            return;
        }
        list(commits.added, "new");
        list(commits.dropped, "of the old tag not in the new");
    }

    void list(const CommitList& list, const char* what) {
        if (list.count == 0) return;
        out_ += fmt::format("- Commits: {} {}\n", list.count, what);
        for (const CommitList::Line& line : list.shown)
            out_ += "  - " + code(line.id.substr(0, 12)) + " " + plain(line.subject) + "\n";
        if (list.count > list.shown.size())
            out_ += fmt::format("  - … and {} more\n", list.count - list.shown.size());
    }

    void artifacts() {
        if (!d_.artifacts_problem.empty()) {
            out_ += "\n### Artifacts\n\nNot told: " + plain(d_.artifacts_problem) + "\n";
            return;
        }
        if (d_.artifacts.empty() && d_.unchanged_artifacts.empty() && d_.untold_artifacts.empty()) return;
        out_ += fmt::format("\n### Artifacts\n\n{} differ, {} {}.\n", d_.artifacts.size(),
                            d_.unchanged_artifacts.size(),
                            d_.kind == SideKind::lock ? "stay bit-equal" : "are bit-equal");
        if (!d_.only_binaries.empty())
            out_ += "\nOnly binaries were compared; " + plain(d_.only_binaries) + "\n";
        const std::vector<ArtifactGroup> groups = artifact_groups(d_);
        if (!groups.empty())
            out_ += "\n| component | | artifacts | platforms | why |\n|---|---|---|---|---|\n";
        for (const ArtifactGroup& group : groups)
            for (const auto& [names, platforms] : group.names)
                out_ += fmt::format("| {} | {} | {} | {} | {} |\n", plain(group.component),
                                    change_name(group.change), names_text(names), platform_text(platforms),
                                    plain(shown_reasons(group.reasons)));
        if (const std::string words = number_alone_words(d_); !words.empty())
            out_ += "\n" + plain(words) + ".\n";
        if (!d_.unchanged_artifacts.empty()) out_ += "\n| component | bit-equal |\n|---|---|\n";
        for (const auto& [component, count] : unchanged_counts(d_))
            out_ += fmt::format("| {} | {} |\n", plain(component), count);
        if (!d_.untold_artifacts.empty())
            out_ +=
                fmt::format("\n{} not compared: {}.\n", d_.untold_artifacts.size(), untold_words(d_.kind));
    }

    static std::string platform_text(const std::vector<std::string>& platforms) {
        std::vector<std::string> shown;
        for (const std::string& platform : platforms) shown.push_back(plain(platform));
        return join(shown, ", ");
    }

    const ReleaseDifference& d_;
    std::string out_;
};

}  // namespace

std::string diff_markdown(const ReleaseDifference& difference) {
    return Markdown(difference).run();
}

}  // namespace verbatim
