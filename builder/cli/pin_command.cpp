#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "cli/workspace.h"
#include "diff/look_up.h"
#include "diff/side.h"
#include "pin/lock_edit.h"
#include "pin/lock_text.h"
#include "pin/pin_component.h"
#include "pin/pin_distro.h"
#include "pin/pin_root.h"
#include "pin/pin_toolchain.h"
#include "report/diff_report.h"
#include "report/events_json.h"
#include "report/pin_report.h"

#include <cstdio>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct PinOptions {
    std::string branch, component, tag, go, distro, committer, toolchain, root, suite, keyring;
    std::vector<std::string> hosts, packages;
    bool dry_run = false, json = false;
};

std::string commit_of(const Release& release) {
    return release.distro.known() ? release.distro.commit.value : "";
}

class PinCommand {
  public:
    PinCommand(const PinOptions& asked, const Globals& globals)
        : asked_(asked),
          workspace_(globals),
          progress_(progress_options(globals)),
          lines_(stderr),
          context_(workspace_.fetch_context(
              [this, &globals](const Event& event) { globals.events ? lines_(event) : progress_(event); })) {
        report_.release = asked_.branch;
        report_.file = "releases/" + asked_.branch + ".yaml";
    }

    ExitStatus component() {
        const Release lock = workspace_.catalog().release(asked_.branch);
        const ComponentPinned pinned =
            pin_component(workspace_.catalog(), lock, {asked_.component, asked_.tag, asked_.go}, context_);
        LockChange change;
        change.components[asked_.component] = pinned.is;
        report_.components.push_back({asked_.component, ComponentNote::State::pinned, false,
                                      pin_changes(&pinned.was, pinned.is), pinned.remarks});
        const std::string before = read_lock();
        write(before, edit_lock(report_.file, before, asked_.branch, change));
        show(true);
        return ExitStatus::ok;
    }

    ExitStatus from_distro() {
        const std::optional<Release> was = lock_there();
        const auto [url, revision] = distro_asked(was);
        const DistroRevision distro(url, revision, context_);
        const DistroPinned pinned =
            pin_distro(workspace_.catalog(), asked_.branch, was, committer(was, url), distro, context_);
        std::string before;
        if (was) before = read_lock();
        const std::string after = was ? edit_lock(report_.file, before, asked_.branch, pinned.change)
                                      : new_lock(pinned, committer(was, url));
        const Release is = parse_release(report_.file, after, asked_.branch);
        describe(was, is, pinned.notes);
        // Before the file is written: the lock that was there is read once more.
        const std::string difference = was && !asked_.json ? difference_to(is) : "";
        write(before, after);
        std::fputs(difference.c_str(), stdout);
        show(!was);
        return pinned.complete ? ExitStatus::ok : ExitStatus::nothing_compared;
    }

