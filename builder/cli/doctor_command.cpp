#include "cli/doctor/checks.h"
#include "cli/doctor/judge.h"

#include <cstdio>

namespace verbatim {

namespace {

using doctor::Check;

void carry_out(const std::vector<Check>& checks, std::vector<Diagnosis>& all) {
    for (const Check& check : checks)
        for (Diagnosis& one : check.run()) all.push_back(std::move(one));
}

Diagnosis broken_project(const Error& error) {
    const std::string at = error.where().known() ? error.where().str() + ": " : "";
    return {"project", Diagnosis::Result::fail, at + error.message(),
            error.hints().empty() ? "correct what stands there" : error.hints().front()};
}

std::vector<Diagnosis> examine(const Globals& globals) {
    std::vector<Diagnosis> all;
    std::optional<Workspace> workspace;
    try {
        workspace.emplace(globals);
        carry_out(doctor::project_checks(*workspace), all);
    } catch (const Error& error) {
        if (error.kind() == Failure::interrupted) throw;
        all.push_back(broken_project(error));
    }
    carry_out(doctor::machine_checks(), all);
    if (all.front().result == Diagnosis::Result::fail)
        all.push_back(
            doctor::not_checked("network", "what is needed of it stands in the project's definitions"));
    else
        carry_out(doctor::network_checks(*workspace), all);
    return all;
}

}  // namespace

RunCommandLine declare_doctor(CLI::App& app, const Globals& globals) {
    auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "One JSON record (docs/formats/doctor-json.md)");
    return [json, &globals] {
        const std::vector<Diagnosis> all = examine(globals);
        const std::string text = *json ? doctor_json(all) : doctor_text(all, Style::of(stdout));
        std::fputs(text.c_str(), stdout);
        return any_failed(all) ? ExitStatus::not_reproduced : ExitStatus::ok;
    };
}

}  // namespace verbatim
