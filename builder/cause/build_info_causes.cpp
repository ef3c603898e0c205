#include "base/text.h"
#include "cause/ldflags.h"
#include "cause/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

using Kind = Cause::Kind;
using Value = std::optional<std::string>;

class BuildInfoRules {
  public:
    BuildInfoRules(const BuildInfo& was, const BuildInfo& is) : was_(was), is_(is) {}

    std::vector<Cause> run() {
        platform();
        program();
        go();
        commit();
        dirty();
        version();
        cgo();
        architecture();
        tags();
        trimpath();
        vendored();
        modules();
        linker_flags();
        others();
        return std::move(causes_);
    }

  private:
    [[nodiscard]] Value setting(const BuildInfo& info, const std::string& name) const {
        const auto found = info.settings.find(name);
        return found == info.settings.end() ? std::nullopt : Value(found->second);
    }
    [[nodiscard]] bool differs(const std::string& name) const {
        return setting(was_, name) != setting(is_, name);
    }
    std::string both(const std::string& name) {
        told_.insert(name);
        return in_a_and_b(setting(was_, name), setting(is_, name));
    }
    // A line "NAME: x in A, y in B" for each of them that differs.
    std::vector<std::string> lines(const std::vector<std::string>& names) {
        std::vector<std::string> found;
        for (const std::string& name : names)
            if (differs(name)) found.push_back(name + ": " + both(name));
        return found;
    }
    void add(Kind kind, std::string text, std::vector<std::string> evidence, std::string next) {
        causes_.push_back({kind, std::move(text), std::move(evidence), std::move(next), {}});
    }

    void platform() {
        auto evidence = lines({"GOOS", "GOARCH"});
        if (!evidence.empty())
            add(Kind::platform, "they are for different platforms", std::move(evidence),
                "compare the two files of one platform");
    }

    void program() {
        if (was_.path != is_.path)
            add(Kind::program,
                "they are different programs: the main package is " + in_a_and_b(was_.path, is_.path), {},
                "compare the two files of one program, or build the package that A names");
        else if (was_.main.path != is_.main.path)
            add(Kind::program, "the main module is " + in_a_and_b(was_.main.path, is_.main.path), {},
                "build in the module that A names");
    }

    void go() {
        if (was_.go == is_.go) return;
        told_.insert("DefaultGODEBUG");  // each release has its own
        add(Kind::go, "another Go release: " + in_a_and_b(was_.go, is_.go),
            {"Go's release in the build information: " + in_a_and_b(was_.go, is_.go)},
            "build with " + shown_text(was_.go) +
                " (the lock's go: found); its compiler and library change the code of every function, so "
                "compare again before looking further");
    }

    void commit() {
        const Value a = setting(was_, "vcs.revision"), b = setting(is_, "vcs.revision");
        for (const char* name : {"vcs", "vcs.time", "vcs.revision"}) told_.insert(name);
        if (a == b) return;
        auto evidence = lines({"vcs.revision", "vcs.time"});
        if (was_.main.version != is_.main.version)
            evidence.push_back("the main module's version: " +
                               in_a_and_b(was_.main.version, is_.main.version));
        if (!a || !b) {
            told_.insert("vcs.modified");
            add(Kind::vcs, std::string("only ") + (a ? "A" : "B") + " knows the commit that it was built of",
                std::move(evidence),
                "build in a git checkout with git in PATH and without -buildvcs=false, or without all that, "
                "as the other was");
            return;
        }
        add(Kind::commit, "built of another commit: " + in_a_and_b(a->substr(0, 12), b->substr(0, 12)),
            std::move(evidence),
            "build commit " + shown_text(*a) +
                "; where it is no commit of upstream, patches were committed on top: compare the series, "
                "and the committer of patches");
    }

    void dirty() {
        const Value a = setting(was_, "vcs.modified"), b = setting(is_, "vcs.modified");
        if (a == b || told_.contains("vcs.modified")) return;
        const bool a_dirty = a == "true";
        std::vector<std::string> evidence = lines({"vcs.modified"});
        if (was_.main.version != is_.main.version)
            evidence.push_back("the main module's version: " +
                               in_a_and_b(was_.main.version, is_.main.version));
        add(Kind::dirty,
            fmt::format("the tree was dirty where {} was built, and clean where {} was", a_dirty ? "A" : "B",
                        a_dirty ? "B" : "A"),
            std::move(evidence),
            a_dirty ? "leave an untracked file in the tree, as the build of A did (markers of the project): "
                      "git status has to show it; or look for changes of its sources"
                    : "build in a clean checkout: git status --porcelain has to be empty");
    }

