// For tests: an archive with anything in it, made by Python (make_archive.py tells what a spec has).
#pragma once

#include "base/process.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace verbatim::test {

inline std::filesystem::path make_archive(const std::filesystem::path& file, const nlohmann::json& spec) {
    ProcessSpec process;
    process.argv = {"python3", TEST_SUPPORT "/make_archive.py", file.string(), spec.dump()};
    process.environment = {{"PATH", std::getenv("PATH")}, {"LC_ALL", "C.UTF-8"}};
    std::string said;
    process.on_output = [&](std::string_view piece) { said += piece; };
    if (!run_process(process).succeeded()) throw std::runtime_error("make_archive.py: " + said);
    return file;
}

}  // namespace verbatim::test
