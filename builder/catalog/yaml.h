// YAML → a tree of nodes that know where they were written; strict, since YAML's liberties are traps in a
// definition: no anchors or aliases, no tags, no key twice, one document, bounded size and depth. Unaware of
// what the keys mean.
#pragma once

#include "base/position.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace verbatim::yaml {

struct Node {
    enum class Kind { text, list, map, null } kind = Kind::null;
    std::string text;
    bool quoted = false;  // "1" rather than 1
    std::vector<Node> items;
    struct Member;
    std::vector<Member> members;
    Position at;
};

struct Node::Member {
    std::string key;
    Position at;
    Node value;
};

// Throws Error (definition) with position, line and caret. A text of blanks and comments is a null node.
Node parse(const std::string& name, std::string_view yaml);

// "a map", "a list", "text", "nothing": what an error says that it found.
std::string kind_name(const Node& node);

}  // namespace verbatim::yaml
