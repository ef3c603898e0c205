#include "base/http.h"
#include "base/text.h"
#include "cli/workspace.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>

namespace verbatim {

namespace {

std::vector<std::pair<std::string, std::string>> values(const Settings& settings) {
    const auto or_else = [](const std::string& value, const char* otherwise) {
        return value.empty() ? otherwise : redacted_url(value);
    };
    const auto limit = [](std::uint64_t value, const char* otherwise) {
        return value == 0 ? otherwise : std::to_string(value);
    };
    std::vector<std::pair<std::string, std::string>> all = {
        {"store", settings.store.string()},
        {"goproxy", or_else(settings.goproxy, "(GOPROXY, else what `go env GOPROXY` says)")},
        {"debian_mirror", or_else(settings.debian_mirror, "(found in apt's settings)")},
        {"debian_security_mirror", or_else(settings.debian_security_mirror, "(found in apt's settings)")},
        {"offline", settings.offline ? "true" : "false"},
        {"jobs", settings.jobs > 0 ? std::to_string(settings.jobs) : "(by cores and memory)"},
        {"memory_limit", limit(settings.memory_limit, "(three quarters of the machine's)")},
        {"disk_limit", limit(settings.disk_limit, "(32 GiB)")},
        {"process_limit", limit(settings.process_limit, "(by cores)")}};
    for (const auto& [prefix, place] : settings.mirrors) all.emplace_back("mirrors " + prefix, place);
    return all;
}

}  // namespace

RunCommandLine declare_config(CLI::App& app, const Globals& globals) {
    auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "One JSON record (docs/formats/commands-json.md)");
    return [json, &globals] {
        const Workspace workspace(globals);
        Json all = Json::array();
        for (const auto& [name, value] : values(workspace.settings())) {
            const auto origin = workspace.settings().origins.find(name);
            const std::string from =
                origin != workspace.settings().origins.end() ? origin->second : "default";
            all.push_back({{"name", name}, {"value", value}, {"origin", from}});
            if (!*json) fmt::print("{:<24}  {}  ({})\n", printable(name), printable(value), printable(from));
        }
        if (*json)
            std::fputs(json_text({{"format", "verbatim.config/1"}, {"settings", all}}).c_str(), stdout);
        return ExitStatus::ok;
    };
}

}  // namespace verbatim
