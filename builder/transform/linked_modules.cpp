// A module that stands in the component's own tree is told by its missing version: "(devel)" or none. The
// main module is one; one that a replace directive takes from a folder is another ("=> ../api"); in a
// workspace (go.work) they have no replacement, and are found by the `module` line of their go.mod.
#include "transform/linked_modules.h"

#include "base/error.h"
#include "base/text.h"
#include "inspect/build_info.h"

#include <filesystem>
#include <map>
#include <optional>

namespace verbatim {

namespace {

bool is_folder(const BuildInfo::Module& module) {
    return module.path.starts_with("./") || module.path.starts_with("../") || module.path == "." ||
           module.path == "..";
}

class Reader {
  public:
    Reader(const Digest& source, const std::string& component, const std::string& version, const Store& store)
        : source_(source), component_(component), version_(version), store_(store) {}

    void add(std::string_view content, const std::string& name, const BuiltFolder& built) {
        if (!built.go) {
            add_own(component_, built.module);
            return;
        }
        const BuildInfo info = parse_build_info(content, name);
        // "go1.25.12 X:nocoverageredesign": the experiments are no part of the release's name.
        found_.insert({standard_library, info.go.substr(0, info.go.find(' ')),
                       LinkedModule::Origin::toolchain, "", "", ""});
        if (info.main.path.empty()) {
            unlisted_ = true;
            add_own(component_, ".");
            return;
        }
        add_own(info.main.path, built.module);
        for (const BuildInfo::Module& module : info.dependencies) add_dependency(module, name, built);
    }

    LinkedModules take() { return {{found_.begin(), found_.end()}, unlisted_}; }

  private:
    void add_own(const std::string& path, const std::string& folder) {
        found_.insert({path, version_, LinkedModule::Origin::component, "", "", folder});
    }

    void add_dependency(const BuildInfo::Module& module, const std::string& name, const BuiltFolder& built) {
        const auto malformed = [&](const std::string& what) {
            return Error(Failure::mismatch, "the build information of " + name + " names the module " +
                                                printable(module.path) + " " + what);
        };
        if (!is_contained_path(module.path)) throw malformed("which is no module path");
        if (module.replacement.empty()) {
            if (!module.version.empty() && module.version != "(devel)") {
                found_.insert(
                    {module.path, module.version, LinkedModule::Origin::module, module.sum, "", ""});
                return;
            }
            const auto folder = module_folders().find(module.path);
            if (folder == module_folders().end())
                throw malformed(
                    "without a version, and no go.mod of the source says that it is one of its own");
            add_own(module.path, folder->second);
            return;
        }
        const BuildInfo::Module& by = module.replacement.front();
        if (!is_folder(by)) {
            if (!is_contained_path(by.path)) throw malformed("replaced by what is no module path");
            found_.insert({module.path, by.version, LinkedModule::Origin::module, by.sum, by.path, ""});
            return;
        }
        std::string folder = (std::filesystem::path(built.module) / by.path).lexically_normal().string();
        while (folder.ends_with('/')) folder.pop_back();
        if (folder != "." && !is_contained_path(folder))
            throw malformed("replaced by the folder " + printable(by.path) + ", which is outside the source");
        add_own(module.path, folder);
    }

    // Of the source's go.mod files: module path → folder.
    const std::map<std::string, std::string>& module_folders() {
        if (folders_) return *folders_;
        folders_.emplace();
        for (const auto& [path, entry] : store_.files(source_)) {
            if (path != "go.mod" && !path.ends_with("/go.mod")) continue;
            if (("/" + path).find("/vendor/") != std::string::npos ||
                ("/" + path).find("/testdata/") != std::string::npos || entry.size > (1U << 20U))
                continue;
            for (const std::string& line : split(store_.get(entry.digest), '\n')) {
                if (!line.starts_with("module ")) continue;
                std::string module(trim(line.substr(7, line.find("//", 7) - 7)));
                std::erase(module, '"');
                folders_->emplace(module, path == "go.mod" ? "." : path.substr(0, path.size() - 7));
                break;
            }
        }
        return *folders_;
    }

    const Digest& source_;
    const std::string& component_;
    const std::string& version_;
    const Store& store_;
    std::set<LinkedModule> found_;
    std::optional<std::map<std::string, std::string>> folders_;
    bool unlisted_ = false;
};

}  // namespace

void each_binary(const std::vector<BuiltFolder>& built, const Store& store,
                 const std::function<void(std::string_view, const std::string&, const BuiltFolder&)>& see) {
    for (const BuiltFolder& folder : built)
        for (const auto& [path, entry] : store.files(folder.bin))
            if (entry.kind != TreeEntry::Kind::symlink)
                see(store.get(entry.digest), path + " of \"" + folder.name + "\"", folder);
}

LinkedModules read_linked_modules(const std::vector<BuiltFolder>& built, const Digest& source,
                                  const std::string& component, const std::string& version,
                                  const Store& store) {
    Reader reader(source, component, version, store);
    each_binary(built, store,
                [&](std::string_view content, const std::string& name, const BuiltFolder& folder) {
                    reader.add(content, name, folder);
                });
    return reader.take();
}

}  // namespace verbatim
