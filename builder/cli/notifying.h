// What every command that notifies shares: where secrets and paths of a configuration are meant from, and
// what is said of who was told.
#pragma once

#include "publish/notify.h"
#include "report/json.h"

#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

// Relative paths of the section `notify` are meant from the folder of the configuration.
NotifyContext notify_context(const std::filesystem::path& configuration);

// A line for each who was told, and of commands the last lines that they wrote; printable.
std::string notified_text(const std::vector<NotifyResult>& results);
// The list `deliveries` of verbatim.notify/1 (docs/formats/commands-json.md).
Json notified_json(const std::vector<NotifyResult>& results);

bool all_delivered(const std::vector<NotifyResult>& results);

}  // namespace verbatim
