#include "cli/patch_export.h"

#include "base/files.h"
#include "base/text.h"
#include "cli/patched_components.h"
#include "git/database.h"
#include "git/worktree.h"
#include "patch/read_commit.h"
#include "patch/write_mail.h"
#include "report/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct Exported {
    std::string commit, subject;
    patch::PatchFile file;  // name: of the file alone
};

std::size_t number_of(const std::string& name) {
    const std::string base = name.substr(name.rfind('/') + 1);
    std::size_t number = 0;
    std::from_chars(base.data(), base.data() + std::min<std::size_t>(base.size(), 9), number);
    return number;
}

// Nobody shall find out later that a patch gives something else than what was committed.
void prove(const Exported& exported, const std::string& parent, const git::Database& objects) {
    const auto differs = [&](const std::string& what) {
        return Error(Failure::definition,
                     "the commit " + exported.commit.substr(0, 12) + " cannot be written as a patch")
            .note("git am would give another " + what + " back.")
            .next("see \"What a mail cannot carry\" in docs/formats/patch-series.md");
    };
    const git::Object made = objects.need(exported.commit, git::Type::commit, "the export");
    patch::AppliedSeries applied;
    try {
        applied = patch::apply_series(parent, {exported.file}, {"A", "a@example.test"},
                                      [&](const std::string& id) { return objects.find(id); });
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch) throw;
        throw differs("tree").note(error.message());
    }
    const git::Object& again = applied.objects.at(applied.commit);
    const patch::CommitText was = patch::read_commit_text(made.data, exported.commit);
    const patch::CommitText is = patch::read_commit_text(again.data, applied.commit);
    if (applied.commits.size() != 1 || was.tree != is.tree) throw differs("tree");
    if (was.author != is.author) throw differs("author");
    if (was.message != is.message) throw differs("message");
}

class Exporter {
  public:
    Exporter(const fs::path& checkout, const Globals& globals)
        : work_(checkout),
          workspace_(globals),
          objects_(git::Database::of_repository(work_.folder() / ".git")),
          release_(need("verbatim.release")),
          component_(need("verbatim.component")) {}

    std::vector<Exported> run() {
        const Catalog& catalog = workspace_.catalog();
        target_ = catalog.folder() / "patches" / component_ / release_;
        std::size_t number = last_number();
        std::string parent = need("verbatim.exported");
        std::vector<Exported> all;
        for (const std::string& id : work_.commits_since(parent)) {
            const git::Object commit = objects_.need(id, git::Type::commit, "the export");
            const patch::CommitText text = patch::read_commit_text(commit.data, id);
            const std::string subject = text.message.substr(0, text.message.find('\n'));
            Exported one{id, subject, {}};
            one.file.name = patch::patch_file_name(++number, subject);
            one.file.content = patch::write_mail(patch::read_signature(text.author, id), text.message,
                                                 work_.diff(parent, id));
            prove(one, parent, objects_);
            all.push_back(std::move(one));
            parent = id;
        }
        if (!all.empty()) make_directories(target_);
        for (const Exported& one : all) write_file(target_ / one.file.name, one.file.content, 0644);
        if (!all.empty()) work_.set("verbatim.exported", all.back().commit);
        return all;
    }

    [[nodiscard]] const fs::path& target() const { return target_; }

  private:
    std::string need(const std::string& setting) const {
        std::string value = work_.setting(setting);
        if (value.empty())
            throw Error(Failure::usage, work_.folder().string() + " was not made by `verbatim source`")
                .note("Its git config has no " + setting + ".")
                .next("verbatim source RELEASE COMPONENT --out DIR");
        return value;
    }

    // Of the whole series: ours come after the distro's.
    std::size_t last_number() {
        std::size_t last = 0;
        const auto found = read_patched_components(workspace_, release_, {component_}, false);
        for (const PatchedComponent& component : found.components)
            for (const patch::PatchFile& file : component.files) last = std::max(last, number_of(file.name));
        return last;
    }

    git::WorkTree work_;
    Workspace workspace_;
    git::Database objects_;
    std::string release_, component_;
    fs::path target_;
};

}  // namespace

ExitStatus export_patches(const fs::path& checkout, bool json, const Globals& globals) {
    Exporter exporter(checkout, globals);
    const std::vector<Exported> all = exporter.run();
    if (json) {
        Json patches = Json::array();
        for (const Exported& one : all)
            patches.push_back({{"file", (exporter.target() / one.file.name).string()},
                               {"commit", one.commit},
                               {"subject", one.subject}});
        std::fputs(json_text({{"format", "verbatim.patch-export/1"}, {"patches", patches}}).c_str(), stdout);
        return ExitStatus::ok;
    }
    for (const Exported& one : all) fmt::print("{}\n", (exporter.target() / one.file.name).string());
    if (all.empty()) fmt::print("nothing was committed there since it was made, or exported last\n");
    return ExitStatus::ok;
}

}  // namespace verbatim
