#include "search/candidates.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <map>
#include <tuple>

namespace verbatim {

namespace {

constexpr std::array<std::size_t, 4> usual_digits = {7, 8, 10, 12};
// Words of `go build` that distros add or leave out, each with its argument.
constexpr std::array<const char*, 3> known_flags = {"-trimpath", "-installsuffix=cgo", "-buildvcs=false"};
constexpr std::size_t likeliest = 3;  // releases that every other change is tried with first

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

const ComponentPin& pin_of(const PlanInputs& inputs) {
    return inputs.release.components.front();
}

const Project& project_of(const PlanInputs& inputs) {
    return inputs.projects.at(pin_of(inputs).project);
}

// Calls `edit` on every ldflag of the project.
template <typename Edit>
void for_ldflags(Project& project, Edit edit) {
    for (ModuleBuild& build : project.builds)
        for (std::string& flag : build.ldflags) edit(flag);
}

bool in_ldflags(const Project& project, const std::string& text) {
    for (const ModuleBuild& build : project.builds)
        for (const std::string& flag : build.ldflags)
            if (flag.find(text) != std::string::npos) return true;
    return false;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

// "{tag_object:9}" → the symbol with another number of digits, or none.
std::string with_digits(const std::string& text, const std::string& symbol, std::size_t digits) {
    const std::size_t begin = text.find("{" + symbol + ":");
    if (begin == std::string::npos) return text;
    const std::size_t end = text.find('}', begin);
    if (end == std::string::npos) return text;
    return text.substr(0, begin) + "{" + symbol + ":" + std::to_string(digits) + text.substr(end);
}

// The number of digits that an abbreviated id has in the definition; nothing where there is none.
std::optional<std::size_t> digits_of(const Project& project) {
    for (const ModuleBuild& build : project.builds)
        for (const std::string& flag : build.ldflags)
            for (const std::string symbol : {"{tag_object:", "{commit:"})
                if (const std::size_t at = flag.find(symbol); at != std::string::npos)
                    if (const auto value = number(std::string_view(flag).substr(
                            at + symbol.size(), flag.find('}', at) - at - symbol.size())))
                        return static_cast<std::size_t>(*value);
    return std::nullopt;
}

// "-installsuffix=cgo" stands as one word or as two.
bool has_flag(const std::vector<std::string>& flags, const std::string& flag) {
    const std::size_t equal = flag.find('=');
    for (std::size_t i = 0; i < flags.size(); ++i)
        if (flags[i] == flag || (equal != std::string::npos && flags[i] == flag.substr(0, equal) &&
                                 i + 1 < flags.size() && flags[i + 1] == flag.substr(equal + 1)))
            return true;
    return false;
}

void toggle(std::vector<std::string>& flags, const std::string& flag) {
    if (!has_flag(flags, flag)) {
        flags.push_back(flag);
        return;
    }
    const std::size_t equal = flag.find('=');
    for (std::size_t i = 0; i < flags.size(); ++i) {
        if (flags[i] == flag) {
            flags.erase(flags.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
        if (equal != std::string::npos && flags[i] == flag.substr(0, equal) && i + 1 < flags.size()) {
            flags.erase(flags.begin() + static_cast<std::ptrdiff_t>(i),
                        flags.begin() + static_cast<std::ptrdiff_t>(i + 2));
            return;
        }
    }
}

bool every_build_has(const Project& project, const std::string& flag) {
    return std::all_of(project.builds.begin(), project.builds.end(),
                       [&](const ModuleBuild& build) { return has_flag(build.flags, flag); });
}

// Every change of one kind that makes sense for the component, without a Go release.
std::vector<Candidate> single_changes(const PlanInputs& inputs) {
    const Project& project = project_of(inputs);
    const ComponentPin& pin = pin_of(inputs);
    std::vector<Candidate> all;
    const auto add = [&](auto set) { set(all.emplace_back()); };
    if (!project.markers.empty()) add([](Candidate& c) { c.clean = true; });
    if (pin.tags.size() > 1) add([](Candidate& c) { c.own_tag_only = true; });
    if (pin.has_tag_object() && pin.tag_object.value != pin.commit.value &&
        (in_ldflags(project, "{tag_object") || in_ldflags(project, "{commit")))
        add([](Candidate& c) { c.other_object = true; });
    if (const auto there = digits_of(project)) {
        std::vector<std::size_t> lengths(usual_digits.begin(), usual_digits.end());
        lengths.push_back(9);
        for (const std::size_t digits : lengths)
            if (digits != *there) add([&](Candidate& c) { c.digits = digits; });
    }
    if (project.modules != ModuleSource::tree)
        add([&](Candidate& c) {
            c.modules = project.modules == ModuleSource::vendor ? ModuleSource::cache : ModuleSource::vendor;
        });
    for (const char* flag : known_flags) add([&](Candidate& c) { c.flag = flag; });
    return all;
}

// Two changes as one; nothing where both change the same.
std::optional<Candidate> both(const Candidate& a, const Candidate& b) {
    Candidate merged = a;
    if ((a.clean && b.clean) || (a.own_tag_only && b.own_tag_only) || (a.other_object && b.other_object) ||
        (a.digits && b.digits) || (a.modules && b.modules) || (!a.flag.empty() && !b.flag.empty()))
        return std::nullopt;
    merged.clean = a.clean || b.clean;
    merged.own_tag_only = a.own_tag_only || b.own_tag_only;
    merged.other_object = a.other_object || b.other_object;
    if (b.digits) merged.digits = b.digits;
    if (b.modules) merged.modules = b.modules;
    if (!b.flag.empty()) merged.flag = b.flag;
    return merged;
}

Candidate with_go(Candidate candidate, const std::string& go) {
    candidate.go = go;
    return candidate;
}

}  // namespace

std::vector<std::string> likely_go(const std::vector<GoRelease>& releases, const std::string& declared,
                                   std::optional<std::int64_t> claimed) {
    const GoNumber said = go_number("go" + declared).value_or(GoNumber{});
    struct Patch {
        GoNumber number;
        const GoRelease* release;
    };
    std::map<std::pair<int, int>, std::vector<Patch>> minors;
    for (const GoRelease& release : releases) {
        const auto found = go_number(release.version);
        if (!found || (claimed && release.released && *release.released > *claimed + go_release_grace))
            continue;
        minors[{found->major, found->minor}].push_back({*found, &release});
    }
    // How many newer patch releases there were, how far its minor is from the one declared, before or after.
    std::vector<std::tuple<std::size_t, int, std::string>> ranked;
    for (auto& [minor, patches] : minors) {
        std::ranges::sort(patches, std::greater{}, &Patch::number);
        const int away = minor.second - said.minor;
        // Minors before it come last: what declares a minor mostly asks for it in its go.mod too.
        const int steps = minor.first != said.major ? 1000 : away >= 0 ? 2 * away : 2 * -away + 12;
        std::size_t newer = 0;
        for (const Patch& patch : patches) {
            // One of the days after the claim hardly was out already: no likelier than the one before the
            // newest.
            const bool after = claimed && patch.release->released && *patch.release->released > *claimed;
            ranked.emplace_back(after ? 1 : newer++, steps, patch.release->version);
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        const auto score = [](const auto& one) {
            return 5 * std::get<0>(one) + static_cast<std::size_t>(std::get<1>(one));
        };
        return score(a) < score(b);
    });
    std::vector<std::string> likely;
    for (auto& [newer, steps, version] : ranked) likely.push_back(std::move(version));
    return likely;
}

std::vector<Candidate> candidates(const PlanInputs& inputs, const std::vector<std::string>& go) {
    const std::vector<Candidate> changed = single_changes(inputs);
    std::vector<Candidate> all;
    const std::size_t first = std::min(likeliest, go.size());
    for (std::size_t i = 0; i < first; ++i) all.push_back(with_go({}, go[i]));
    // Of all changes the one that a distro is known to have made, over whole years.
    for (std::size_t i = 0; i < first; ++i)
        for (const Candidate& change : changed)
            if (change.modules) all.push_back(with_go(change, go[i]));
    for (std::size_t i = first; i < go.size(); ++i) all.push_back(with_go({}, go[i]));
    for (std::size_t i = 0; i < first; ++i)
        for (const Candidate& change : changed)
            if (!change.modules) all.push_back(with_go(change, go[i]));
    for (std::size_t i = first; i < go.size(); ++i)
        for (const Candidate& change : changed) all.push_back(with_go(change, go[i]));
    for (std::size_t i = 0; i < first; ++i)
        for (std::size_t a = 0; a < changed.size(); ++a)
            for (std::size_t b = a + 1; b < changed.size(); ++b)
                if (const auto merged = both(changed[a], changed[b])) all.push_back(with_go(*merged, go[i]));
    return all;
}

PlanInputs varied(const PlanInputs& inputs, const Candidate& candidate) {
    PlanInputs made = inputs;
    ComponentPin& pin = made.release.components.front();
    Project& project = made.projects.at(pin.project);
    pin.go.value = candidate.go;
    if (candidate.clean) project.markers.clear();
    if (candidate.own_tag_only)
        std::erase_if(pin.tags, [&](const auto& tag) { return tag.first != pin.tag.value; });
    if (candidate.other_object)
        for_ldflags(project, [](std::string& flag) {
            const bool object = flag.find("{tag_object") != std::string::npos;
            flag =
                object ? replaced(flag, "{tag_object", "{commit") : replaced(flag, "{commit", "{tag_object");
        });
    if (candidate.digits)
        for_ldflags(project, [&](std::string& flag) {
            flag =
                with_digits(with_digits(flag, "tag_object", *candidate.digits), "commit", *candidate.digits);
        });
    if (candidate.modules) project.modules = *candidate.modules;
    if (!candidate.flag.empty())
        for (ModuleBuild& build : project.builds) toggle(build.flags, candidate.flag);
    return made;
}

PlanInputs only_artifact(const PlanInputs& inputs, const Artifact& artifact) {
    PlanInputs made = inputs;
    Project& project = made.projects.at(artifact.component);
    std::string name = artifact.name;
    if (artifact.platform.os == "windows" && name.ends_with(".exe")) name.resize(name.size() - 4);
    // Modules of which nothing is built stay: their vendor folders lie in the tree all the same.
    for (ModuleBuild& build : project.builds) {
        const bool here = std::any_of(build.platforms.begin(), build.platforms.end(),
                                      [&](const auto& one) { return one.value == artifact.platform; });
        std::erase_if(build.binaries, [&](const auto& binary) { return !here || binary.first != name; });
    }
    made.platforms = {artifact.platform};
    return made;
}

std::vector<std::string> changes(const PlanInputs& inputs, const Candidate& candidate) {
    const ComponentPin& pin = pin_of(inputs);
    const Project& project = project_of(inputs);
    std::vector<std::string> words;
    if (candidate.go != pin.go.value) words.push_back(candidate.go + " (pinned: " + pin.go.value + ")");
    if (candidate.clean) words.emplace_back("no marker file in the tree");
    if (candidate.own_tag_only) words.push_back("of the tags on the commit only " + pin.tag.value);
    if (candidate.other_object)
        words.emplace_back(in_ldflags(project, "{tag_object")
                               ? "the commit's id in the place of the tag object's"
                               : "the tag object's id in the place of the commit's");
    if (candidate.digits)
        words.push_back(std::to_string(*candidate.digits) + " digits of the abbreviated id");
    if (candidate.modules)
        words.emplace_back(*candidate.modules == ModuleSource::cache ? "modules not vendored"
                                                                     : "modules vendored");
    if (!candidate.flag.empty())
        words.push_back((every_build_has(project, candidate.flag) ? "without " : "with ") + candidate.flag);
    return words;
}

}  // namespace verbatim
