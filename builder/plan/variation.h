// The same plan under other circumstances: what a build may meet on another machine, and must not depend on.
// Pure.
#pragma once

#include "plan/plan.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

// A circumstance that can be varied by itself.
enum class Axis {
    build_path,  // folders of the source and of home
    user,        // name and ids
    host_name,
    time_zone,
    locale,
    umask,
    processors,       // how many, and GOMAXPROCS
    directory_order,  // in which folders list their entries
    personality,      // of the kernel
    environment,      // variables that nobody asked for
    compiler_cache,   // Go's, cold
};
inline constexpr std::array<Axis, 11> all_axes = {
    Axis::build_path,  Axis::user,        Axis::host_name,     Axis::time_zone,
    Axis::locale,      Axis::umask,       Axis::processors,    Axis::directory_order,
    Axis::personality, Axis::environment, Axis::compiler_cache};
std::string_view axis_name(Axis axis);  // "build-path"
std::optional<Axis> axis_of(std::string_view name);

struct Variation {
    std::set<Axis> axes;
    // As Circumstances::instance. Empty is the usual build and takes no axes.
    std::string instance;
};

// The two settings of an axis, in words: "builder", "varied.example".
struct AxisSettings {
    std::string usual, varied;
};
AxisSettings settings_of(Axis axis, const std::string& instance);

// The plan of `inputs` with every Run under the variation; actions have the same indices as in
// make_plan(inputs). Throws what make_plan throws.
Plan make_varied_plan(PlanInputs inputs, const Variation& variation);

// Why the axis cannot be varied for a project: where its definition says folders, a build without -trimpath
// records them. Empty: it can.
std::string not_to_be_varied(Axis axis, const Project& project);

}  // namespace verbatim
