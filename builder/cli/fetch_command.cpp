#include "base/text.h"
#include "cli/workspace.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

RunCommandLine declare_fetch(CLI::App& app, const Globals& globals) {
    auto selection = std::make_shared<Selection>();
    selection->declare(app, false);
    return [selection, &globals] {
        Workspace workspace(globals);
        const Plan plan = workspace.plan(selection->release, selection->components);
        // Every Fetch; the scheduler adds the Transforms that they need (modules are known from a source
        // only).
        std::set<std::size_t> targets;
        for (std::size_t i = 0; i < plan.actions.size(); ++i)
            if (plan.actions[i].kind() == "fetch") targets.insert(i);
        const auto results = workspace.execute(plan, targets);
        const auto errors = rendered_errors(results);
        for (const std::string& error : errors) std::fputs((error + "\n").c_str(), stderr);
        std::size_t there = 0, known = 0;
        for (const std::size_t target : targets) {
            there += results[target].outcome ? 1 : 0;
            known += results[target].from_store ? 1 : 0;
        }
        fmt::print("{} of {} fetched, {} of them were there · store {}\n", there,
                   counted(targets.size(), "input"), known, workspace.store().root().string());
        return errors.empty() ? ExitStatus::ok : ExitStatus::nothing_compared;
    };
}

}  // namespace verbatim
