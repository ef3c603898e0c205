// Runs read back from their JSON: hostile input, since the file may come from anywhere.
#pragma once

#include "history/run.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// A record verbatim.run/1 (docs/formats/run-json.md), or an array of them; sorted by when they began. Bounded
// in length, depth and number. Throws Error (definition) that names the place: line and column where it is no
// JSON, else which value ("[3].units[2].state").
std::vector<Run> parse_runs(std::string_view text, const std::string& name);
std::vector<Run> read_runs(const std::filesystem::path& file);

}  // namespace verbatim
