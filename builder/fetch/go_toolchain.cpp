// What the Go command itself does with such a zip (cmd/go/internal/toolchain): files in bin/ and pkg/tool/
// become executable, since module zips have no modes, and go.mod files, which a module zip may not hold below
// its root, are stored as _go.mod and get their name back.
#include "fetch/go_toolchain.h"

#include "base/error.h"
#include "fetch/dirhash.h"
#include "fetch/go_proxy.h"
#include "inspect/zip.h"

namespace verbatim {

namespace {

constexpr const char* module_path = "golang.org/toolchain";

bool is_executable(const std::string& path) {
    return path.starts_with("bin/") || path.starts_with("pkg/tool/");
}

std::string unpacked_name(std::string path) {
    const auto slash = path.rfind('/');
    const std::size_t base = slash == std::string::npos ? 0 : slash + 1;
    if (path.substr(base) == "_go.mod") path.erase(base, 1);
    return path;
}

}  // namespace

Digest fetch_toolchain(const FetchToolchain& fetch, FetchContext& context) {
    const TemporaryDirectory work = context.store.scratch("toolchain-");
    const auto zip = work.path() / "toolchain.zip";
    const std::string what = std::string(module_path) + "@" + fetch.module_version;
    const std::string from =
        GoProxies(context.goproxy, context.events).download(module_path, fetch.module_version, "zip", zip);

    const std::string prefix = what + "/";
    std::map<std::string, Digest> hashes;
    TreeBuilder tree(context.store);
    read_zip(zip, what, [&](const std::string& name, std::string_view content) {
        if (!name.starts_with(prefix))
            throw Error(Failure::mismatch,
                        "the zip of " + what + " holds \"" + name + "\", which is not below " + prefix);
        const Digest blob = context.store.put(content);
        hashes[name] = blob;
        const std::string path = name.substr(prefix.size());
        tree.add_blob(unpacked_name(path), blob, content.size(), is_executable(path));
    });
    const std::string h1 = h1_of(hashes);
    if (h1 != fetch.h1.value)
        throw Error(Failure::mismatch, "the toolchain " + what + " is not the pinned one")
            .at(fetch.h1.at, "pinned here")
            .note("expected " + fetch.h1.value + "\ncame     " + h1 + "\nfrom     " + from)
            .note("A toolchain that differs from its pin is never used.");
    return tree.finish();
}

}  // namespace verbatim
