#include "pin/pin_distro.h"

#include "base/error.h"
#include "base/text.h"
#include "fetch/upstream.h"
#include "pin/found_go.h"
#include "pin/pin_component.h"

#include <algorithm>

namespace verbatim {

namespace {

// "1.25", and nothing that YAML or the Go command would take for more.
bool is_minor(const std::string& text) {
    const auto digits = [](const std::string& part) {
        return !part.empty() && part.size() < 4 && part.find_first_not_of("0123456789") == std::string::npos;
    };
    return text.starts_with("1.") && digits(text.substr(2));
}

const ComponentPin* pin_in(const std::optional<Release>& lock, const std::string& project) {
    if (!lock) return nullptr;
    for (const ComponentPin& pin : lock->components)
        if (pin.project == project) return &pin;
    return nullptr;
}

class Pinner {
  public:
    Pinner(const Catalog& catalog, const std::string& branch, const std::optional<Release>& was,
           const std::string& committer, const DistroRevision& distro, FetchContext& context)
        : catalog_(catalog),
          branch_(branch),
          was_(was),
          committer_(committer),
          distro_(distro),
          context_(context) {}

    DistroPinned run() {
        const auto folders = distro_.folders(branch_);
        if (folders.empty())
            throw Error(Failure::usage, "the distro has nothing of the branch " + branch_ + " at " +
                                            distro_.commit().substr(0, 12))
                .note("Its folders are projects/ORG/REPO/" + branch_ + ".");
        pinned_.change.distro = {distro_.url(), distro_.commit()};
        if (was_) pinned_.change.unbuildable = was_->unbuildable;
        const auto defined = catalog_.projects();
        for (const DistroFolder& folder : folders) {
            ComponentNote note{folder.project, ComponentNote::State::pinned, {}};
            if (std::find(defined.begin(), defined.end(), folder.project) == defined.end())
                leave_out(note, "projects/ has no definition of it");
            else
                component(folder, note);
            pinned_.notes.push_back(std::move(note));
        }
        if (was_) keep_others(folders);
        return std::move(pinned_);
    }

  private:
    void leave_out(ComponentNote& note, const std::string& why) {
        note.state = ComponentNote::State::left_out;
        note.remarks = {why};
        if (pin_in(was_, note.project) != nullptr) pinned_.change.removed.insert(note.project);
        forget_unbuildable(note.project);
    }

    void forget_unbuildable(const std::string& project) {
        if (pinned_.change.unbuildable) pinned_.change.unbuildable->erase(project);
    }

    void component(const DistroFolder& folder, ComponentNote& note) {
        const ComponentPin* was = pin_in(was_, folder.project);
        if (!folder.git_tag) return leave_out(note, "the distro has no GIT_TAG for it");
        if (!folder.golang || !is_minor(*folder.golang))
            return leave_out(note, "the distro's GOLANG_VERSION is " +
                                       (folder.golang ? "\"" + *folder.golang + "\"" : "not there"));
        if (!folder.checksums && was == nullptr) {
            if (stays_unbuildable(folder.project, *folder.git_tag, note)) return;
            return leave_out(note, "the distro has no CHECKSUMS for it: nothing is claimed");
        }
        const std::string source = catalog_.project(folder.project).source.value;
        try {
            FoundTag found = find_upstream_tag(source, *folder.git_tag, context_);
            found.pin.project = folder.project;
            found.pin.go_declared = *folder.golang;
            pin(folder, was, std::move(found), note);
        } catch (const NoSuchTag& error) {
            note.state = ComponentNote::State::unbuildable;
            note.remarks = {"upstream has no tag " + *folder.git_tag};
            note.remarks.insert(note.remarks.end(), error.notes().begin(), error.notes().end());
            if (was != nullptr) pinned_.change.removed.insert(folder.project);
            if (!pinned_.change.unbuildable) pinned_.change.unbuildable.emplace();
            Unbuildable& one = (*pinned_.change.unbuildable)[folder.project];
            if (!one.because.empty() && one.tag.value == *folder.git_tag) return;  // in a person's words
            one.tag.value = *folder.git_tag;
            one.because = "upstream has no tag " + *folder.git_tag;
        } catch (const Error& error) {
            if (error.kind() != Failure::unavailable || was != nullptr) throw;
            pinned_.complete = false;
            const std::string why = "upstream cannot be had: " + error.message();
            if (stays_unbuildable(folder.project, *folder.git_tag, note))
                note.remarks.push_back(why);
            else
                leave_out(note, why);
        }
    }

    void pin(const DistroFolder& folder, const ComponentPin* was, FoundTag found, ComponentNote& note) {
        ComponentPin& pin = found.pin;
        if (!choose_go(was, pin, note)) return;
        if (was != nullptr) pin.modules = was->modules;
        const auto located = [](const std::optional<ObjectId>& id) {
            std::optional<Located<ObjectId>> value;
            if (id) value.emplace().value = *id;
            return value;
        };
        pin.checksums = located(folder.checksums);
        pin.patches = located(folder.patches);
        if (!folder.checksums)
            note.remarks.emplace_back("the distro has no CHECKSUMS for it: nothing is claimed");
        patch(folder, found, note);
        forget_unbuildable(folder.project);
        pinned_.change.components[folder.project] = std::move(pin);
    }

