// Tells a program of this machine: a body on its standard input. For whatever is no webhook: mail, a chat, a
// topic. Never a shell; ended with all it started when its time is over.
#pragma once

#include "publish/webhook.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct CommandHook {
    std::vector<std::string> argv;
    std::map<std::string, std::string> environment;  // with event_variable and delivery_variable beside it
    std::filesystem::path directory;                 // that it runs in; empty: ours
    std::chrono::seconds time_limit{60};
};

inline constexpr const char* event_variable = "VERBATIM_EVENT";        // "regression"
inline constexpr const char* delivery_variable = "VERBATIM_DELIVERY";  // Notice::id

struct HookResult {
    bool succeeded = false;
    std::string why;     // where it did not: in a line
    std::string output;  // both its streams, from outside: the last 16 KiB, not yet printable()
};

// Throws Error (interrupted) only.
HookResult run_hook(const CommandHook& hook, const Notice& notice);

}  // namespace verbatim
