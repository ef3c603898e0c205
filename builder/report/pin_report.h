// What `verbatim pin` wrote, or would write: for a terminal, for programs.
#pragma once

#include "pin/lock_change.h"
#include "pin/pin_distro.h"
#include "pin/pin_root.h"
#include "pin/pin_toolchain.h"
#include "report/style.h"

#include <string>
#include <vector>

namespace verbatim {

struct PinReport {
    struct Component {
        std::string project;
        ComponentNote::State state = ComponentNote::State::pinned;
        bool is_new = false;
        std::vector<ValueChange> changes;  // empty: as it was
        std::vector<std::string> remarks;
    };
    std::string release, file;
    std::string distro_was, distro_is;  // commits, where the distro's was pinned; empty: none
    std::vector<Component> components;
    bool changed = false;  // what the file says
    bool written = false;
};

// `with_values` off: what is made of each component and why, without the values; for beneath a difference of
// locks.
std::string pin_text(const PinReport& report, bool with_values, const Style& style);
// One record, docs/formats/commands-json.md.
std::string pin_json(const PinReport& report);

std::string toolchain_text(const ToolchainPinned& pinned, bool written, const Style& style);
std::string toolchain_json(const ToolchainPinned& pinned, bool written);

std::string root_text(const RootPinned& pinned, bool written, const Style& style);
std::string root_json(const RootPinned& pinned, bool written);

}  // namespace verbatim
