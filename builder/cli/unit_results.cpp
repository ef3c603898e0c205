#include "cli/unit_results.h"

#include "base/text.h"
#include "catalog/platform.h"
#include "report/check_report.h"

#include <algorithm>
#include <array>
#include <map>

namespace verbatim {

namespace {

UnitState state_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::reproduced:
            return UnitState::reproduced;
        case Verdict::equivalent:
            return UnitState::equivalent;
        case Verdict::differs:
            return UnitState::differs;
        case Verdict::failed:
            return UnitState::failed;
        case Verdict::unbuildable:
            return UnitState::unbuildable;
        case Verdict::missing:
            return UnitState::missing;
        case Verdict::out_of_scope:
            return UnitState::not_run;
    }
    return UnitState::not_run;
}

// Which of two says more of a unit.
int weight(UnitState state) {
    constexpr std::array<UnitState, 8> lightest_first = {
        UnitState::not_run, UnitState::reproduced,  UnitState::equivalent, UnitState::unsteady,
        UnitState::missing, UnitState::unbuildable, UnitState::failed,     UnitState::differs};
    return static_cast<int>(std::find(lightest_first.begin(), lightest_first.end(), state) -
                            lightest_first.begin());
}

// Of what nobody can build: a folder in its path that is called like a platform.
std::string platform_in(const std::string& path) {
    for (const std::string& part : split(path, '/')) {
        const std::size_t dash = part.find('-');
        if (dash == std::string::npos) continue;
        const std::string os = part.substr(0, dash), arch = part.substr(dash + 1);
        if ((os == "linux" || os == "darwin" || os == "windows") &&
            std::all_of(arch.begin(), arch.end(),
                        [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }))
            return os + "/" + arch;
    }
    return {};
}

// Whatever is not as claimed was expected, and something was.
bool all_expected(const UnitResult& unit) {
    bool any = false;
    for (const FileResult& file : unit.files) {
        if (file.verdict == "unclaimed" || file.verdict == verdict_name(Verdict::reproduced) ||
            file.verdict == verdict_name(Verdict::equivalent))
            continue;
        if (file.expected.empty()) return false;
        any = true;
    }
    return any;
}

class Units {
  public:
    Units(const Plan& plan, const Release& release, const std::string& component)
        : release_(release), component_(component), pins_(unit_pins(release, component)) {
        for (const Artifact& artifact : plan.artifacts)
            if (artifact.component == component) platforms_[artifact.path] = artifact.platform.str();
    }

    void add(const Finding& finding) {
        const auto known = platforms_.find(finding.claim.path);
        UnitResult& unit = of(known == platforms_.end() ? platform_in(finding.claim.path) : known->second);
        FileResult& file = unit.files.emplace_back();
        file.path = finding.claim.path;
        file.verdict = verdict_name(finding.verdict);
        file.claimed = finding.claim.sha256.hex();
        if (finding.built) file.built = finding.built->hex();
        file.reason = finding.reason;
        file.expected = finding.expected;
        const UnitState state = state_of(finding.verdict);
        if (weight(state) > weight(unit.state)) {
            unit.state = state;
            unit.cause = is_good(state) ? "" : finding.reason;
        }
    }

    void add_unclaimed(const std::string& path) {
        const auto known = platforms_.find(path);
        if (known == platforms_.end()) return;
        FileResult& file = of(known->second).files.emplace_back();
        file.path = path;
        file.verdict = "unclaimed";
    }

    // In the order of the files that they made, each once.
    void add_build(const std::string& path, const std::string& run_digest) {
        const auto known = platforms_.find(path);
        if (known == platforms_.end()) return;
        std::vector<std::string>& actions = of(known->second).actions;
        if (std::find(actions.begin(), actions.end(), run_digest) == actions.end())
            actions.push_back(run_digest);
    }

    // Nobody looks at what nobody claims: it is no verdict.
    void add_those_without_claims() {
        for (const auto& [path, platform] : platforms_) {
            if (units_.contains(platform)) continue;
            of(platform).cause = "nobody claims anything of it";
        }
    }

    std::vector<UnitResult> finish(std::int64_t milliseconds) {
        std::vector<UnitResult> all;
        for (auto& [platform, unit] : units_) {
            if (unit.state == UnitState::not_run && unit.cause.empty())
                unit.cause = "nobody claims anything of it";
            unit.milliseconds = milliseconds / static_cast<std::int64_t>(units_.size());
            unit.expected = all_expected(unit);
            if (!is_good(unit.state) && unit.state != UnitState::not_run)
                unit.evidence = {"verbatim explain " + release_.branch + " " + component_,
                                 "verbatim search " + release_.branch + " " + component_};
            all.push_back(std::move(unit));
        }
        return all;
    }

  private:
    UnitResult& of(const std::string& platform) {
        UnitResult& unit = units_[platform];
        unit.unit = {release_.branch, component_, platform};
        unit.pins = pins_;
        return unit;
    }

    const Release& release_;
    const std::string& component_;
    UnitPins pins_;
    std::map<std::string, std::string> platforms_;  // path →
    std::map<std::string, UnitResult> units_;       // by platform
};

}  // namespace

UnitPins unit_pins(const Release& release, const std::string& component) {
    UnitPins pins;
    if (release.distro.known()) pins.distro = release.distro.source.value + "@" + release.distro.commit.value;
    for (const ComponentPin& pin : release.components) {
        if (pin.project != component) continue;
        pins.tag = pin.tag.value;
        pins.commit = pin.commit.value;
        pins.go = pin.go.value;
        pins.go_declared = pin.go_declared;
        if (pin.checksums) pins.checksums = pin.checksums->value;
        if (pin.patches) pins.patches = pin.patches->value;
    }
    if (const auto closed = release.unbuildable.find(component); closed != release.unbuildable.end())
        pins.tag = closed->second.tag.value;
    return pins;
}

std::vector<UnitResult> unit_results(const VerifyReport& report, const Plan& plan, const Release& release,
                                     const std::string& component) {
    Units units(plan, release, component);
    for (const Finding& finding : report.findings.claims)
        if (finding.verdict != Verdict::out_of_scope) units.add(finding);
    for (const std::string& path : report.findings.unclaimed) units.add_unclaimed(path);
    for (const auto& [path, run_digest] : report.builds) units.add_build(path, run_digest);
    units.add_those_without_claims();
    std::vector<UnitResult> all = units.finish(report.builds_made > 0 ? report.elapsed.count() : 0);
    for (UnitResult& unit : all) {
        if (unit.state == UnitState::not_run) continue;
        unit.definitions = report.definitions.sha256().hex();
        for (const ForeignDefinition& one : report.definitions.foreign())
            unit.not_own.push_back(foreign_text(one));
    }
    return all;
}

void add_steadiness(UnitResult& unit, Steadiness steadiness) {
    if (!steadiness.variances.empty() && (is_good(unit.state) || unit.state == UnitState::not_run)) {
        unit.state = UnitState::unsteady;
        unit.cause = variance_text(steadiness.variances.front());
        if (!steadiness.variances.front().cause.empty())
            unit.cause += ": " + steadiness.variances.front().cause;
        unit.evidence = {"verbatim check " + unit.unit.release + " " + unit.unit.component + " --platform " +
                         unit.unit.platform};
    }
    unit.steadiness = std::move(steadiness);
}

}  // namespace verbatim
