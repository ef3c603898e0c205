#include "base/text.h"
#include "report/why_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

using How = TreeChanges::How;
constexpr std::size_t most_lines = 200;  // of one list

std::string state_text(const Surveyed& found, const Style& style) {
    const std::string text = padded(std::string(state_name(found.state)), 16);
    return found.state == Surveyed::State::in_store ? style.good(text)
           : found.state == Surveyed::State::absent ? style.warn(text)
                                                    : style.faint(text);
}

std::string names(const Plan& plan, const std::set<std::size_t>& actions) {
    std::string text;
    for (const std::size_t action : actions)
        text += (text.empty() ? "" : ", ") + printable(plan.actions[action].name);
    return text;
}

// Before a field's or a list element's value: what of it is old and what is new.
std::string sign(char c, const std::string& text, const Style& style) {
    const std::string line = fmt::format("      {} {}\n", c, printable(text));
    return c == '-' ? style.bad(line) : style.good(line);
}

class Text {
  public:
    Text(const WhyReport& report, const Style& style)
        : report_(report), style_(style), explanation_(report.explanation) {}

    std::string list() {
        std::size_t width = 0, in_store = 0;
        for (const Action& action : report_.plan.actions)
            width = std::max(width, display_width(printable(action.name)));
        for (std::size_t i = 0; i < report_.found.size(); ++i) {
            const Surveyed& found = report_.found[i];
            const Action& action = report_.plan.actions[i];
            in_store += found.outcome ? 1 : 0;
            out_ += fmt::format("{}  {}  {}", style_.faint(action.plan_digest.short_hex()),
                                padded(printable(action.name), width), state_text(found, style_));
            if (found.outcome)
                out_ += fmt::format("  {}, in {}", printable(found.outcome->made_at),
                                    human_duration(std::chrono::milliseconds(found.outcome->milliseconds)));
            if (!found.waits_for.empty()) out_ += "  waits for " + names(report_.plan, found.waits_for);
            while (out_.ends_with(' ')) out_.pop_back();
            out_ += "\n";
        }
        return out_ + fmt::format(
                          "\n{} of {} in the store. What one is made of, and what has changed: "
                          "verbatim why {} {} ACTION\n",
                          in_store, counted(report_.plan.actions.size(), "action"),
                          printable(report_.plan.release), printable(report_.component));
    }

    std::string one() {
        head();
        made_of();
        inputs();
        if (explanation_.before) before(*explanation_.before);
        return std::move(out_);
    }

  private:
    void head() {
        const Action& action = report_.plan.actions[*report_.asked];
        const Surveyed& found = report_.found[*report_.asked];
        out_ += style_.bold(printable(action.name)) + fmt::format(" · {}\n", action.operation_name());
        out_ += "  plan digest  " + action.plan_digest.hex() + "\n";
        out_ += "  run digest   " + (found.run_digest ? found.run_digest->hex() : "not known yet") + "\n";
        out_ += "  " + style_.bold(std::string(state_name(found.state)));
        if (found.outcome)
            out_ += fmt::format(": made {}, in {}", printable(found.outcome->made_at),
                                human_duration(std::chrono::milliseconds(found.outcome->milliseconds)));
        if (!found.waits_for.empty()) out_ += ": it waits for " + names(report_.plan, found.waits_for);
        if (explanation_.trees_gone) out_ += ": an outcome is there, but a tree that it names is gone";
        out_ += "\n\nits digest is made of\n";
    }

    void made_of() {
        std::size_t width = 0;
        for (const auto& field : explanation_.made_of.fields)
            width = std::max(width, std::min<std::size_t>(display_width(printable(field.name)), 32));
        for (const auto& field : explanation_.made_of.fields) {
            const std::string name = padded(printable(field.name), width);
            if (field.values.empty()) out_ += fmt::format("  {}  (none)\n", name);
            for (std::size_t i = 0; i < std::min(field.values.size(), most_lines); ++i)
                out_ += fmt::format("  {}  {}\n", i == 0 ? name : std::string(width, ' '),
                                    field.values[i].empty() ? "\"\"" : printable(field.values[i]));
            if (field.values.size() > most_lines)
                out_ += fmt::format("  … and {} more\n", field.values.size() - most_lines);
        }
    }

