#include "catalog/yaml.h"

#include "base/error.h"
#include "base/text.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace verbatim::yaml {

namespace {

constexpr std::size_t size_limit = 1U << 20U;
constexpr std::size_t depth_limit = 32;

// yaml-cpp's own node tree drops duplicate keys and follows aliases silently; its events hide nothing.
class Builder : public YAML::EventHandler {
  public:
    explicit Builder(std::shared_ptr<const SourceText> text) : text_(std::move(text)) {}

    Node take() {
        if (!stack_.empty())
            throw Error(Failure::definition, "the text ends within a list or map").at({text_, 0, 0});
        return std::move(root_);
    }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { no_anchors(mark); }
    void OnAnchor(const YAML::Mark& mark, const std::string&) override { no_anchors(mark); }

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (anchor != 0) no_anchors(mark);
        add({Node::Kind::null, {}, false, {}, {}, position(mark)});
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        check(mark, tag, anchor);
        // Escapes ("\x1b") can write what the text itself may not hold.
        for (const std::string& line : split(value, '\n'))
            if (printable(line, true) != line)
                throw Error(Failure::definition, "a value with a byte that cannot be shown: " + value)
                    .at(position(mark), "in this text");
        add({Node::Kind::text, value, tag == "!", {}, {}, position(mark)});
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::map);
    }
    void OnMapEnd() override { close(); }

  private:
    struct Level {
        Node node;
        bool has_key = false;
        std::string key;
        Position key_at;
        std::map<std::string, Position> keys;
    };

    Position position(const YAML::Mark& mark) const { return {text_, mark.line + 1, mark.column + 1}; }

    [[noreturn]] void no_anchors(const YAML::Mark& mark) const {
        throw Error(Failure::definition, "anchors and aliases are not allowed in definitions")
            .at(position(mark), "here")
            .note("Write the value out: a definition is read in review, line by line.");
    }

    void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
        if (anchor != 0) no_anchors(mark);
        if (!tag.empty() && tag != "?" && tag != "!")
            throw Error(Failure::definition, "the YAML tag " + tag + " is not allowed in definitions")
                .at(position(mark), "here");
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
        check(mark, tag, anchor);
        if (stack_.size() >= depth_limit)
            throw Error(Failure::definition, fmt::format("nested deeper than {} levels", depth_limit))
                .at(position(mark), "here");
        expect_no_key(position(mark), kind == Node::Kind::list ? "a list" : "a map");
        Level level;
        level.node.kind = kind;
        level.node.at = position(mark);
        stack_.push_back(std::move(level));
    }

    // A list or map in the place of a key.
    void expect_no_key(const Position& at, const char* what) const {
        if (!stack_.empty() && stack_.back().node.kind == Node::Kind::map && !stack_.back().has_key)
            throw Error(Failure::definition, std::string("a key must be text, not ") + what).at(at, "here");
    }

    void close() {
        Node node = std::move(stack_.back().node);
        stack_.pop_back();
        add(std::move(node));
    }

    void add(Node node) {
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Level& level = stack_.back();
        if (level.node.kind == Node::Kind::list) {
            level.node.items.push_back(std::move(node));
        } else if (!level.has_key) {
            if (node.kind != Node::Kind::text)
                throw Error(Failure::definition, "a key must be text").at(node.at, "here");
            const auto [first, is_new] = level.keys.emplace(node.text, node.at);
            if (!is_new)
                throw Error(Failure::definition, "the key \"" + node.text + "\" stands here twice")
                    .at(node.at, "the second one")
                    .note("The first one is at " + first->second.str() + ".");
            level.key = node.text;
            level.key_at = node.at;
            level.has_key = true;
        } else {
            // yaml-cpp puts a value that is not there at whatever comes next.
            if (node.kind == Node::Kind::null && node.at.line != level.key_at.line) node.at = level.key_at;
            level.node.members.push_back({level.key, level.key_at, std::move(node)});
            level.has_key = false;
        }
    }

    std::shared_ptr<const SourceText> text_;
    std::vector<Level> stack_;
    Node root_;
};

// A byte that a reviewer would not see, or would see elsewhere: NUL, controls, what is no UTF-8, marks that
// turn the direction of writing.
void check_visible(const std::shared_ptr<const SourceText>& text) {
    for (std::size_t i = 0; i < text->lines.size(); ++i) {
        const std::string& line = text->lines[i];
        const std::string shown = printable(line, true);
        if (shown == line) continue;
        const auto differs = std::mismatch(line.begin(), line.end(), shown.begin(), shown.end()).first;
        Error error(Failure::definition, "a byte that cannot be shown");
        error.at({text, static_cast<int>(i) + 1, static_cast<int>(differs - line.begin()) + 1},
                 "definitions are plain UTF-8 text");
        if (*differs == '\r') error.note("Lines end in a line feed alone.");
        throw error;
    }
}

}  // namespace

std::string kind_name(const Node& node) {
    switch (node.kind) {
        case Node::Kind::text:
            return "text";
        case Node::Kind::list:
            return "a list";
        case Node::Kind::map:
            return "a map";
        case Node::Kind::null:
            return "nothing";
    }
    return "nothing";
}

Node parse(const std::string& name, std::string_view yaml) {
    const auto text = SourceText::make(name, yaml);
    if (yaml.size() > size_limit)
        throw Error(Failure::definition, name + " is larger than " + human_size(size_limit)).at({text, 0, 0});
    check_visible(text);
    std::istringstream in{std::string(yaml)};
    Builder builder(text);
    try {
        YAML::Parser parser(in);
        if (!parser.HandleNextDocument(builder)) return {Node::Kind::null, {}, false, {}, {}, {text, 0, 0}};
        Node root = builder.take();
        Builder rest(text);
        if (parser.HandleNextDocument(rest))
            throw Error(Failure::definition, "a second YAML document")
                .at(rest.take().at, "only one is allowed in a file");
        return root;
    } catch (const YAML::Exception& error) {
        const Position at{text, std::max(error.mark.line + 1, 0), std::max(error.mark.column + 1, 0)};
        throw Error(Failure::definition, "this is no valid YAML: " + error.msg).at(at, "noticed here");
    }
}

}  // namespace verbatim::yaml
