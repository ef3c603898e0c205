#include "patch/series.h"

#include "base/interrupt.h"
#include "patch/apply_change.h"
#include "patch/commit_text.h"
#include "patch/diff_lines.h"
#include "patch/new_objects.h"

namespace verbatim::patch {

namespace {

// Applies one mail to the tree and gives the id of the commit that it makes upon `parent`.
std::string commit_of(const Mail& mail, const std::string& parent, const Committer& committer,
                      TreeEditor& tree, NewObjects& objects, Work& work) {
    try {
        apply_changes(tree, mail, parse_diff(mail), objects, work);
        const std::string root =
            tree.write([&](std::string data) { return objects.put(git::Type::tree, std::move(data)); });
        const Signature by{committer.name, committer.mail, mail.author.time, mail.author.zone};
        return objects.put(git::Type::commit, commit_text({root, parent, mail.author, by, mail.message}));
    } catch (Error& error) {
        if (!error.where().known()) error.at(place_of(mail, mail.line));
        throw;
    }
}

}  // namespace

AppliedSeries apply_mails(const std::string& commit, const std::vector<Mail>& mails,
                          const Committer& committer, const ObjectReader& read) {
    NewObjects objects(read);
    Work work;
    const auto base = objects.need(commit, git::Type::commit, "the patches to be applied to it");
    TreeEditor tree(git::parse_commit(base.data, commit).tree, [&](const std::string& id) {
        return objects.need(id, git::Type::tree, "the patches to be applied to commit " + commit).data;
    });
    AppliedSeries applied;
    applied.commit = commit;
    for (const Mail& mail : mails) {
        throw_if_interrupted();
        applied.commit = commit_of(mail, applied.commit, committer, tree, objects, work);
        applied.commits.push_back(applied.commit);
    }
    applied.objects = objects.take();
    return applied;
}

AppliedSeries apply_series(const std::string& commit, const std::vector<PatchFile>& series,
                           const Committer& committer, const ObjectReader& read) {
    std::vector<Mail> mails;
    for (const PatchFile& file : series) {
        throw_if_interrupted();
        for (Mail& mail : read_mails(file)) mails.push_back(std::move(mail));
    }
    return apply_mails(commit, mails, committer, read);
}

}  // namespace verbatim::patch
