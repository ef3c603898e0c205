// For tests of licences: a component with a source tree, modules, a toolchain and binaries that list what one
// wants.
#pragma once

#include "archives.h"
#include "expect.h"
#include "fake_go_binary.h"
#include "inspect/module_path.h"
#include "store/store.h"
#include "transform/licence_json.h"
#include "transform/licences.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace verbatim::test {

struct LicenceFixture {
    using Files = std::map<std::string, std::string>;

    TemporaryDirectory dir{std::filesystem::temp_directory_path(), "verbatim-licences-"};
    Store store{dir.path() / "store"};
    Files source = {{"LICENSE", "own licence"}, {"go.mod", "module example.com/tool\n"}};
    Files toolchain = {{"LICENSE", "go licence"}, {"PATENTS", "go patents"}, {"bin/go", "x"}};
    std::map<std::pair<std::string, std::string>, Files> modules;  // path, version → files
    std::vector<std::pair<std::string, std::string>> binaries;     // module folder → bytes
    bool vendored = false;

    // Lines of a binary's list.
    static std::string main_line(const std::string& path = "example.com/tool") {
        return "path\t" + path + "\nmod\t" + path + "\t(devel)\t\n";
    }
    static std::string dep(const std::string& path, const std::string& version) {
        return "dep\t" + path + "\t" + version + "\th1:x\n";
    }
    void binary(const std::string& lines, const std::string& symbols = "", const std::string& folder = ".") {
        binaries.emplace_back(folder, fake_go_binary("go1.25.12", lines, symbols));
    }

    Digest tree(const Files& files) {
        TreeBuilder builder(store);
        for (const auto& [path, content] : files)
            if (content.starts_with("-> "))
                builder.add_symlink(path, content.substr(3));
            else
                builder.add_file(path, content);
        return builder.finish();
    }
    Digest proxy() {
        TreeBuilder builder(store);
        for (const auto& [module, files] : modules) {
            const auto& [path, version] = module;
            std::vector<Member> members;
            for (const auto& [name, content] : files)
                members.push_back({"file", path + "@" + version + "/" + name, content});
            const auto zip = dir.path() / "module.zip";
            make_zip(zip, members);
            builder.add_blob(escape_module(path) + "/@v/" + escape_module(version) + ".zip",
                             store.put_file(zip), std::filesystem::file_size(zip));
        }
        return builder.finish();
    }
    LicenceSources sources() {
        LicenceSources out{"example/tool", "v1.0.0", {}, tree(source), tree(toolchain), {}};
        if (!vendored) out.modules = proxy();
        for (const auto& [folder, bytes] : binaries) {
            TreeBuilder bin(store);
            bin.add_file("tool", bytes, true);
            out.built.push_back({"build example/tool", folder, bin.finish(), true});
        }
        return out;
    }
    Digest collect() { return collect_licences(sources(), store); }
    // Path → content of what was collected, without its list.
    Files collected() {
        Files all;
        for (const auto& [path, entry] : store.files(collect()))
            if (path != "modules.json") all[path] = store.get(entry.digest);
        return all;
    }
    std::vector<LicensedModule> listed() {
        return parse_licensed_modules(store.get(store.find(collect(), "modules.json")->digest));
    }
    Error refusal() {
        return thrown_by([&] { return collect(); });
    }
};

}  // namespace verbatim::test
