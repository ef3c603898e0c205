// `verbatim audit COMPONENT…`: every different set of hashes that a distro ever published, and what gives it.
#include "attest/rfc3339.h"
#include "base/text.h"
#include "catalog/go_number.h"
#include "cli/budget.h"
#include "cli/past_builds.h"
#include "cli/verification.h"
#include "fetch/mirror.h"
#include "pin/distro_folders.h"
#include "report/audit_report.h"
#include "report/events_json.h"

#include <cstdio>

namespace verbatim {

namespace {

struct AuditOptions {
    std::vector<std::string> components;
    std::string distro, budget, go_from = "1.21";
    std::size_t tries = 14;
    bool pinned_only = false, json = false;
};

class AuditCommand {
  public:
    AuditCommand(const AuditOptions& options, const Globals& globals)
        : options_(options),
          globals_(globals),
          workspace_(globals),
          context_(workspace_.fetch_context([](const Event&) {})) {}

    ExitStatus run() {
        check_options();
        const auto [url, revision] = distro_asked();
        const DistroRevision distro(url, revision, context_);
        audit_.distro = repository_name(url) + "@" + distro.commit().substr(0, 8);
        audit_.go_from = options_.go_from;
        GoReleases releases(workspace_.catalog(), Platform::host(), context_,
                            options_.pinned_only ? GoReleases::Reach::pinned : GoReleases::Reach::served);
        audit_.go_problem = releases.problem();
        audit_.go_unasked = releases.served_problem();
        std::size_t left = options_.components.size();
        for (const std::string& component : options_.components) {
            give_share(left--);
            audit_component(component, distro, releases);
        }
        audit_.elapsed = since(begin_);
        std::fputs((options_.json ? audit_json(audit_) : audit_text(audit_, Style::of(stdout))).c_str(),
                   stdout);
        return exit_status(audit_);
    }

  private:
    void check_options() {
        budget_ = parse_budget(options_.budget);
        if (!go_number("go" + options_.go_from))
            throw Error(Failure::usage, "\"" + printable(options_.go_from) + "\" is no Go release")
                .note("Expected a minor, as 1.21.");
        for (const std::string& component : options_.components)
            (void)workspace_.catalog().project(component);
    }

    // As asked; else that of the last lock that has the first component.
    std::pair<std::string, std::string> distro_asked() const {
        if (!options_.distro.empty()) {
            const auto at = options_.distro.rfind('@');
            if (at == std::string::npos || at == 0 || at + 1 == options_.distro.size())
                throw Error(Failure::usage, "\"" + options_.distro + "\" is no revision of a distro")
                    .note("Expected URL@REVISION.");
            return {options_.distro.substr(0, at), options_.distro.substr(at + 1)};
        }
        std::pair<std::string, std::string> found;
        for (const std::string& branch : workspace_.catalog().releases()) {
            const Release lock = workspace_.catalog().release(branch);
            if (!lock.distro.known()) continue;
            for (const ComponentPin& pin : lock.components)
                if (pin.project == options_.components.front())
                    found = {lock.distro.source.value, lock.distro.commit.value};
        }
        if (found.first.empty())
            throw Error(Failure::usage, "no lock of a distro has " + options_.components.front() +
                                            ", so its history is not known")
                .next("name the distro with --distro URL@REVISION");
        return found;
    }

