// For tests: the way from built binaries to an attribution, as `verbatim release` goes it, with the licence
// classifier built and run in the sandbox.
//   attribute STORE OUT < SPECIFICATION
// The specification is JSON; a tree is its digest, or a folder that is taken in:
//   {"component", "version", "url", "go", "source", "toolchain", "root", "modules": TREE or null, "goproxy",
//    "tool": FOLDER of the program's sources, or the tree of what an earlier call built, "built": [{"name",
//    "module", "bin", "go": true}], "overrides": [{"module", "spdx", "because"}]}
// OUT gets the attribution's tree. Prints JSON: {"tool", "collected", "attribution", "notes"}, digests of
// trees, or {"error"} and exits with 1.
#include "base/files.h"
#include "fetch/go_modules.h"
#include "plan/licence_tool.h"
#include "sandbox/bubblewrap/bubblewrap.h"
#include "transform/attribution.h"
#include "transform/licences.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <iterator>

using namespace verbatim;

namespace {

using Json = nlohmann::ordered_json;

Digest tree_of(Store& store, const Json& value) {
    const auto text = value.get<std::string>();
    const auto digest = Digest::parse(text);
    return digest ? *digest : store.import_directory(text);
}

Digest run(const Sandbox& sandbox, const RunCommand& command, const std::map<std::string, Digest>& inputs,
           const char* output, const std::filesystem::path& log) {
    const RunResult result = sandbox(command, inputs, log);
    if (!result.succeeded)
        throw Error(Failure::build, command.argv[0] + " " + result.failure).note(read_file(log));
    return result.outputs.at(output);
}

Digest build_tool(Store& store, const Sandbox& sandbox, const Json& in, const std::filesystem::path& log) {
    const auto from = in.at("tool").get<std::string>();
    if (const auto built = Digest::parse(from)) return *built;
    TreeBuilder files(store);
    for (const std::string& name : licence_tool_files()) files.add_file(name, read_file(from + "/" + name));
    const Digest source = files.finish();
    FetchContext context{store, {}, {}, in.at("goproxy").get<std::string>(), {}, {}, {}};
    const Digest modules = fetch_modules(FetchModules{{"."}}, source, "licences", context);
    return run(sandbox, licence_tool_build({"linux", "amd64"}, in.at("go").get<std::string>()),
               {{"root", tree_of(store, in.at("root"))},
                {"toolchain", tree_of(store, in.at("toolchain"))},
                {"source", source},
                {"modules", modules}},
               "bin", log);
}

Json attribute(const Json& in, const std::filesystem::path& folder, const std::filesystem::path& out) {
    Store store(folder);
    LicenceSources sources;
    AttributionOf of;
    sources.component = of.component = in.at("component").get<std::string>();
    sources.version = in.at("version").get<std::string>();
    of.source = in.at("url").get<std::string>();
    for (const Json& one : in.at("built"))
        sources.built.push_back(
            {one.at("name"), one.at("module"), tree_of(store, one.at("bin")), one.at("go")});
    sources.source = tree_of(store, in.at("source"));
    sources.toolchain = tree_of(store, in.at("toolchain"));
    if (!in.at("modules").is_null()) sources.modules = tree_of(store, in.at("modules"));
    for (const Json& one : in.at("overrides"))
        of.overrides.push_back({one.at("module"), one.at("spdx"), one.at("because")});
    const Digest collected = collect_licences(sources, store);
    const TemporaryDirectory work = store.scratch("attribute-");
    const Sandbox sandbox = bubblewrap_sandbox(store);
    const Digest tool = build_tool(store, sandbox, in, work.path() / "build.log");
    const Digest report =
        run(sandbox, licence_tool_run(),
            {{"root", tree_of(store, in.at("root"))}, {"tool", tool}, {"licences", collected}}, "report",
            work.path() / "run.log");
    const Attribution made = make_attribution(of, collected, report, store);
    store.materialise(made.tree, out, 0);
    return {{"tool", tool.hex()},
            {"collected", collected.hex()},
            {"attribution", made.tree.hex()},
            {"notes", made.notes}};
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    try {
        const std::string text(std::istreambuf_iterator<char>(std::cin), {});
        std::cout << attribute(Json::parse(text), arguments[1], arguments[2]).dump(1) << "\n";
        return 0;
    } catch (const Error& error) {
        std::cout << Json{{"error", error.render()}}.dump(1) << "\n";
    } catch (const std::exception& error) {
        std::cerr << "attribute: " << error.what() << "\n";
    }
    return 1;
}
