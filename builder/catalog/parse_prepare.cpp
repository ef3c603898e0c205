#include "catalog/parse_prepare.h"

#include "base/error.h"
#include "base/files.h"
#include "catalog/reader.h"
#include "catalog/template.h"

namespace verbatim {

namespace {

using yaml::MapReader;
using yaml::Node;
using yaml::refuse;

// Paths in the tree that a step changes. The git directory is none: what the Go command stamps comes from it.
std::vector<std::string> tree_paths(const Node& node) {
    std::vector<std::string> paths;
    for (const Node& item : yaml::as_list(node, "a list of paths in the tree").items) {
        const Located<std::string> path = yaml::as_text(item);
        yaml::contained_path(item);
        if (path.value == ".git" || path.value.starts_with(".git/"))
            throw Error(Failure::definition, "the git directory is never changed by a prepare step")
                .at(path.at, "expected a path among the sources")
                .note("Whatever the command does to .git, the builds see the one of the pins.");
        paths.push_back(path.value);
    }
    if (paths.empty()) refuse(node, "this list of paths is empty", "leave the key out instead");
    return paths;
}

PrepareStep prepare_step(const Node& node, const Located<std::string>& root) {
    MapReader reader(node, "a prepare step");
    PrepareStep step;
    step.at = node.at;
    step.run = parse_command(reader.need("run"), prepare_names());
    const auto folder = reader.optional_text("directory", yaml::relative_folder);
    step.folder = folder ? *folder : Located<std::string>{".", node.at};
    const auto own_root = reader.optional_text("root", yaml::contained_path);
    step.root = own_root ? *own_root : root;
    if (const Node* value = reader.find("environment"))
        parse_environment(*value, prepare_names(), step.environment);
    if (const Node* value = reader.find("outputs")) step.outputs = tree_paths(*value);
    if (const Node* value = reader.find("discard")) step.discard = tree_paths(*value);
    reader.finish();
    return step;
}

}  // namespace

const std::set<std::string>& pin_names() {
    static const std::set<std::string> names = {"tag",         "tag_without_v", "tag_object",
                                                "tag_major",   "tag_minor",     "commit",
                                                "pinned_time", "pinned_date",   "branch"};
    return names;
}

std::set<std::string> prepare_names() {
    std::set<std::string> names = pin_names();
    names.insert({"patched_commit", "commit_time", "commit_date"});
    return names;
}

std::vector<std::string> parse_command(const Node& node, const std::set<std::string>& names) {
    std::vector<std::string> words;
    for (const Located<std::string>& word : yaml::as_texts(node)) {
        check_template(word.value, names, word.at);
        words.push_back(word.value);
    }
    if (words.empty()) refuse(node, "nothing is run here", "expected a command and its arguments");
    return words;
}

// Which repository git looks at, and what it starts there, is not for a project to say; whose name and date a
// commit has is.
static bool decides_for_git(const std::string& variable) {
    return variable.starts_with("GIT_") && !variable.starts_with("GIT_AUTHOR_") &&
           !variable.starts_with("GIT_COMMITTER_");
}

void parse_environment(const Node& node, const std::set<std::string>& names,
                       std::map<std::string, std::string>& into) {
    static const std::set<std::string> fixed = {"PATH",        "HOME",    "USER",      "LANG",
                                                "LC_ALL",      "TZ",      "TMPDIR",    "SOURCE_DATE_EPOCH",
                                                "GOPATH",      "GOCACHE", "GOENV",     "GOTOOLCHAIN",
                                                "GOTELEMETRY", "GOPROXY", "GOSUMDB",   "GOOS",
                                                "GOARCH",      "GOROOT",  "GOMODCACHE"};
    for (const auto& member : yaml::as_map(node, "environment variables").members) {
        const bool good =
            !member.key.empty() &&
            member.key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
        if (!good || (member.key[0] >= '0' && member.key[0] <= '9'))
            throw Error(Failure::definition, "\"" + member.key + "\" is no name of an environment variable")
                .at(member.at, "expected capital letters, digits and _");
        if (fixed.contains(member.key) || decides_for_git(member.key))
            throw Error(Failure::definition, "the sandbox sets " + member.key + " itself")
                .at(member.at, "cannot be set here")
                .note(
                    "What a build sees of these decides the bits, so that it is the same for every project.");
        const Node& value = member.value;
        if (value.kind != Node::Kind::text)
            refuse(value, "expected text, got " + yaml::kind_name(value), "here");
        check_template(value.text, names, value.at);
        into[member.key] = value.text;
    }
}

std::vector<PrepareStep> parse_prepare(const Node& node, const Located<std::string>& root) {
    std::vector<PrepareStep> steps;
    for (const Node& item : yaml::as_list(node, "a list of prepare steps").items)
        steps.push_back(prepare_step(item, root));
    if (steps.empty()) refuse(node, "this list of prepare steps is empty", "leave the key out instead");
    return steps;
}

}  // namespace verbatim
