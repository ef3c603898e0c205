// The real world, put together for a command: project folder, settings, catalog, store, and what carries out
// actions.
#pragma once

#include "catalog/catalog.h"
#include "cli/command.h"
#include "cli/distro_histories.h"
#include "execute/scheduler.h"
#include "fetch/context.h"
#include "plan/plan.h"
#include "plan/release_plan.h"
#include "report/progress.h"
#include "store/store.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace verbatim {

// --project, VERBATIM_PROJECT, the nearest folder from here upwards that has releases/ and projects/, or the
// one that this program was built in. Throws Error (usage) where there is none.
std::filesystem::path find_project(const Globals& globals);

// The same, with what `verbatim config` says of it.
struct FoundProject {
    std::filesystem::path folder;
    std::string origin;               // as of settings
    const char* chosen_by = nullptr;  // where nobody named it
};
FoundProject locate_project(const Globals& globals);

// Between lines that say that work goes on, where there is no terminal. Throws Error (usage).
struct Heartbeat {
    std::chrono::seconds value;
    std::string origin;
};
Heartbeat heartbeat();
// The same for how long a server may be silent.
Heartbeat silence();

// What this process was started with.
std::map<std::string, std::string> process_environment();

// What to call where opening a store took over one of an earlier version: one line, or event, on stderr.
std::function<void(const TakenOver&)> telling_of_take_over(const Globals& globals,
                                                           const std::filesystem::path& store);

// Whether what a project's file may not set is told, once a process, or shown in another way.
enum class NotTakenNote { tell, leave_out };

class Workspace {
  public:
    explicit Workspace(const Globals& globals, NotTakenNote note = NotTakenNote::tell);

    [[nodiscard]] const Catalog& catalog() const { return catalog_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    // Reads all definitions that the release needs and plans; touches neither store nor network.
    [[nodiscard]] Plan plan(const std::string& release, const std::vector<std::string>& components = {},
                            const std::vector<std::string>& platforms = {}, bool cold = false) const;
    // The same for a release of that number, with the classifier of licences.
    [[nodiscard]] ReleaseInputs release_inputs(const std::string& release, std::int64_t number,
                                               bool cold) const;
    Store& store();  // opened, and made, at the first call
    [[nodiscard]] DistroHistories& histories() { return histories_; }

    // Brings about the targets, with progress on stderr.
    std::vector<ActionResult> execute(const Plan& plan, const std::set<std::size_t>& targets,
                                      Check check = Check::presence);

    // For what is fetched outside of a plan: tags that nothing pins.
    FetchContext fetch_context(EventSink events);

    // What a plan is made of, for who varies it.
    [[nodiscard]] PlanInputs plan_inputs(const std::string& release,
                                         const std::vector<std::string>& components,
                                         const std::vector<std::string>& platforms) const;

  private:
    const Globals& globals_;
    Settings settings_;
    Catalog catalog_;
    std::unique_ptr<Store> store_;
    DistroHistories histories_;
};

// How progress is to be shown, by the options of all commands and by what stderr is.
Progress::Options progress_options(const Globals& globals);

// The rendered errors of the actions that failed, and whether there was one.
std::vector<std::string> rendered_errors(const std::vector<ActionResult>& results);

// The release, components and platforms that most commands take.
struct Selection {
    std::string release;
    std::vector<std::string> components, platforms;
    void declare(CLI::App& app, bool with_platforms = true);
};

}  // namespace verbatim