    void audit_component(const std::string& component, const DistroRevision& distro, GoReleases& releases) {
        const PublishedSets& history = workspace_.histories().of(distro, component).published;
        ComponentAudit& audit = audit_.components.emplace_back();
        audit.component = component;
        audit.unreadable = history.unreadable;
        std::size_t in_scope = 0;
        for (const PublishedSet& set : history.sets)
            if (!declared_before(set.first(), options_.go_from)) ++in_scope;
        tell(audit_headline(audit_, component, history, in_scope));
        PastBuilds builds(workspace_, context_, releases, component, distro.url(),
                          committer_of(workspace_.catalog(), distro.url(), component));
        AuditWorld world = past_world(builds, releases, options_.go_from);
        world.out_of_time = [this] { return out_of_time(); };
        world.tries = options_.tries;
        world.trying = [this](const AuditTry& next, std::size_t number, std::size_t most) {
            tell_try(next, number, most);
        };
        std::size_t untried = 0;
        for (const PublishedSet& set : history.sets) {
            if (declared_before(set.first(), options_.go_from)) {
                audit.sets.push_back(
                    left_out(set, HashVerdict::too_old,
                             "declared for Go " + set.first().golang.value_or("of no number")));
                continue;
            }
            if (out_of_time()) {
                audit.sets.push_back(left_out(set, HashVerdict::not_tried, "the budget was spent before it"));
                ++untried;
                continue;
            }
            audit.sets.push_back(audit_set(set, world));
            if (audit.sets.back().count(HashVerdict::not_tried) > 0) audit_.out_of_time = true;
            if (!audit.sets.back().found.empty()) {
                const AuditFound& found = audit.sets.back().found.front();
                world.likely_change = found.change;
                world.likely_go[found.pins.golang.value_or("")] = found.go;
            }
            tell(audit_line(audit.sets.back(), Style::of(stdout)));
        }
        if (untried == 0) return;
        audit_.out_of_time = true;
        tell(audit_untried_line(untried, Style::of(stdout)));
    }

    void tell_try(const AuditTry& next, std::size_t number, std::size_t most) const {
        Event event;
        event.subject = next.pins.git_tag.value_or("no tag") + " of " +
                        rfc3339_text(next.pins.time).substr(0, 10) + " with " + next.go +
                        (next.change.empty() ? "" : ", " + next.change);
        event.text = next.key + ", try " + std::to_string(number) + " of at most " + std::to_string(most);
        if (globals_.events)
            EventLines{stderr}(event);
        else
            Progress(progress_options(globals_))(event);
    }

    // So that the first does not take all: an equal part of what is left. What it does not need is the
    // others'.
    void give_share(std::size_t components_left) {
        const auto now = std::chrono::steady_clock::now();
        if (budget_) share_ends_ = now + (begin_ + *budget_ - now) / components_left;
    }

    bool out_of_time() const { return share_ends_ && std::chrono::steady_clock::now() > *share_ends_; }

    void tell(const std::string& text) const {
        if (options_.json) return;
        std::fputs(text.c_str(), stdout);
        std::fflush(stdout);
    }

    const AuditOptions& options_;
    const Globals& globals_;
    Workspace workspace_;
    FetchContext context_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::optional<std::chrono::seconds> budget_;
    std::optional<std::chrono::steady_clock::time_point> share_ends_;  // of the component that is audited
    Audit audit_;
};

}  // namespace

RunCommandLine declare_audit(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<AuditOptions>();
    app.add_option("COMPONENT", options->components, "Components of projects/, e.g. etcd-io/etcd")
        ->required()
        ->type_name("");
    app.add_option("--distro", options->distro,
                   "The distro whose history it is, up to a revision (default: as the locks pin it)")
        ->type_name("URL@REVISION");
    app.add_option(
           "--budget", options->budget,
           "Begins no further try after this time, of which each component gets an equal part; the same "
           "command goes on later")
        ->type_name("TIME");
    app.add_option(
           "--go-from", options->go_from,
           "Leave out what was declared for an older Go release (default: 1.21, the first that is a module)")
        ->type_name("MINOR");
    app.add_option("--tries", options->tries, "Sets of inputs to try for one binary (default: 14)")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, 1000));
    app.add_flag("--pinned-only", options->pinned_only,
                 "Try the Go releases of toolchains/go/ alone, not all that the module proxy has");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/audit-json.md)");
    return [options, &globals] { return AuditCommand(*options, globals).run(); };
}

}  // namespace verbatim