    // Of the same commit, in the same state.
    void version() {
        if (was_.main.version == is_.main.version || differs("vcs.revision") || differs("vcs.modified"))
            return;
        if (was_.go != is_.go) return;  // Go 1.24 began to stamp it
        add(Kind::version,
            "another version is stamped on the same commit: " +
                in_a_and_b(was_.main.version, is_.main.version),
            {"the main module's version: " + in_a_and_b(was_.main.version, is_.main.version)},
            "Go takes it from the tags that git shows: let the build see the same tags on the commit "
            "(sibling tags of other modules too), no fewer and no more");
    }

    void cgo() {
        std::vector<std::string> names = {"CGO_ENABLED"};
        for (const auto* side : {&was_, &is_})
            for (const auto& [name, value] : side->settings)
                if (name.starts_with("CGO_") && std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(name);
        const bool enabled = differs("CGO_ENABLED");
        auto evidence = lines(names);
        if (evidence.empty()) return;
        add(Kind::cgo,
            enabled ? "built with CGO_ENABLED " + both("CGO_ENABLED") : "built with other flags for C code",
            std::move(evidence),
            "set CGO_ENABLED=" + setting(was_, "CGO_ENABLED").value_or("0") +
                " in the environment of the build" +
                (setting(was_, "CGO_ENABLED") == "1" ? ", with the same C compiler and library" : ""));
    }

    void architecture() {
        static const std::vector<std::string> names = {"GOAMD64",  "GOARM",   "GOARM64",   "GO386", "GOMIPS",
                                                       "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM"};
        if (differs("GOARCH")) told_.insert(names.begin(), names.end());
        for (const std::string& name : names) {
            if (told_.contains(name) || !differs(name)) continue;
            const std::string values = both(name);
            // Go before 1.18 does not tell.
            if (!setting(was_, name) || !setting(is_, name)) continue;
            add(Kind::architecture, "built for another level of the processor: " + name + " " + values,
                {name + ": " + values},
                "set " + name + "=" + shown_text(*setting(was_, name)) + " in the environment of the build");
        }
    }

    void tags() {
        if (!differs("-tags")) return;
        const Value a = setting(was_, "-tags");
        add(Kind::tags, "built with other tags: " + both("-tags"), {"-tags: " + both("-tags")},
            a ? "give go build -tags=" + shown_text(*a) : "build without -tags");
    }

    void trimpath() {
        if (!differs("-trimpath")) return;
        const bool a = setting(was_, "-trimpath") == "true";
        told_.insert("-ldflags");  // recorded only without -trimpath
        for (const char* name : {"CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS"})
            told_.insert(name);
        add(Kind::trimpath, std::string("-trimpath is missing where ") + (a ? "B" : "A") + " was built",
            {"-trimpath: " + both("-trimpath")},
            a ? "give go build -trimpath, else folders of the building machine are in the binary"
              : "build A again with -trimpath: without it, only the same folders on the building machine "
                "give the same bits");
    }

    static bool has_sums(const BuildInfo& info) {
        return std::any_of(info.dependencies.begin(), info.dependencies.end(), [](const auto& module) {
            return !module.sum.empty() || (!module.replacement.empty() && !module.replacement[0].sum.empty());
        });
    }

    void vendored() {
        if (was_.dependencies.empty() || is_.dependencies.empty()) return;
        const bool a = has_sums(was_), b = has_sums(is_);
        if (a == b) return;
        // A module replaced by a folder has no hash: then both have none.
        add(Kind::vendored,
            fmt::format("{} was built of vendored modules (go mod vendor), {} of the module cache",
                        a ? "B" : "A", a ? "A" : "B"),
            {fmt::format("hashes of modules in the build information: {} of {} in A, {} of {} in B",
                         count_sums(was_), was_.dependencies.size(), count_sums(is_),
                         is_.dependencies.size())},
            a ? "build without vendor/ (-mod=mod, or modules: cache of the project)"
              : "run go mod vendor first (modules: vendor of the project)");
    }

    static std::size_t count_sums(const BuildInfo& info) {
        return static_cast<std::size_t>(
            std::count_if(info.dependencies.begin(), info.dependencies.end(), [](const auto& module) {
                return !module.sum.empty() ||
                       (!module.replacement.empty() && !module.replacement[0].sum.empty());
            }));
    }

    void modules() {
        const auto named = [](const BuildInfo& info) {
            std::map<std::string, std::string> all;
            for (const auto& module : info.dependencies) {
                std::string text = module.version;
                for (const auto& other : module.replacement)
                    text += " => " + other.path + (other.version.empty() ? "" : " " + other.version);
                all[module.path] = std::move(text);
            }
            return all;
        };
        const auto a = named(was_), b = named(is_);
        std::set<std::string> paths;
        for (const auto* side : {&a, &b})
            for (const auto& [path, text] : *side) paths.insert(path);
        std::vector<std::string> evidence;
        std::size_t count = 0;
        constexpr std::size_t most = 10;
        for (const std::string& path : paths) {
            const auto value = [&](const auto& side) {
                const auto found = side.find(path);
                return found == side.end() ? std::nullopt : Value(found->second);
            };
            if (value(a) == value(b)) continue;
            if (++count <= most) evidence.push_back(shown_text(path) + ": " + in_a_and_b(value(a), value(b)));
        }
        if (count == 0) return;
        add(Kind::modules, counted(count, "module") + (count == 1 ? " has" : " have") + " another version",
            std::move(evidence), "compare go.mod and go.sum of the two, and the patches that change them");
    }

    void linker_flags() {
        if (told_.contains("-ldflags") || !differs("-ldflags")) return;
        told_.insert("-ldflags");
        const auto all = compare_linker_flags(parse_linker_flags(setting(was_, "-ldflags").value_or("")),
                                              parse_linker_flags(setting(is_, "-ldflags").value_or("")));
        for (const FlagDifference& one : all) {
            const auto shown = [](const Value& value) {
                return value && value->empty() ? Value("given") : value;
            };
            const std::string values = in_a_and_b(shown(one.was), shown(one.is));
            const Kind kind = one.flag == "-buildid" || one.flag == "-B" ? Kind::build_id
                              : one.flag == "-s" || one.flag == "-w"     ? Kind::symbols
                                                                         : Kind::ldflag;
            add(kind, "built with another flag of the linker: " + shown_text(one.flag) + ", " + values,
                {"-ldflags: " + both("-ldflags")},
                "give the linker the flag as A had it (ldflags of the project)");
        }
        if (all.empty())
            add(Kind::setting,
                "the linker's flags are written otherwise: they stand in the binary as they "
                "were written",
                {"-ldflags: " + both("-ldflags")}, "write -ldflags exactly as A had them");
    }

    void others() {
        std::set<std::string> names;
        for (const auto* side : {&was_, &is_})
            for (const auto& [name, value] : side->settings) names.insert(name);
        for (const std::string& name : names) {
            if (told_.contains(name) || !differs(name)) continue;
            const std::string values = both(name);
            add(Kind::setting, "another setting of the build: " + shown_text(name) + " " + values,
                {shown_text(name) + ": " + values},
                name == "DefaultGODEBUG"
                    ? "it comes from the go line and godebug lines of go.mod: compare those"
                    : "build with the setting that A has");
        }
    }

    const BuildInfo &was_, &is_;
    std::set<std::string> told_;  // settings that a rule has spoken of
    std::vector<Cause> causes_;
};

}  // namespace

std::string shown_text(const std::string& text) {
    constexpr std::size_t longest = 160;
    std::string shown = printable(text);
    if (shown.size() <= longest) return shown;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0U) == 0x80) --end;
    return shown.substr(0, end) + "…";
}

std::string in_a_and_b(const Value& was, const Value& is) {
    const auto shown = [](const Value& value) {
        return !value ? "none" : value->empty() ? "empty" : shown_text(*value);
    };
    return shown(was) + " in A, " + shown(is) + " in B";
}

std::vector<Cause> build_info_causes(const BuildInfo& was, const BuildInfo& is) {
    return BuildInfoRules(was, is).run();
}

}  // namespace verbatim
