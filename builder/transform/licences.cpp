#include "transform/licences.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "inspect/module_path.h"
#include "inspect/zip.h"
#include "transform/licence_files.h"
#include "transform/licence_json.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace verbatim {

namespace {

constexpr std::uint64_t file_limit = 4U << 20U;  // the longest licence has some 50 kB

struct Candidate {
    std::string file;     // below the module's folder
    std::string package;  // taken where something of it is linked; empty: always
    Digest blob;
    std::uint64_t size = 0;
};

struct Entry {
    LinkedModule module;
    std::vector<Candidate> candidates;
};

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string name_of_file(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// May the file's folders hold packages?
bool among_packages(const std::string& path) {
    const std::string folder = parent_of(path);
    if (folder.empty()) return true;
    const std::vector<std::string> parts = split(folder, '/');
    return std::all_of(parts.begin(), parts.end(),
                       [](const std::string& part) { return holds_packages(part); });
}

class Collector {
  public:
    Collector(const LicenceSources& sources, Store& store)
        : in_(sources), store_(store), source_(store.files(sources.source)) {}

    Digest run() {
        const LinkedModules linked =
            read_linked_modules(in_.built, in_.source, in_.component, in_.version, store_);
        for (const LinkedModule& module : linked.modules) paths_.push_back(module.path);
        for (const LinkedModule& module : linked.modules) {
            throw_if_interrupted();
            entries_.push_back({module, candidates_of(module)});
        }
        if (linked.unlisted) add_listed_by_hand();
        keep_linked();
        return write();
    }

  private:
    std::vector<Candidate> candidates_of(const LinkedModule& module) {
        switch (module.origin) {
            case LinkedModule::Origin::component:
                return of_component(module);
            case LinkedModule::Origin::toolchain:
                return of_toolchain();
            case LinkedModule::Origin::module:
                break;
        }
        return in_.modules ? of_zip(module) : of_vendor(module);
    }

    // What a file at `file` below the module's root is good for; `add` is told the package that it speaks of.
    bool wanted(const LinkedModule& module, const std::string& file, std::string& package) const {
        if (licence_file(name_of_file(file)) == LicenceFile::none || !among_packages(file)) return false;
        const std::string folder = parent_of(file);
        // Where binaries list no modules, the component's own are known by their place in it only.
        const bool nameless = module.path == in_.component;
        package = folder.empty() ? "" : (nameless ? "" : module.path) + "/" + folder;
        // Another module's, which lies below this one's.
        return folder.empty() || std::none_of(paths_.begin(), paths_.end(), [&](const std::string& other) {
                   return other.size() > module.path.size() && (package + "/").starts_with(other + "/");
               });
    }

    void check_size(const std::string& what, std::uint64_t size) const {
        if (size > file_limit)
            throw Error(Failure::mismatch, what + " has " + human_size(size) + ": no licence is as long")
                .note("More than " + human_size(file_limit) + " is refused.");
    }

    // A link of the source is followed as long as it stays in there.
    std::optional<TreeEntry> source_file(std::string path) const {
        for (int hops = 0; hops < 8; ++hops) {
            const auto found = source_.find(path);
            if (found == source_.end()) return std::nullopt;
            if (found->second.kind != TreeEntry::Kind::symlink) return found->second;
            if (found->second.size > 4096) return std::nullopt;
            const std::string target = store_.get(found->second.digest);
            path = (std::filesystem::path(parent_of(path)) / target).lexically_normal().string();
            if (!is_contained_path(path)) return std::nullopt;
        }
        return std::nullopt;
    }

    void take_source(const std::string& path, const std::string& file, const std::string& package,
                     std::vector<Candidate>& out) const {
        const auto entry = source_file(path);
        if (!entry) return;
        check_size(path + " of " + in_.component, entry->size);
        out.push_back({file, package, entry->digest, entry->size});
    }

    // Files that stand in one folder of the source itself.
    bool take_folder(const std::string& folder, std::vector<Candidate>& out) const {
        const std::string prefix = folder.empty() ? "" : folder + "/";
        bool licensed = false;
        for (auto at = source_.lower_bound(prefix); at != source_.end() && at->first.starts_with(prefix);
             ++at) {
            const std::string name = at->first.substr(prefix.size());
            if (name.find('/') != std::string::npos) continue;
            const LicenceFile kind = licence_file(name);
            if (kind == LicenceFile::none) continue;
            const auto known = [&](const Candidate& one) { return one.file == name; };
            if (std::none_of(out.begin(), out.end(), known)) take_source(at->first, name, "", out);
            licensed = licensed || kind == LicenceFile::licence;
        }
        return licensed;
    }

    std::vector<Candidate> of_component(const LinkedModule& module) const {
        std::vector<Candidate> out;
        const std::string root = module.folder == "." ? "" : module.folder;
        for (std::string folder = root; !take_folder(folder, out) && !folder.empty();)
            folder = parent_of(folder);
        take_below(module, root, out);
        return out;
    }

    // Files below `root`, in folders that are no modules of their own.
    void take_below(const LinkedModule& module, const std::string& root, std::vector<Candidate>& out) const {
        const std::string prefix = root.empty() ? "" : root + "/";
        for (auto at = source_.lower_bound(prefix); at != source_.end() && at->first.starts_with(prefix);
             ++at) {
            const std::string file = at->first.substr(prefix.size());
            std::string package;
            if (!wanted(module, file, package) || package.empty()) continue;
            bool other_module = false;
            for (std::string folder = parent_of(file); !folder.empty(); folder = parent_of(folder))
                other_module = other_module || source_.contains(prefix + folder + "/go.mod");
            if (!other_module) take_source(at->first, file, package, out);
        }
    }

    // The standard library's own modules lie in src/vendor, imported as "vendor/…".
    std::vector<Candidate> of_toolchain() const {
        std::vector<Candidate> out;
        for (const auto& [path, entry] : store_.files(in_.toolchain)) {
            if (entry.kind == TreeEntry::Kind::symlink ||
                licence_file(name_of_file(path)) == LicenceFile::none)
                continue;
            const bool top = path.find('/') == std::string::npos;
            if (!top && (!path.starts_with("src/vendor/") || !among_packages(path.substr(11)))) continue;
            check_size(path + " of the toolchain", entry.size);
            out.push_back({top ? path : path.substr(4), top ? "" : parent_of(path).substr(4), entry.digest,
                           entry.size});
        }
        return out;
    }

    std::vector<Candidate> of_zip(const LinkedModule& module) const {
        const std::string path = module.replaced_by.empty() ? module.path : module.replaced_by;
        const std::string zip = escape_module(path) + "/@v/" + escape_module(module.version) + ".zip";
        const auto entry = store_.find(*in_.modules, zip);
        if (!entry)
            throw Error(Failure::definition, "the module " + path + " " + module.version +
                                                 " is linked into " + in_.component + ", but was not fetched")
                .note(
                    "No go.sum of the modules that are built names it: what was built is of another source.");
        if (!store_.has(entry->digest, Check::content)) (void)store_.get(entry->digest);  // throws: damaged
        const std::string prefix = path + "@" + module.version + "/";
        std::vector<Candidate> out;
        read_zip(
            store_.blob_path(entry->digest), path + "@" + module.version,
            [&](const std::string& name, std::string_view content) {
                std::string package;
                if (!name.starts_with(prefix) || !wanted(module, name.substr(prefix.size()), package)) return;
                check_size(name, content.size());
                out.push_back({name.substr(prefix.size()), package, store_.put(content), content.size()});
            });
        return out;
    }

    std::vector<Candidate> of_vendor(const LinkedModule& module) const {
        for (const BuiltFolder& built : in_.built) {
            const std::string root =
                (built.module == "." ? "" : built.module + "/") + std::string("vendor/") + module.path;
            const auto first = source_.lower_bound(root + "/");
            if (first == source_.end() || !first->first.starts_with(root + "/")) continue;
            std::vector<Candidate> out;
            take_folder(root, out);
            take_below(module, root, out);
            return out;
        }
        throw Error(Failure::definition, "the module " + module.path + " " + module.version +
                                             " is linked into " + in_.component +
                                             ", but no vendor folder of its source has it");
    }

    // GOPATH mode: what LICENSES/vendor/PATH/ and LICENSES/third_party/… name; versions are those of
    // vendor/modules.txt.
    void add_listed_by_hand() {
        std::map<std::string, std::string> versions;
        if (const auto list = source_file("vendor/modules.txt"))
            for (const std::string& line : split(store_.get(list->digest), '\n'))
                if (const auto words = split(line, ' '); words.size() >= 3 && words[0] == "#")
                    versions[words[1]] = words[2] == "=>" ? "" : words[2];
        const std::string top = "LICENSES/", vendor = "vendor/";
        std::map<std::string, Entry> found;
        for (auto at = source_.lower_bound(top); at != source_.end() && at->first.starts_with(top); ++at) {
            const std::string folder = parent_of(at->first.substr(top.size()));
            if (folder.empty() || licence_file(name_of_file(at->first)) == LicenceFile::none) continue;
            const bool foreign = folder.starts_with(vendor);
            Entry& entry = found[folder];
            entry.module.path = foreign ? folder.substr(vendor.size()) : in_.component + "/" + folder;
            if (!foreign) entry.module.version = in_.version;
            for (std::string module = entry.module.path; foreign && !module.empty();
                 module = parent_of(module))
                if (const auto version = versions.find(module); version != versions.end()) {
                    entry.module.version = version->second;
                    break;
                }
            take_source(at->first, name_of_file(at->first), (foreign ? "" : "/") + folder, entry.candidates);
        }
        for (auto& [path, entry] : found) entries_.push_back(std::move(entry));
    }

    // Drops what speaks of packages of which no binary holds anything.
    void keep_linked() {
        std::map<std::string, bool> linked;
        for (const Entry& entry : entries_)
            for (const Candidate& candidate : entry.candidates)
                if (!candidate.package.empty()) linked[candidate.package] = false;
        if (linked.empty()) return;
        each_binary(in_.built, store_, [&](std::string_view content, const std::string&, const BuiltFolder&) {
            throw_if_interrupted();
            for (auto& [package, is_linked] : linked)
                is_linked = is_linked || mentions_package(content, package);
        });
        for (Entry& entry : entries_)
            std::erase_if(entry.candidates, [&](const Candidate& candidate) {
                return !candidate.package.empty() && !linked.at(candidate.package);
            });
        // By hand, only what is linked is in the list at all.
        std::erase_if(entries_, [&](const Entry& entry) {
            return entry.candidates.empty() &&
                   std::find(paths_.begin(), paths_.end(), entry.module.path) == paths_.end();
        });
    }

    Digest write() {
        std::sort(entries_.begin(), entries_.end(),
                  [](const Entry& a, const Entry& b) { return a.module < b.module; });
        TreeBuilder tree(store_);
        std::vector<LicensedModule> list;
        for (Entry& entry : entries_) {
            std::sort(entry.candidates.begin(), entry.candidates.end(),
                      [](const Candidate& a, const Candidate& b) { return a.file < b.file; });
            LicensedModule one{entry.module, {}};
            for (const Candidate& candidate : entry.candidates) {
                tree.add_blob(folder_of(entry.module) + "/" + candidate.file, candidate.blob, candidate.size);
                one.files.push_back(candidate.file);
            }
            list.push_back(std::move(one));
        }
        tree.add_file("modules.json", write_licensed_modules(list));
        return tree.finish();
    }

    const LicenceSources& in_;
    Store& store_;
    std::map<std::string, TreeEntry> source_;
    std::vector<std::string> paths_;  // of what the binaries list
    std::vector<Entry> entries_;
};

}  // namespace

Digest collect_licences(const LicenceSources& sources, Store& store) {
    return Collector(sources, store).run();
}

}  // namespace verbatim