    void inputs() {
        for (const ActionExplanation::In& in : explanation_.inputs) {
            out_ += fmt::format("  input {}: {} of {}", printable(in.input.name), printable(in.input.output),
                                printable(in.action));
            if (!in.input.only.empty()) out_ += ", only " + printable(join(in.input.only, ", "));
            out_ += "\n    " + (in.digest ? style_.faint(in.digest->hex()) : "not there yet") + "\n";
        }
    }

    void before(const ActionExplanation::Before& before) {
        const Surveyed& found = report_.found[*report_.asked];
        out_ += fmt::format("\n{} of this name: made {}, run digest {}\n",
                            found.outcome ? "the newest other outcome" : "the newest outcome",
                            printable(before.outcome.made_at), before.run_digest.short_hex());
        if (!before.outcome.made_of.known()) {
            out_ +=
                "  It was made before outcomes kept what they are made of: what has changed is not known.\n";
            return;
        }
        if (before.same()) out_ += "  Nothing that is known yet has changed since.\n";
        for (const auto& change : before.fields) field(change);
        for (const auto& change : before.inputs) input(change);
        if (!before.not_known_yet.empty())
            out_ += "  not known yet: " + printable(join(before.not_known_yet, ", ")) + "\n";
    }

    void field(const ActionExplanation::FieldChange& change) {
        const auto values = [](const auto& side) { return side ? side->values : std::vector<std::string>(); };
        const auto was = values(change.was), is = values(change.is);
        const char* what = !change.was ? "is new" : !change.is ? "is gone" : "changed";
        out_ += fmt::format("  {} {}\n", style_.bold(printable(change.name)), what);
        // Of a list only the elements that one side alone has; where there are none, the order changed.
        std::string lines;
        const auto lacking = [&](const auto& from, const auto& in, char c) {
            for (const std::string& value : from)
                if (std::find(in.begin(), in.end(), value) == in.end()) lines += sign(c, value, style_);
        };
        lacking(was, is, '-');
        lacking(is, was, '+');
        if (lines.empty()) {
            for (const std::string& value : was) lines += sign('-', value, style_);
            for (const std::string& value : is) lines += sign('+', value, style_);
        }
        out_ += lines;
    }

    void input(const ActionExplanation::InputChange& change) {
        const char* what = !change.was ? "is new" : !change.is ? "is gone" : "changed";
        out_ += fmt::format("  {} {}\n", style_.bold("input " + printable(change.name)), what);
        const auto side = [&](const std::optional<MadeOf::Tree>& tree, char c) {
            if (tree)
                out_ += sign(c,
                             tree->output + " " + tree->digest.hex() +
                                 (tree->only.empty() ? "" : ", only " + join(tree->only, ", ")),
                             style_);
        };
        side(change.was, '-');
        side(change.is, '+');
        if (!change.was || !change.is || change.was->digest == change.is->digest) return;
        if (!change.paths) {
            out_ += "      Its files cannot be compared: not all of the old tree is in the store any more.\n";
            return;
        }
        for (const auto& path : change.paths->first)
            out_ += fmt::format("      {}  {}\n",
                                path.how == How::added     ? "added  "
                                : path.how == How::removed ? "removed"
                                                           : "changed",
                                printable(path.path));
        out_ += fmt::format("      {} added, {} removed, {} changed\n", change.paths->added,
                            change.paths->removed, change.paths->changed);
    }

    const WhyReport& report_;
    const Style& style_;
    const ActionExplanation& explanation_;
    std::string out_;
};

}  // namespace

std::string_view state_name(Surveyed::State state) {
    return state == Surveyed::State::in_store ? "in the store"
           : state == Surveyed::State::absent ? "not in the store"
                                              : "unknown";
}

std::string why_text(const WhyReport& report, const Style& style) {
    Text text(report, style);
    return report.asked ? text.one() : text.list();
}

}  // namespace verbatim