    // What a person has said of a tag holds as long as nothing can be pinned of it.
    bool stays_unbuildable(const std::string& project, const std::string& tag, ComponentNote& note) {
        if (!was_) return false;
        const auto said = was_->unbuildable.find(project);
        if (said == was_->unbuildable.end() || said->second.tag.value != tag) return false;
        note.state = ComponentNote::State::unbuildable;
        note.remarks = {said->second.because};
        return true;
    }

    // What built it is the distro's secret: where tag and minor are as they were, what was found then holds.
    bool choose_go(const ComponentPin* was, ComponentPin& pin, ComponentNote& note) {
        if (was != nullptr && !was->has_go()) {
            pin.go_declared.clear();
            return true;
        }
        if (was != nullptr && was->go_declared == pin.go_declared && was->tag.value == pin.tag.value) {
            pin.go.value = was->go.value;
            return true;
        }
        const auto newest = newest_of_minor(catalog_.toolchains(), pin.go_declared);
        if (!newest) {
            if (stays_unbuildable(pin.project, pin.tag.value, note)) return false;
            leave_out(note, "no release of Go " + pin.go_declared +
                                " is pinned in toolchains/go/ (`verbatim pin --toolchain VERSION` pins one)");
            return false;
        }
        pin.go.value = *newest;
        const std::string guess = go_guess(*newest, pin.go_declared);
        note.remarks.push_back(guess);
        pinned_.change.remarks[pin.project] = guess + ".";
        return true;
    }

    void patch(const DistroFolder& folder, FoundTag& found, ComponentNote& note) {
        std::vector<patch::PatchFile> series;
        if (folder.patches) series = distro_.series(folder.project, branch_, *folder.patches);
        for (patch::PatchFile& file : own_series(catalog_, folder.project, branch_))
            series.push_back(std::move(file));
        if (series.empty()) return;
        if (committer_.empty())
            throw Error(Failure::usage,
                        folder.project + " is patched, and no committer of patched commits is known")
                .note("It is part of their ids. A lock names it in `committer`; this one is new.")
                .next("give it with --committer 'NAME <MAIL>'");
        const PatchedCommitFound patched =
            find_patched_commit(found.pin.commit.value, series, committer_, found.objects);
        if (patched.commit) found.pin.patched_commit.emplace().value = *patched.commit;
        if (!patched.commit) note.remarks.push_back("patched_commit is left out: " + patched.problem);
    }

    void keep_others(const std::vector<DistroFolder>& folders) {
        for (const ComponentPin& was : was_->components) {
            const bool there = std::any_of(folders.begin(), folders.end(), [&](const DistroFolder& one) {
                return one.project == was.project;
            });
            if (there) continue;
            ComponentNote note{was.project, ComponentNote::State::kept, {"the distro has no folder for it"}};
            if (was.checksums || was.patches) {
                ComponentPin pin = was;
                pin.checksums.reset();
                pin.patches.reset();
                pin.patched_commit.reset();
                note.remarks.emplace_back("nothing of the distro's is pinned for it any more");
                pinned_.change.components[was.project] = std::move(pin);
            }
            pinned_.notes.push_back(std::move(note));
        }
        for (const auto& [project, one] : was_->unbuildable)
            if (std::none_of(folders.begin(), folders.end(), [&, name = project](const DistroFolder& folder) {
                    return folder.project == name;
                }))
                forget_unbuildable(project);
    }

    const Catalog& catalog_;
    const std::string& branch_;
    const std::optional<Release>& was_;
    const std::string& committer_;
    const DistroRevision& distro_;
    FetchContext& context_;
    DistroPinned pinned_;
};

}  // namespace

std::optional<std::string> newest_of_minor(const std::vector<std::string>& releases,
                                           const std::string& minor) {
    std::optional<std::string> newest;
    int best = -1;
    for (const std::string& release : releases) {
        const std::string prefix = "go" + minor;
        if (release != prefix && !release.starts_with(prefix + ".")) continue;
        const std::string patch = release == prefix ? "0" : release.substr(prefix.size() + 1);
        if (patch.empty() || patch.size() > 4 || patch.find_first_not_of("0123456789") != std::string::npos)
            continue;
        if (std::stoi(patch) <= best) continue;
        best = std::stoi(patch);
        newest = release;
    }
    return newest;
}

DistroPinned pin_distro(const Catalog& catalog, const std::string& branch, const std::optional<Release>& was,
                        const std::string& committer, const DistroRevision& distro, FetchContext& context) {
    return Pinner(catalog, branch, was, committer, distro, context).run();
}

}  // namespace verbatim
