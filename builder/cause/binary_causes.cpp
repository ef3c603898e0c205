// Build information first: it says what was built. What the bits show comes behind it, and only where it is
// not plainly its consequence. Where no rule knows anything, the first section that differs is told.
#include "cause/binary_causes.h"

#include "cause/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

std::vector<Cause> other_sections(const ExecutableDifference& difference) {
    if (difference.sections.empty()) return {};
    std::vector<std::string> evidence;
    constexpr std::size_t most = 5;
    for (const SectionDifference& one : difference.sections) {
        if (evidence.size() == most) break;
        const std::string name = "section " + shown_text(one.name);
        if (!one.was || !one.is)
            evidence.push_back(name + " is only in " + (one.was ? "A" : "B"));
        else
            evidence.push_back(
                fmt::format("{} differs from {:#x} on, in {} bytes", name, one.first, one.bytes));
    }
    return {{Cause::Kind::bytes,
             "bytes differ in section " + shown_text(difference.sections.front().name) +
                 ", and no rule knows why",
             std::move(evidence),
             "verbatim explain --deep shows the bytes, where diffoscope is installed",
             {}}};
}

}  // namespace

std::vector<Cause> binary_causes(const BinaryPair& pair) {
    std::vector<Cause> causes;
    if (pair.was.platform != pair.is.platform) {
        causes.push_back(
            {Cause::Kind::platform,
             "they are for different machines: " + in_a_and_b(pair.was.platform, pair.is.platform),
             {},
             "compare the two files of one platform",
             {}});
        return causes;
    }
    if (pair.was.info.has_value() != pair.is.info.has_value())
        causes.push_back({Cause::Kind::program,
                          std::string("only ") + (pair.was.info ? "A" : "B") + " has Go's build information",
                          {},
                          "is the other one a Go program? A tool may have taken its build information away",
                          {}});
    if (pair.was.info && pair.is.info) {
        auto found = build_info_causes(*pair.was.info, *pair.is.info);
        causes.insert(causes.end(), found.begin(), found.end());
    }
    const auto of_bits = bit_causes(pair, causes);
    causes.insert(causes.end(), of_bits.begin(), of_bits.end());
    std::stable_sort(causes.begin(), causes.end(),
                     [](const Cause& a, const Cause& b) { return a.kind < b.kind; });
    return causes.empty() ? other_sections(pair.difference) : causes;
}

std::vector<SideBySide> side_by_side(const BinaryPair& pair) {
    std::vector<SideBySide> rows;
    const auto row = [&](const std::string& name, auto value) {
        SideBySide made{name, {}, {}};
        if (pair.was.info) made.was = value(*pair.was.info);
        if (pair.is.info) made.is = value(*pair.is.info);
        if (made.was || made.is) rows.push_back(std::move(made));
    };
    const auto some = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional<std::string>(text);
    };
    row("go", [&](const BuildInfo& info) { return some(info.go); });
    row("path", [&](const BuildInfo& info) { return some(info.path); });
    row("module", [&](const BuildInfo& info) {
        return some(info.main.path + (info.main.version.empty() ? "" : " " + info.main.version));
    });
    std::set<std::string> settings, modules;
    for (const auto* side : {&pair.was, &pair.is}) {
        if (!side->info) continue;
        for (const auto& [name, value] : side->info->settings) settings.insert(name);
        for (const auto& module : side->info->dependencies) modules.insert(module.path);
    }
    for (const std::string& name : settings)
        row(name, [&](const BuildInfo& info) {
            const auto found = info.settings.find(name);
            return found == info.settings.end() ? std::nullopt : std::optional<std::string>(found->second);
        });
    for (const std::string& path : modules)
        row("module " + path, [&](const BuildInfo& info) {
            std::optional<std::string> text;
            for (const auto& module : info.dependencies) {
                if (module.path != path) continue;
                text = module.version + (module.sum.empty() ? "" : " " + module.sum);
                for (const auto& other : module.replacement)
                    *text += " => " + other.path + " " + other.version +
                             (other.sum.empty() ? "" : " " + other.sum);
            }
            return text;
        });
    return rows;
}

}  // namespace verbatim
