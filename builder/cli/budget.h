// How long a command may go on beginning new work: --budget.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace verbatim {

// "90s", "30m", "2h"; nothing for an empty text. Throws Error (usage).
std::optional<std::chrono::seconds> parse_budget(const std::string& text);

}  // namespace verbatim
