#include "report/pin_report.h"

#include "base/text.h"
#include "report/diff_report.h"
#include "report/json.h"

#include <algorithm>

namespace verbatim {

namespace {

std::string state_name(const PinReport::Component& component) {
    switch (component.state) {
        case ComponentNote::State::kept:
            return "kept";
        case ComponentNote::State::left_out:
            return "left_out";
        case ComponentNote::State::unbuildable:
            return "unbuildable";
        case ComponentNote::State::pinned:
            break;
    }
    return component.is_new ? "added" : component.changes.empty() ? "unchanged" : "changed";
}

std::string shown(const std::string& value) {
    return shown_value(value.empty() ? std::nullopt : std::optional(value));
}

std::string component_text(const PinReport::Component& component, bool with_values, const Style& style) {
    std::string state = state_name(component);
    std::replace(state.begin(), state.end(), '_', ' ');
    const bool good =
        component.state == ComponentNote::State::pinned || component.state == ComponentNote::State::kept;
    std::string out =
        "  " + style.bold(printable(component.project)) + "  " + (good ? state : style.warn(state)) + "\n";
    if (with_values) {
        std::size_t width = 0;
        for (const ValueChange& change : component.changes)
            width = std::max(width, display_width(change.key));
        for (const ValueChange& change : component.changes)
            out += "    " + padded(printable(change.key), width) + "  " +
                   (component.is_new ? shown(change.is) : shown(change.was) + " → " + shown(change.is)) +
                   "\n";
    }
    for (const std::string& remark : component.remarks) out += "    " + printable(remark) + "\n";
    return out;
}

}  // namespace

std::string pin_text(const PinReport& report, bool with_values, const Style& style) {
    std::string out;
    if (with_values && report.distro_was != report.distro_is)
        out += "  distro  " + (report.distro_was.empty() ? "" : shown(report.distro_was) + " → ") +
               shown(report.distro_is) + "\n";
    for (const PinReport::Component& component : report.components)
        if (with_values || !component.remarks.empty()) out += component_text(component, with_values, style);
    if (!out.empty()) out += "\n";
    if (!report.changed) return out + report.file + " says so already: nothing is written\n";
    if (!report.written) return out + "nothing is written to " + report.file + " (--dry-run)\n";
    return out + report.file + " is written\n";
}

std::string pin_json(const PinReport& report) {
    const auto value = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    Json components = Json::array();
    for (const PinReport::Component& component : report.components) {
        Json changes = Json::array();
        for (const ValueChange& change : component.changes)
            changes.push_back({{"key", change.key}, {"was", value(change.was)}, {"is", value(change.is)}});
        components.push_back({{"component", component.project},
                              {"state", state_name(component)},
                              {"changes", changes},
                              {"remarks", component.remarks}});
    }
    return json_text({{"format", "verbatim.pin/1"},
                      {"release", report.release},
                      {"file", report.file},
                      {"distro", {{"was", value(report.distro_was)}, {"is", value(report.distro_is)}}},
                      {"components", components},
                      {"changed", report.changed},
                      {"written", report.written}});
}

std::string toolchain_text(const ToolchainPinned& pinned, bool written, const Style& style) {
    std::string out;
    for (const ToolchainPinned::Host& host : pinned.hosts)
        out += "  " + style.bold(host.platform.str()) + "  " + printable(host.h1) + "  record " +
               std::to_string(host.record) + "\n";
    for (const auto& [platform, why] : pinned.left_out)
        out +=
            "  " + style.bold(platform.str()) + "  " + style.warn("left out") + ": " + printable(why) + "\n";
    out += "  proven in " + printable(pinned.database) + ", whose signed tree has " +
           std::to_string(pinned.head.size) + " records\n\n" + pinned.file;
    if (pinned.before == pinned.text) return out + " says so already: nothing is written\n";
    return out + (written ? " is written\n" : " is not written (--dry-run)\n");
}

std::string toolchain_json(const ToolchainPinned& pinned, bool written) {
    Json hosts = Json::array(), left_out = Json::array();
    for (const ToolchainPinned::Host& host : pinned.hosts)
        hosts.push_back({{"host", host.platform.str()},
                         {"module_version", host.module_version},
                         {"h1", host.h1},
                         {"record", host.record}});
    for (const auto& [platform, why] : pinned.left_out)
        left_out.push_back({{"host", platform.str()}, {"because", why}});
    return json_text(
        {{"format", "verbatim.pin-toolchain/1"},
         {"toolchain", pinned.version},
         {"file", pinned.file},
         {"hosts", hosts},
         {"left_out", left_out},
         {"database",
          {{"name", pinned.database}, {"records", pinned.head.size}, {"tree_hash", pinned.head.hash.hex()}}},
         {"changed", pinned.before != pinned.text},
         {"written", written}});
}

std::string root_text(const RootPinned& pinned, bool written, const Style& style) {
    std::string out;
    for (const RootPinned::Host& host : pinned.hosts) {
        out += "  " + style.bold(host.platform.str()) + "\n";
        std::size_t same = 0;
        for (const RootPinned::Package& package : host.packages) {
            if (package.was == package.is) {
                ++same;
                continue;
            }
            out += "    " + printable(package.name) + "  " +
                   (package.was.empty() ? "" : printable(package.was) + " → ") + printable(package.is) +
                   "  " + package.archive + "\n";
        }
        if (same > 0) out += "    " + counted(same, "package") + " as before\n";
        for (const std::string& missing : host.missing)
            out += "    " + style.warn("not in the root") + ": " + printable(missing) + "\n";
    }
    for (const RootPinned::Suite& suite : pinned.suites)
        out += "  signed by Debian: " + printable(suite.name) + " of " + printable(suite.date) + "\n";
    out += "\n" + pinned.file;
    if (pinned.before == pinned.text) return out + " says so already: nothing is written\n";
    return out + (written ? " is written\n" : " is not written (--dry-run)\n");
}

std::string root_json(const RootPinned& pinned, bool written) {
    Json hosts = Json::array(), suites = Json::array();
    for (const RootPinned::Host& host : pinned.hosts) {
        Json packages = Json::array();
        for (const RootPinned::Package& package : host.packages)
            packages.push_back({{"name", package.name},
                                {"archive", package.archive},
                                {"was", text_or_null(package.was)},
                                {"is", package.is}});
        hosts.push_back(
            {{"host", host.platform.str()}, {"packages", packages}, {"needs_not_met", host.missing}});
    }
    for (const RootPinned::Suite& suite : pinned.suites)
        suites.push_back({{"archive", suite.archive}, {"suite", suite.name}, {"date", suite.date}});
    return json_text({{"format", "verbatim.pin-root/1"},
                      {"root", pinned.name},
                      {"file", pinned.file},
                      {"hosts", hosts},
                      {"suites", suites},
                      {"changed", pinned.before != pinned.text},
                      {"written", written}});
}

}  // namespace verbatim
