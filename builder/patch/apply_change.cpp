#include "patch/apply_change.h"

#include "patch/plan.h"
#include "patch/refusal.h"

namespace verbatim::patch {

namespace {

using Kind = FileChange::Kind;

// The modes that git keeps.
std::uint32_t tree_mode(std::uint32_t mode) {
    if (is_link(mode)) return 0120000;
    if (is_submodule(mode)) return 0160000;
    return (mode & 0100U) != 0 ? 0100755 : 0100644;
}

PatchRefused refused(const Mail& mail, const Planned& plan, const std::string& reason) {
    Refusal refusal;
    refusal.line = plan.change->line;
    refusal.target = shown(*plan.change);
    refusal.reason = reason;
    return refused(mail, std::move(refusal));
}

}  // namespace

void apply_changes(TreeEditor& tree, const Mail& mail, const std::vector<FileChange>& changes,
                   NewObjects& objects, Work& work) {
    Planner planner(tree, mail, changes, objects, work);
    const Links links(changes);
    std::vector<Planned> plans;
    for (const FileChange& change : changes) plans.push_back(planner.plan(change));

    for (const Planned& plan : plans)
        if (plan.kind != Kind::create && plan.kind != Kind::copy) tree.remove(plan.old_path);

    for (Planned& plan : plans) {
        if (plan.kind == Kind::remove) continue;
        // What the checks before could not see: a link that another diff of this mail puts in the way.
        if (links.is_beyond_one(tree, plan.new_path, work))
            throw refused(mail, plan, plan.new_path + " is beyond a symbolic link");
        // A submodule is a folder, and git makes none over a file that it was not told to remove.
        const auto there = tree.find(plan.new_path);
        if (is_submodule(plan.new_mode) && there && !is_submodule(there->mode))
            throw refused(mail, plan, plan.new_path + ", where it puts a submodule, is a file");
        if (plan.id.empty()) plan.id = git::object_id(git::Type::blob, *plan.content);
        if (!tree.put(plan.new_path, {tree_mode(plan.new_mode), plan.id}))
            throw refused(mail, plan, plan.new_path + " would be both a file and a folder");
    }
    // A content that a later diff has replaced is in no tree.
    for (const Planned& plan : plans) {
        if (plan.kind == Kind::remove || !plan.content || is_submodule(plan.new_mode)) continue;
        const auto entry = tree.find(plan.new_path);
        if (entry && entry->id == plan.id) objects.put(git::Type::blob, *plan.content);
    }
}

}  // namespace verbatim::patch
