// Who is told of what a night found, and how: the section `notify` of a configuration
// (docs/formats/webhooks.md). Values only; secrets are named here, never held.
#pragma once

#include "base/position.h"
#include "catalog/yaml.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// What can be told; "test" is told to everybody who is asked to.
inline constexpr const char* notify_events[] = {"regression", "recovery", "release", "night"};

struct WebhookSettings {
    std::string url;                  // https:, or http: on loopback; without user, password and fragment
    std::vector<std::string> events;  // of notify_events; never empty
    std::string secret_file;          // either or neither; a relative one is meant from the configuration's
                                      // folder
    std::string secret_env;           // name of a variable
    std::string ca_file;              // PEM; empty: the system's authorities; relative as above
    bool allow_private = false;       // may be at an address that is not of the public internet
    bool through_proxy = false;       // by the proxy of the environment; else none is used
    Position at;
};

struct CommandSettings {
    std::vector<std::string> argv;  // never empty
    std::vector<std::string> events;
    std::chrono::seconds time_limit{60};
    Position at;
};

struct NotifySettings {
    std::vector<WebhookSettings> webhooks;
    std::vector<CommandSettings> commands;
    std::vector<std::string>
        allow_hosts;  // "example.org", "example.org:8443", lower case; empty: those of `to`
    std::string dead_letters = "undelivered.jsonl";  // relative as above
    std::chrono::seconds time_limit{300};            // for all that is told at one time

    [[nodiscard]] bool any() const { return !webhooks.empty() || !commands.empty(); }
};

// Of the value of the key `notify`. Throws Error (definition) at the position of what does not fit.
NotifySettings read_notify(const yaml::Node& section);
// Of a whole configuration, whose other keys are passed over: it may lack the section.
NotifySettings parse_notify(const std::string& name, std::string_view yaml);

}  // namespace verbatim
