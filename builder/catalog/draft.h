// Pure: the first version of a definition, with a comment at each field of what it decides, for a person to
// go on with. Unaware of where the facts in it were found.
#pragma once

#include "catalog/project.h"
#include "catalog/release.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

struct ProjectDraft {
    struct Build {
        std::string folder, remark;                                  // remark: "filippo.io/age, go 1.19"
        std::vector<std::pair<std::string, std::string>> binaries;   // name → package; never empty
        std::vector<std::pair<std::string, std::string>> namesakes;  // left out, as another has the name
    };
    std::string name;    // ORG/REPO
    std::string source;  // URL
    std::string seen;    // the tag that the facts are of; empty: nobody looked, and builds are a guess
    ModuleSource modules = ModuleSource::cache;
    std::vector<Build> builds;      // never empty
    std::vector<std::string> idle;  // modules without a program: "api (example.org/api)"
};

// A text as YAML has it: as it is where it reads as that text whatever stands around it, else in quotes.
std::string yaml_scalar(const std::string& text);
// 2026-06-01T20:47:35Z: the one form of a time in a lock.
std::string lock_time(std::int64_t seconds);

// The text of projects/ORG/REPO/project.yaml; parse_project() reads it.
std::string project_text(const ProjectDraft& draft);

// A component's entry under `components:` of a lock. `remark` is said of its Go release.
std::string pin_text(const ComponentPin& pin, const std::string& remark);
// A whole lock, without a distro, that holds this component alone.
std::string release_text(const std::string& branch, const ComponentPin& pin, const std::string& remark);
// The lock with the entry at its end, if that is where its components stand: then everything else reads as
// before. Otherwise nothing, and a person has to put it in.
std::optional<std::string> with_component(const std::string& branch, const std::string& text,
                                          const ComponentPin& pin, const std::string& remark);

}  // namespace verbatim
