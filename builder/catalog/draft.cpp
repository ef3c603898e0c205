#include "catalog/draft.h"

#include "base/error.h"
#include "base/text.h"
#include "catalog/catalog.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::string_view plain_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-+";

// What upstream calls its things may hold anything; in a comment, a line must stay a line.
std::string in_comment(const std::string& text) {
    std::string safe = printable(text);
    std::replace(safe.begin(), safe.end(), '\t', ' ');
    return safe;
}

std::string head(const ProjectDraft& draft) {
    const std::string origin =
        draft.seen.empty() ? "as a pattern to fill in" : "from what " + in_comment(draft.seen) + " has";
    return "# " + in_comment(draft.name) + ", begun by `verbatim new` " + origin +
           ". Every field is described in docs/formats/project.md;\n"
           "# take these comments out as you decide.\n\n";
}

std::string builds(const ProjectDraft& draft) {
    std::string out =
        "# One entry a Go module: the folder of its go.mod (\".\" is the top), and the name of each binary → "
        "its package.\n";
    if (draft.seen.empty())
        out += "# A guess: one program at the top. `--tag TAG` would have looked into the source.\n";
    for (const std::string& module : draft.idle)
        out += "# Has no program to build: " + in_comment(module) + "\n";
    out += "builds:\n";
    for (const ProjectDraft::Build& build : draft.builds) {
        out += "  - module: " + yaml_scalar(build.folder);
        if (!build.remark.empty()) out += "  # " + in_comment(build.remark);
        out += "\n    binaries:\n";
        for (const auto& [name, package] : build.binaries)
            out += "      " + yaml_scalar(name) + ": " + yaml_scalar(package) + "\n";
        for (const auto& [name, package] : build.namesakes)
            out += "      # another of that name: " + in_comment(name) + ": " + in_comment(package) + "\n";
    }
    return out;
}

// Are they the same but for the new component?
bool adds_only(const Release& before, const Release& after, const std::string& component) {
    std::vector<std::string> expected{component}, found;
    for (const ComponentPin& pin : before.components) expected.push_back(pin.project);
    for (const ComponentPin& pin : after.components) found.push_back(pin.project);
    std::sort(expected.begin(), expected.end());
    return expected == found && before.base_images == after.base_images;
}

}  // namespace

std::string yaml_scalar(const std::string& text) {
    // "https://…": a colon before a slash is no key's.
    const auto scheme = text.find("://");
    if (scheme != std::string::npos && scheme > 0 && text.find_first_not_of(plain_letters) == scheme &&
        text.find_first_not_of(plain_letters, scheme + 1) == std::string::npos)
        return text;
    const bool plain = !text.empty() && text.find_first_not_of(plain_letters) == std::string::npos &&
                       (text.find_first_not_of("0123456789.eE+-_") != std::string::npos || text == ".") &&
                       text.front() != '-' && text != "true" && text != "false" && text != "null" &&
                       text != "yes" && text != "no";
    if (plain) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

std::string lock_time(std::int64_t seconds) {
    const std::time_t time = seconds;
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time));
}

std::string project_text(const ProjectDraft& draft) {
    const std::string repository = draft.name.substr(draft.name.find('/') + 1);
    return head(draft) +
           "# Where the source comes from. Which commit of it is the lock's to say (releases/).\n"
           "source: " +
           yaml_scalar(draft.source) +
           "\n\n"
           "# The file system that the sandbox shows, by name (toolchains/roots/). `git` does for Go without "
           "cgo.\n"
           "root: git\n\n"
           "# Where the modules that it needs come from. It shows in the bits, since a binary lists them:\n"
           "#   cache   from the module cache, as a plain `go build` has them\n"
           "#   vendor  `go mod vendor` comes first, and the build takes what that left\n"
           "#   tree    what the source tree brings is all, such as a vendor/ of its own\n"
           "modules: " +
           module_source_name(draft.modules) +
           "\n\n"
           "# Each program is built for each of these, wherever you are.\n"
           "platforms: [linux/amd64, linux/arm64]\n\n"
           "# Set for the builds, beside what the sandbox fixes. Without cgo no C compiler of anybody has a "
           "say.\n"
           "environment:\n"
           "  CGO_ENABLED: \"0\"\n\n"
           "# Further arguments of `go build`. Without -trimpath the binaries hold the paths of the "
           "sandbox.\n"
           "flags: [\"-trimpath\"]\n\n"
           "# Put together as the one argument -ldflags. {tag}, {commit} and others come from the lock, for "
           "instance:\n"
           "#   ldflags: [\"-s\", \"-w\", \"-X\", \"main.version={tag}\"]\n"
           "ldflags: []\n\n"
           "# Files that lay about in the checkout of whoever publishes binaries: Go stamps such a tree as "
           "modified.\n"
           "#   markers: [\"checkout-{tag}\"]\n\n"
           "# Where a binary stands in a sums file; `verbatim verify` compares what has the same place.\n"
           "output: " +
           yaml_scalar("_output/{branch}/bin/" + repository + "/{os}-{arch}/{name}") + "\n\n" + builds(draft);
}

std::string pin_text(const ComponentPin& pin, const std::string& remark) {
    std::string out = "  " + yaml_scalar(pin.project) + ":\n    tag: " + yaml_scalar(pin.tag.value) + "\n";
    if (pin.has_tag_object()) out += "    tag_object: " + pin.tag_object.value + "\n";
    out +=
        "    commit: " + pin.commit.value + "\n    commit_time: " + lock_time(pin.commit_time.value) + "\n";
    if (!pin.tags.empty()) out += "    # Every tag on the commit: Go stamps versions from them.\n    tags:\n";
    for (const auto& [tag, object] : pin.tags)
        out += "      " + yaml_scalar(tag) + ": " + object.value + "\n";
    const auto optional = [&](const char* key, const std::optional<Located<ObjectId>>& id) {
        if (id) out += std::string("    ") + key + ": " + id->value + "\n";
    };
    optional("patches", pin.patches);
    optional("patched_commit", pin.patched_commit);
    optional("checksums", pin.checksums);
    if (pin.modules) out += "    modules: " + std::string(module_source_name(pin.modules->value)) + "\n";
    if (!remark.empty()) out += "    # " + in_comment(remark) + "\n";
    if (!pin.has_go()) return out;
    return out + "    go: {declared: \"" + pin.go_declared + "\", found: " + pin.go.value + "}\n";
}

std::string release_text(const std::string& branch, const ComponentPin& pin, const std::string& remark) {
    return "# Facts only (docs/formats/lock.md): each can be read from the repositories that the projects "
           "name. Without a\n"
           "# `distro` nobody claims anything of it yet: `verbatim build` builds it, `verbatim verify` needs "
           "--against.\n"
           "branch: " +
           yaml_scalar(branch) + "\ncomponents:\n" + pin_text(pin, remark);
}

std::optional<std::string> with_component(const std::string& branch, const std::string& text,
                                          const ComponentPin& pin, const std::string& remark) {
    std::string whole = text + (text.ends_with("\n") ? "" : "\n") + pin_text(pin, remark);
    const Release before = parse_release("releases/" + branch + ".yaml", text, branch);
    try {
        if (adds_only(before, parse_release("the new lock", whole, branch), pin.project)) return whole;
    } catch (const Error&) {
        return std::nullopt;  // something else stands at its end
    }
    return std::nullopt;
}

}  // namespace verbatim
