// Every node of YAML knows where it begins; where it ends is found in the text. Values are replaced in place,
// keys and entries that come or go are whole lines. Whatever this misjudges is found at the end: the new text
// is parsed, and has to say what was asked for.
#include "pin/lock_edit.h"

#include "base/error.h"
#include "catalog/catalog.h"
#include "catalog/draft.h"
#include "catalog/yaml.h"
#include "pin/lock_text.h"
#include "pin/text_edits.h"

#include <algorithm>

namespace verbatim {

namespace {

using yaml::Node;
using Member = yaml::Node::Member;

const Member* find(const Node& map, const std::string& key) {
    for (const Member& member : map.members)
        if (member.key == key) return &member;
    return nullptr;
}

int last_line(const Node& node) {
    int last = node.at.line;
    for (const Node& item : node.items) last = std::max(last, last_line(item));
    for (const Member& member : node.members)
        last = std::max({last, member.at.line, last_line(member.value)});
    return last;
}

int last_line(const Member& member) {
    return std::max(member.at.line, last_line(member.value));
}

// What an old tag is called for another version: etcdctl/v1 of v1 is etcdctl/v2 of v2.
std::string renamed(const std::string& tag, const std::string& from, const std::string& to) {
    return tag.ends_with(from) ? tag.substr(0, tag.size() - from.size()) + to : tag;
}

class Editor {
  public:
    explicit Editor(const std::string& text) : edits_(text) {}

    void distro(const Node& root, const LockChange::Distro& distro) {
        const Member* there = find(root, "distro");
        if (there == nullptr)
            return edits_.insert_before(
                head_of(*find(root, "components")),
                "distro:\n  source: " + yaml_scalar(distro.source) + "\n  commit: " + distro.commit + "\n");
        set(*find(there->value, "source"), distro.source);
        set(*find(there->value, "commit"), distro.commit);
    }

    void component(const Member& entry, const ComponentPin& was, const ComponentPin& is) {
        const Node& pin = entry.value;
        if (was.tag.value != is.tag.value) set(*find(pin, "tag"), is.tag.value);
        if (was.has_tag_object() && was.tag_object.value != is.tag_object.value)
            set(*find(pin, "tag_object"), is.tag_object.value);
        if (was.commit.value != is.commit.value) set(*find(pin, "commit"), is.commit.value);
        if (was.commit_time.value != is.commit_time.value)
            set_plain(*find(pin, "commit_time"), lock_time(is.commit_time.value));
        if (!was.has_tag_object() && is.has_tag_object())
            first_tags(pin, is);
        else if (was.tags != is.tags)
            tags(*find(pin, "tags"), was, is);
        optional(pin, "patches", was.patches, is.patches);
        optional(pin, "patched_commit", was.patched_commit, is.patched_commit);
        optional(pin, "checksums", was.checksums, is.checksums);
        if (!was.has_go()) return;  // nothing gives it one: how a project is built does not change with a pin
        const Node& go = find(pin, "go")->value;
        if (was.go_declared != is.go_declared) set(*find(go, "declared"), is.go_declared);
        if (was.go.value != is.go.value) set(*find(go, "found"), is.go.value);
    }

    // In the order of names, where the others are in it.
    void add(const Node& components, const std::string& project, std::string entry) {
        const auto indent = static_cast<std::size_t>(components.members.front().at.column) - 1;
        std::string indented;
        for (std::size_t start = 0; start < entry.size();) {
            const std::size_t end = entry.find('\n', start) + 1;
            indented += std::string(indent, ' ') + entry.substr(start + 2, end - start - 2);
            start = end;
        }
        for (const Member& member : components.members)
            if (member.key > project) return edits_.insert_before(head_of(member), indented);
        edits_.insert_before(last_line(components) + 1, indented);
    }

    void remove(const Member& member) { edits_.remove(member.at.line, last_line(member)); }

    void unbuildable(const Node& root, const std::map<std::string, Unbuildable>& all) {
        const Member* there = find(root, "unbuildable");
        const std::string text = unbuildable_text(all);
        // Before the components: more of those can be added at the end of the file.
        if (there == nullptr) return edits_.insert_before(head_of(*find(root, "components")), text);
        if (all.empty()) return edits_.remove(head_of(*there), last_line(*there));
        remove(*there);  // what stands above it stays
        edits_.insert_before(there->at.line, text.substr(text.find('\n') + 1));
    }

    [[nodiscard]] std::string text() const { return edits_.text(); }

  private:
    // The line of a key, or that of the comments right above it.
    int head_of(const Member& member) const {
        int line = member.at.line;
        while (line > 1) {
            const std::string& above = edits_.line(line - 1);
            const auto first = above.find_first_not_of(' ');
            if (first == std::string::npos || above[first] != '#' ||
                static_cast<int>(first) + 1 != member.at.column)
                break;
            --line;
        }
        return line;
    }

    // How many bytes the text at a place takes, quotes included.
    std::size_t length_of(const Position& at, const std::string& value) const {
        const std::string& line = edits_.line(at.line);
        const std::size_t start = static_cast<std::size_t>(at.column) - 1;
        if (start >= line.size()) return value.size();
        const char quote = line[start];
        if (quote != '"' && quote != '\'') return value.size();
        std::size_t end = start + 1;
        while (end < line.size() && line[end] != quote) end += line[end] == '\\' && quote == '"' ? 2 : 1;
        return end + 1 - start;
    }

    void write(const Position& at, const std::string& old, const std::string& value) {
        const std::string& line = edits_.line(at.line);
        const bool quoted = line.compare(static_cast<std::size_t>(at.column) - 1, 1, "\"") == 0;
        const std::string scalar = yaml_scalar(value);
        edits_.replace(at.line, at.column, length_of(at, old),
                       quoted && !scalar.starts_with("\"") ? "\"" + scalar + "\"" : scalar);
    }

