#include "cli/verification.h"

#include <algorithm>
#include <cstdio>

namespace verbatim {

std::string distro_of(const Release& release) {
    if (!release.distro.known()) return "no distro";
    return release.distro.name + "@" + release.distro.commit.value.substr(0, 8);
}

std::vector<Claim> read_distro_claims(Workspace& workspace, const Plan& plan, const Release& release) {
    if (!plan.distro) return {};
    const auto results = workspace.execute(plan, {*plan.distro}, Check::content);
    const ActionResult& result = results[*plan.distro];
    if (result.error) {
        Error error = *result.error;
        throw error.during("reading what " + distro_of(release) + " claims");
    }
    return distro_claims(workspace.store(), result.outcome->trees.at("tree"), release.branch,
                         distro_of(release));
}

void count_patches(const Plan& plan, const std::vector<ActionResult>& results, VerifyReport& report) {
    for (VerifyReport::Component& component : report.components)
        for (std::size_t i = 0; i < results.size(); ++i)
            if (plan.actions[i].component == component.name && results[i].outcome &&
                std::holds_alternative<ApplySeries>(plan.actions[i].operation))
                component.patches = std::stoul(results[i].outcome->values.at("patches"));
}

void count_builds(const std::set<std::size_t>& actions, const std::vector<ActionResult>& results,
                  VerifyReport& report) {
    for (const std::size_t action : actions)
        ++(!results[action].outcome     ? report.builds_failed
           : results[action].from_store ? report.builds_from_store
                                        : report.builds_made);
}

FailedAction why_failed(const Plan& plan, std::size_t action, const std::vector<ActionResult>& results,
                        const Store& store) {
    const std::size_t cause = results[action].because.value_or(action);
    FailedAction failed{plan.actions[cause].name + " failed", {}};
    if (results[cause].error) failed.why += ": " + results[cause].error->message();
    const auto log = store.root() / "logs" / (results[cause].run_digest.hex() + ".log");
    if (std::filesystem::exists(log)) failed.log = log.string();
    return failed;
}

ExitStatus show(const VerifyReport& report, bool json) {
    const std::string text = json ? verify_json(report) : verify_text(report, Style::of(stdout));
    std::fputs(text.c_str(), stdout);
    if (json)
        for (const std::string& error : report.errors) std::fputs(error.c_str(), stderr);
    return exit_status(report.findings);
}

std::chrono::milliseconds since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace verbatim