    ExitStatus toolchain() {
        const ToolchainPinned pinned =
            pin_toolchain(workspace_.catalog(), asked_.toolchain, hosts(), context_);
        report_.file = pinned.file;
        make_directories(file().parent_path());
        write(pinned.before, pinned.text);
        const std::string text = asked_.json ? toolchain_json(pinned, report_.written)
                                             : toolchain_text(pinned, report_.written, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return ExitStatus::ok;
    }

    ExitStatus root() {
        const RootPinned pinned =
            pin_root(workspace_.catalog(),
                     {asked_.root, asked_.suite, asked_.keyring, asked_.packages, hosts()}, context_);
        report_.file = pinned.file;
        make_directories(file().parent_path());
        write(pinned.before, pinned.text);
        const std::string text = asked_.json ? root_json(pinned, report_.written)
                                             : root_text(pinned, report_.written, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return ExitStatus::ok;
    }

  private:
    std::vector<Platform> hosts() const {
        std::vector<Platform> hosts;
        for (const std::string& text : asked_.hosts) {
            const auto host = Platform::parse(text);
            if (!host)
                throw Error(Failure::usage, "\"" + text + "\" is no host")
                    .note("Expected something like linux/amd64.");
            hosts.push_back(*host);
        }
        return hosts;
    }

    fs::path file() const { return workspace_.catalog().folder() / report_.file; }
    std::string read_lock() const { return read_file(file(), 2U << 20U); }

    std::optional<Release> lock_there() const {
        const std::string& branch = asked_.branch;
        if (!is_contained_path(branch) || branch.find('/') != std::string::npos)
            throw Error(Failure::usage, "\"" + branch + "\" is no release")
                .note("Expected a branch, as 1-36.");
        if (!fs::exists(file())) return std::nullopt;
        return workspace_.catalog().release(branch);
    }

    // URL@REVISION; "@REVISION" is of the distro that the lock has.
    std::pair<std::string, std::string> distro_asked(const std::optional<Release>& was) const {
        const auto at = asked_.distro.rfind('@');
        std::string url = asked_.distro.substr(0, at);
        const std::string revision = at == std::string::npos ? "" : asked_.distro.substr(at + 1);
        if (url.empty() && was && was->distro.known()) url = was->distro.source.value;
        if (url.empty() || revision.empty())
            throw Error(Failure::usage, "\"" + asked_.distro + "\" is no revision of a distro")
                .note("Expected URL@REVISION; or @REVISION where the lock names the distro.")
                .next("verbatim pin " + asked_.branch + " --distro https://github.com/aws/eks-distro@main");
        return {url, revision};
    }

    // That of the lock; of a new one, as asked or as other locks of the distro have it.
    std::string committer(const std::optional<Release>& was, const std::string& url) const {
        if (was && was->committer) return was->committer->value;
        if (!asked_.committer.empty()) return asked_.committer;
        if (!was)
            for (const std::string& branch : workspace_.catalog().releases()) {
                const Release other = workspace_.catalog().release(branch);
                if (other.distro.source.value == url && other.committer) return other.committer->value;
            }
        return {};
    }

    std::string new_lock(const DistroPinned& pinned, const std::string& committer) const {
        Release empty;
        empty.branch = asked_.branch;
        if (!committer.empty()) empty.committer.emplace().value = committer;
        const Release release = changed_release(empty, pinned.change);
        if (release.components.empty()) {
            Error error(Failure::definition,
                        "nothing that the distro has of " + asked_.branch + " can be pinned");
            for (const ComponentNote& note : pinned.notes)
                error.note(note.project + ": " + join(note.remarks, "; "));
            throw error;
        }
        return lock_text(release, pinned.change.remarks);
    }

    void describe(const std::optional<Release>& was, const Release& is,
                  const std::vector<ComponentNote>& notes) {
        report_.distro_was = was ? commit_of(*was) : "";
        report_.distro_is = commit_of(is);
        const auto find = [](const Release* release, const std::string& project) -> const ComponentPin* {
            if (release == nullptr) return nullptr;
            for (const ComponentPin& pin : release->components)
                if (pin.project == project) return &pin;
            return nullptr;
        };
        for (const ComponentNote& note : notes) {
            const ComponentPin* before = find(was ? &*was : nullptr, note.project);
            const ComponentPin* after = find(&is, note.project);
            PinReport::Component component{note.project, note.state, before == nullptr, {}, note.remarks};
            if (after != nullptr) component.changes = pin_changes(before, *after);
            report_.components.push_back(std::move(component));
        }
    }

    // As `verbatim diff` shows it.
    std::string difference_to(const Release& is) {
        DiffInput was = read_side(asked_.branch, workspace_.catalog(), workspace_.catalog().folder());
        LockSide now{asked_.branch + " pinned anew", is, {}, {}, {}};
        plan_lock(now, workspace_.catalog());
        const LookedUp found =
            look_up(was.lock, now, {was.definitions, workspace_.catalog().folder()}, context_);
        return diff_text(lock_difference(was.lock, now, found), Style::of(stdout)) + "\n";
    }

    void write(const std::string& before, const std::string& after) {
        report_.changed = before != after;
        if (!report_.changed || asked_.dry_run) return;
        write_file(file(), after);
        report_.written = true;
    }

    void show(bool with_values) const {
        const std::string text =
            asked_.json ? pin_json(report_) : pin_text(report_, with_values, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        if (report_.written && !asked_.json)
            std::fputs(("   next: verbatim verify " + asked_.branch +
                        (asked_.component.empty() ? "" : " " + asked_.component) + "\n")
                           .c_str(),
                       stdout);
    }

    const PinOptions& asked_;
    Workspace workspace_;
    Progress progress_;
    EventLines lines_;
    FetchContext context_;
    PinReport report_;
};

[[noreturn]] void nothing_asked() {
    throw Error(Failure::usage,
                "what to pin? a component at a tag, a branch from its distro, a toolchain or a builder root")
        .next("verbatim pin RELEASE COMPONENT --tag TAG")
        .next("verbatim pin RELEASE --distro URL@REVISION")
        .next("verbatim pin --toolchain VERSION")
        .next("verbatim pin --root NAME");
}

void declare_root_options(CLI::App& app, PinOptions& options) {
    auto* root =
        app.add_option("--root", options.root,
                       "Pin the packages of this builder root, toolchains/roots/, at Debian's newest "
                       "versions, by its signed lists")
            ->type_name("NAME");
    for (const char* other : {"RELEASE", "--distro", "--tag", "--go", "--toolchain"})
        root->excludes(app.get_option(other));
    app.add_option("--package", options.packages, "A package more in the builder root")
        ->type_name("PACKAGE")
        ->allow_extra_args(false)
        ->delimiter(',')
        ->needs(root);
    app.add_option("--suite", options.suite, "Debian's suite that a builder root is made of")
        ->type_name("SUITE")
        ->default_val("bookworm")
        ->needs(root);
    app.add_option("--keyring", options.keyring, "Who may sign Debian's lists, as gpgv takes it")
        ->type_name("FILE")
        ->default_val("/usr/share/keyrings/debian-archive-keyring.gpg")
        ->needs(root);
}

}  // namespace

RunCommandLine declare_pin(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<PinOptions>();
    app.add_option("RELEASE", options->branch, "A release branch of releases/, e.g. 1-36 or demo")
        ->type_name("");
    app.add_option("COMPONENT", options->component, "The one component to pin anew")->type_name("");
    auto* tag =
        app.add_option("--tag", options->tag, "Upstream's tag to pin the component at")->type_name("TAG");
    auto* go = app.add_option("--go", options->go, "The Go release that builds it, one of toolchains/go/")
                   ->type_name("VERSION");
    app.add_option(
           "--distro", options->distro,
           "Pin all that the distro has of the branch at a revision of its repository; @REVISION: of the "
           "distro that the lock names")
        ->type_name("URL@REVISION")
        ->excludes(tag)
        ->excludes(go);
    app.add_option("--committer", options->committer,
                   "Of patched commits, in a lock that is new (default: as in other locks of the distro)")
        ->type_name("NAME");
    app.add_option(
           "--toolchain", options->toolchain,
           "Pin this Go release in toolchains/go/, its hashes proven against the Go checksum database")
        ->type_name("VERSION")
        ->excludes(app.get_option("RELEASE"))
        ->excludes(app.get_option("--distro"))
        ->excludes(app.get_option("--tag"))
        ->excludes(app.get_option("--go"));
    declare_root_options(app, *options);
    app.add_option(
           "--host", options->hosts,
           "With --toolchain or --root: a machine that it is to run on (default: those that are pinned; of a "
           "toolchain also linux/amd64, and linux/arm64 where the proxy has it)")
        ->type_name("OS/ARCH")
        ->allow_extra_args(false)
        ->delimiter(',');
    app.add_flag("--dry-run", options->dry_run, "Show what would change, and write nothing");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] {
        if (!options->hosts.empty() && options->toolchain.empty() && options->root.empty())
            throw Error(Failure::usage, "--host goes with --toolchain or --root");
        if (!options->root.empty()) return PinCommand(*options, globals).root();
        if (!options->toolchain.empty()) return PinCommand(*options, globals).toolchain();
        const bool one = !options->component.empty();
        if (options->branch.empty() || one != options->distro.empty() ||
            (one && options->tag.empty() && options->go.empty()))
            nothing_asked();
        PinCommand command(*options, globals);
        return one ? command.component() : command.from_distro();
    };
}

}  // namespace verbatim