    void set(const Member& member, const std::string& value) {
        if (member.value.text != value) write(member.value.at, member.value.text, value);
    }

    // A time: its colons are no key's.
    void set_plain(const Member& member, const std::string& value) {
        const Position& at = member.value.at;
        edits_.replace(at.line, at.column, length_of(at, member.value.text), value);
    }

    void optional(const Node& pin, const char* key, const std::optional<Located<ObjectId>>& was,
                  const std::optional<Located<ObjectId>>& is) {
        const Member* there = find(pin, key);
        if (there != nullptr && is) set(*there, is->value);
        if (there != nullptr && !is) remove(*there);
        if (there != nullptr || !is || was) return;
        // After the last of those that stand before it in a lock.
        const Member* before = find(pin, "tags");
        if (before == nullptr) before = find(pin, "commit_time");
        for (const char* other : {"patches", "patched_commit", "checksums"}) {
            if (std::string(other) == key) break;
            if (const Member* one = find(pin, other)) before = one;
        }
        const auto indent = static_cast<std::size_t>(before->at.column) - 1;
        edits_.insert_before(last_line(*before) + 1,
                             std::string(indent, ' ') + key + ": " + is->value + "\n");
    }

    // In a pin that was written without upstream's tag.
    void first_tags(const Node& pin, const ComponentPin& is) {
        const Member& tag = *find(pin, "tag");
        const Member& time = *find(pin, "commit_time");
        const std::string indent(static_cast<std::size_t>(tag.at.column) - 1, ' ');
        edits_.insert_before(last_line(tag) + 1, indent + "tag_object: " + is.tag_object.value + "\n");
        std::string lines = indent + "tags:\n";
        for (const auto& [name, object] : is.tags)
            lines += indent + "  " + yaml_scalar(name) + ": " + object.value + "\n";
        edits_.insert_before(last_line(time) + 1, lines);
    }

    void tags(const Member& member, const ComponentPin& was, const ComponentPin& is) {
        const bool in_lines = member.value.at.line > member.at.line;
        if (!in_lines) return flow_tags(member.value, is);
        std::map<std::string, Located<ObjectId>> left = is.tags;
        for (const Member& tag : member.value.members) {
            const std::string name =
                left.contains(tag.key) ? tag.key : renamed(tag.key, was.tag.value, is.tag.value);
            const auto found = left.find(name);
            if (found == left.end()) {
                remove(tag);
                continue;
            }
            if (name != tag.key) write(tag.at, tag.key, name);
            set(tag, found->second.value);
            left.erase(found);
        }
        const auto indent = static_cast<std::size_t>(member.value.members.front().at.column) - 1;
        for (const auto& [name, object] : left)
            edits_.insert_before(last_line(member) + 1,
                                 std::string(indent, ' ') + yaml_scalar(name) + ": " + object.value + "\n");
    }

    // {v1: …, etcdctl/v1: …} in one line
    void flow_tags(const Node& map, const ComponentPin& is) {
        const std::string& line = edits_.line(map.at.line);
        const std::size_t start = static_cast<std::size_t>(map.at.column) - 1;
        const std::size_t end = line.find('}', start);
        if (end == std::string::npos) return;
        std::string text;
        for (const auto& [tag, object] : is.tags)
            text += (text.empty() ? "{" : ", ") + yaml_scalar(tag) + ": " + object.value;
        edits_.replace(map.at.line, map.at.column, end + 1 - start, text + "}");
    }

    TextEdits edits_;
};

[[noreturn]] void cannot_edit(const std::string& file, const Position& at, const LockChange& change,
                              const std::string& why) {
    Error error(Failure::definition,
                file + " is written in a way that `verbatim pin` does not know how to edit");
    error.at(at, "nothing was written");
    if (!why.empty()) error.note(why);
    std::string wanted;
    for (const auto& [project, pin] : change.components) wanted += pin_text(pin, "");
    if (!wanted.empty()) error.note("What is to stand under `components`:\n" + wanted);
    throw error.next("put it in by hand, one key a line");
}

}  // namespace

std::string edit_lock(const std::string& file, const std::string& text, const std::string& branch,
                      const LockChange& change) {
    const Release before = parse_release(file, text, branch);
    const Node root = yaml::parse(file, text);
    const Node& components = find(root, "components")->value;
    Editor editor(text);
    if (change.distro) editor.distro(root, *change.distro);
    for (const ComponentPin& was : before.components)
        if (const auto is = change.components.find(was.project); is != change.components.end())
            editor.component(*find(components, was.project), was, is->second);
        else if (change.removed.contains(was.project))
            editor.remove(*find(components, was.project));
    for (const auto& [project, pin] : change.components) {
        const auto remark = change.remarks.find(project);
        if (find(components, project) == nullptr)
            editor.add(components, project,
                       pin_text(pin, remark == change.remarks.end() ? "" : remark->second));
    }
    if (change.unbuildable &&
        !same_release(before, changed_release(before, {{}, {}, {}, {}, change.unbuildable})))
        editor.unbuildable(root, *change.unbuildable);
    const std::string edited = editor.text();
    const Release wanted = changed_release(before, change);
    bool same = false;
    try {
        same = same_release(parse_release(file, edited, branch), wanted);
    } catch (const Error& error) {
        cannot_edit(file, components.at, change, "It would read: " + error.message() + ".");
    }
    if (!same) cannot_edit(file, components.at, change, "");
    return edited;
}

}  // namespace verbatim
