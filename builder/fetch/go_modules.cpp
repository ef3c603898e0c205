#include "fetch/go_modules.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "fetch/dirhash.h"
#include "fetch/go_proxy.h"
#include "fetch/go_sum.h"
#include "inspect/module_path.h"
#include "inspect/zip.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t go_sum_limit = 64U << 20U;

struct Wanted {
    GoSumLine line;
    Digest blob;
    std::uint64_t size = 0;
};

// Reads the go.sum of each folder; the same module with two hashes is an error, the same twice is one.
std::map<std::string, Wanted> wanted_modules(const FetchModules& fetch, const Digest& source,
                                             const std::string& component, const Store& store) {
    std::map<std::string, Wanted> wanted;
    for (const std::string& folder : fetch.folders) {
        const std::string prefix = folder == "." ? "" : folder + "/";
        if (!store.find(source, prefix + "go.mod"))
            throw Error(Failure::definition, component + " has no " + prefix + "go.mod")
                .note("The project's definition says that a Go module is there.");
        const auto sum = store.find(source, prefix + "go.sum");
        if (!sum) continue;
        if (sum->size > go_sum_limit)
            throw Error(Failure::mismatch,
                        prefix + "go.sum of " + component + " is larger than " + human_size(go_sum_limit));
        for (GoSumLine& line : parse_go_sum(prefix + "go.sum of " + component, store.get(sum->digest))) {
            const std::string key = line.module + "@" + line.version + (line.go_mod ? ".mod" : ".zip");
            const auto [at, added] = wanted.try_emplace(key, Wanted{line, {}, 0});
            if (!added && at->second.line.h1 != line.h1)
                throw Error(Failure::mismatch, "two hashes for " + line.module + " " + line.version)
                    .at(line.at, "another one is at " + at->second.line.at.str());
        }
    }
    return wanted;
}

class ModuleFetcher {
  public:
    ModuleFetcher(FetchContext& context, std::string component)
        : context_(context), component_(std::move(component)), index_(context.store.folder("modules")) {}

    void fetch_all(std::map<std::string, Wanted>& wanted) {
        std::vector<Wanted*> missing;
        for (auto& [key, module] : wanted)
            if (!from_index(module)) missing.push_back(&module);
        if (missing.empty()) return;
        const GoProxies proxies(context_.goproxy, context_.events);
        std::atomic<std::size_t> next{0};
        std::vector<std::thread> workers;
        for (std::size_t i = 0; i < std::min<std::size_t>(8, missing.size()); ++i)
            workers.emplace_back([&] {
                for (std::size_t at = next++; at < missing.size() && !failed(); at = next++)
                    try_one(proxies, *missing[at], missing.size());
            });
        for (std::thread& worker : workers) worker.join();
        throw_if_interrupted();
        if (error_) std::rethrow_exception(error_);
    }

  private:
    // Which blob a module's file is: by name and h1, so that what is found is what was asked for.
    fs::path index_file(const GoSumLine& line) const {
        return index_ /
               sha256(line.module + "@" + line.version + (line.go_mod ? " mod " : " zip ") + line.h1).hex();
    }

    bool from_index(Wanted& module) const {
        const fs::path file = index_file(module.line);
        if (!fs::exists(file)) return false;
        const auto digest = Digest::parse(read_file(file, 1000));
        if (!digest || !context_.store.has(*digest, Check::content)) return false;
        if (!module.line.go_mod) check_names(context_.store.blob_path(*digest), module.line);
        module.blob = *digest;
        module.size = fs::file_size(context_.store.blob_path(*digest));
        return true;
    }

    // What an earlier Verbatim took may hold what is refused now.
    static void check_names(const fs::path& zip, const GoSumLine& line) {
        try {
            check_zip_names(zip, line.module + "@" + line.version);
        } catch (Error& error) {
            error.at(line.at, "named here");
            throw;
        }
    }

    bool failed() {
        const std::lock_guard guard(mutex_);
        return error_ != nullptr || interrupted();
    }

    void try_one(const GoProxies& proxies, Wanted& module, std::size_t count) {
        try {
            fetch_one(proxies, module);
            Event event;
            event.kind = Event::Kind::progress;
            event.subject = "fetch modules of " + component_;
            event.done = ++done_;
            event.total = count;
            event.unit = "modules";
            emit(context_.events, event);
        } catch (...) {
            const std::lock_guard guard(mutex_);
            if (!error_) error_ = std::current_exception();
        }
    }

    void fetch_one(const GoProxies& proxies, Wanted& module) {
        const GoSumLine& line = module.line;
        const TemporaryDirectory work = context_.store.scratch("module-");
        const fs::path file = work.path() / "file";
        std::string from;
        try {
            from = proxies.download(line.module, line.version, line.go_mod ? "mod" : "zip", file);
        } catch (Error& error) {
            error.at(line.at, "named here");
            throw;
        }
        const std::string h1 =
            line.go_mod ? h1_of_go_mod(read_file(file, 16U << 20U)) : h1_of_zip(file, line);
        if (h1 != line.h1)
            throw Error(Failure::mismatch, "the module " + line.module + "@" + line.version +
                                               (line.go_mod ? " (go.mod)" : "") + " is not what go.sum says")
                .at(line.at, "recorded here")
                .note("expected " + line.h1 + "\ncame     " + h1 + "\nfrom     " + from)
                .note("A module that differs from go.sum is never used.");
        module.blob = context_.store.put_file(file);
        module.size = fs::file_size(file);
        write_file(index_file(line), module.blob.hex());
    }

    static std::string h1_of_zip(const fs::path& zip, const GoSumLine& line) {
        std::map<std::string, Digest> hashes;
        try {
            read_zip(
                zip, line.module + "@" + line.version,
                [&](const std::string& name, std::string_view content) { hashes[name] = sha256(content); });
        } catch (Error& error) {
            error.at(line.at, "named here");
            throw;
        }
        return h1_of(hashes);
    }

    FetchContext& context_;
    std::string component_;
    fs::path index_;
    std::mutex mutex_;
    std::exception_ptr error_;
    std::atomic<std::uint64_t> done_{0};
};

}  // namespace

Digest fetch_modules(const FetchModules& fetch, const Digest& source, const std::string& component,
                     FetchContext& context) {
    auto wanted = wanted_modules(fetch, source, component, context.store);
    ModuleFetcher(context, component).fetch_all(wanted);
    TreeBuilder proxy(context.store);
    std::map<std::string, std::set<std::string>> versions;
    for (const auto& [key, module] : wanted) {
        const std::string folder = escape_module(module.line.module) + "/@v/";
        proxy.add_blob(folder + escape_module(module.line.version) + (module.line.go_mod ? ".mod" : ".zip"),
                       module.blob, module.size);
        versions[folder].insert(module.line.version);
    }
    for (const auto& [folder, list] : versions) {
        std::string text;
        for (const std::string& version : list) text += version + "\n";
        proxy.add_file(folder + "list", text);
    }
    return proxy.finish();
}

}  // namespace verbatim
