#include "report/plan_report.h"

#include "base/text.h"
#include "report/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

// The same traversal that makes the digest, as JSON.
class JsonVisitor : public FieldVisitor {
  public:
    explicit JsonVisitor(Json& record) { open_.push_back(&record); }
    void text(std::string_view name, std::string_view value) override { top()[std::string(name)] = value; }
    void number(std::string_view name, std::int64_t value) override { top()[std::string(name)] = value; }
    void texts(std::string_view name, const std::vector<std::string>& values) override {
        top()[std::string(name)] = values;
    }
    void pairs(std::string_view name, const std::map<std::string, std::string>& values) override {
        top()[std::string(name)] = values;
    }
    void enter(std::string_view name) override {
        Json& list = top()[std::string(name)];  // a record may come several times
        list.push_back(Json::object());
        open_.push_back(&list.back());
    }
    void leave() override { open_.pop_back(); }

  private:
    Json& top() { return *open_.back(); }
    std::vector<Json*> open_;
};

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

}  // namespace

std::string plan_text(const Plan& plan, const Style& style) {
    std::size_t width = 0;
    for (const Action& action : plan.actions) width = std::max(width, display_width(printable(action.name)));
    std::string out = fmt::format("plan of release {} · {} · {}\n\n", printable(plan.release),
                                  counted(plan.actions.size(), "action"),
                                  counted(plan.artifacts.size(), "binary", "binaries"));
    for (std::size_t i = 0; i < plan.actions.size(); ++i) {
        const Action& action = plan.actions[i];
        std::string inputs;
        for (const Input& input : action.inputs)
            inputs += (inputs.empty() ? "  ← " : " ") + std::to_string(input.action + 1);
        out += fmt::format("{:>4}  {:<9}  {}  {}{}\n", i + 1, action.kind(),
                           padded(printable(action.name), width), style.faint(action.plan_digest.short_hex()),
                           inputs);
    }
    return out;
}

std::string plan_json(const Plan& plan) {
    Json actions = Json::array();
    for (const Action& action : plan.actions) {
        Json record = {{"name", action.name},
                       {"kind", action.kind()},
                       {"operation", action.operation_name()},
                       {"component", action.component},
                       {"plan_digest", action.plan_digest.hex()}};
        Json inputs = Json::array();
        for (const Input& input : action.inputs) {
            Json one = {
                {"name", input.name}, {"action", plan.actions[input.action].name}, {"output", input.output}};
            if (!input.only.empty()) one["only"] = input.only;
            inputs.push_back(std::move(one));
        }
        record["inputs"] = std::move(inputs);
        Json fields = Json::object();
        JsonVisitor visitor(fields);
        describe(action.operation, visitor);
        record["fields"] = std::move(fields);
        actions.push_back(std::move(record));
    }
    Json artifacts = Json::array();
    for (const Artifact& artifact : plan.artifacts)
        artifacts.push_back({{"path", artifact.path},
                             {"component", artifact.component},
                             {"platform", artifact.platform.str()},
                             {"action", plan.actions[artifact.action].name}});
    const Json record = {{"format", "verbatim.plan/1"},
                         {"release", plan.release},
                         {"actions", actions},
                         {"artifacts", artifacts}};
    return json_text(record);
}

std::string plan_dot(const Plan& plan) {
    std::string out = "digraph plan {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
    for (std::size_t i = 0; i < plan.actions.size(); ++i) {
        const Action& action = plan.actions[i];
        const std::string_view shape = action.kind() == "fetch" ? "ellipse"
                                       : action.kind() == "run" ? "box"
                                                                : "hexagon";
        out += fmt::format("  a{} [label={}, shape={}, tooltip=\"{}\"];\n", i, quoted(action.name), shape,
                           action.plan_digest.hex());
        for (const Input& input : action.inputs)
            out += fmt::format("  a{} -> a{} [label={}];\n", input.action, i, quoted(input.name));
    }
    return out + "}\n";
}

}  // namespace verbatim
