// For tests: zips and Debian packages, made by python3.
#pragma once

#include "base/process.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace verbatim::test {

struct Member {
    std::string kind, name, content;  // kinds: see make_zip.py, make_deb.py
};

inline void run_maker(const std::string& script, std::vector<std::string> arguments,
                      const std::vector<Member>& members) {
    ProcessSpec spec;
    spec.argv = {"python3", std::string(TEST_SUPPORT "/") + script};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    for (const Member& member : members)
        spec.argv.insert(spec.argv.end(), {member.kind, member.name, member.content});
    spec.environment = {{"PATH", std::getenv("PATH")}, {"LC_ALL", "C.UTF-8"}};
    std::string said;
    spec.on_output = [&](std::string_view piece) { said += piece; };
    if (!run_process(spec).succeeded()) throw std::runtime_error(script + ": " + said);
}

inline void make_zip(const std::filesystem::path& file, const std::vector<Member>& members) {
    std::filesystem::create_directories(file.parent_path());
    run_maker("make_zip.py", {file.string()}, members);
}

inline void make_deb(const std::filesystem::path& file, const std::vector<Member>& members,
                     const std::string& compression = "xz") {
    std::filesystem::create_directories(file.parent_path());
    run_maker("make_deb.py", {file.string(), compression}, members);
}

}  // namespace verbatim::test
