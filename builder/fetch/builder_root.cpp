#include "fetch/builder_root.h"

#include "base/error.h"
#include "base/http.h"
#include "fetch/apt_sources.h"
#include "fetch/deb_package.h"

namespace fs = std::filesystem;

namespace verbatim {

namespace {

class RootFetcher {
  public:
    RootFetcher(const FetchRoot& fetch, FetchContext& context)
        : fetch_(fetch), context_(context), tree_(context.store) {}

    Digest run() {
        std::uint64_t done = 0;
        for (const DebianPackage& package : fetch_.packages) {
            // get() hashes what it reads: what is unpacked is what is pinned.
            unpack(context_.store.get(fetch_package(package)), package);
            Event event;
            event.kind = Event::Kind::progress;
            event.subject = "fetch builder root " + fetch_.name;
            event.done = ++done;
            event.total = fetch_.packages.size();
            event.unit = "packages";
            emit(context_.events, event);
        }
        add_fixtures();
        return tree_.finish();
    }

  private:
    void unpack(const std::string& deb, const DebianPackage& package) {
        if (deb.size() != package.size) throw different(package, package.sha256.value, deb.size(), "");
        try {
            paths_.merge(unpack_deb(deb, package.name + " " + package.version, context_.store, tree_));
        } catch (Error& error) {
            error.during("unpacking the package " + package.name + " " + package.version);
            throw;
        }
    }

    static Error different(const DebianPackage& package, const Digest& came, std::uint64_t size,
                           const std::string& from) {
        Error error(Failure::mismatch,
                    "the package " + package.name + " " + package.version + " is not the pinned one");
        error.at(package.sha256.at, "pinned here")
            .note("expected " + package.sha256.value.hex() + ", " + std::to_string(package.size) +
                  " bytes\ncame     " + came.hex() + ", " + std::to_string(size) + " bytes" +
                  (from.empty() ? "" : "\nfrom     " + from))
            .note("A package that differs from its pin is never used.");
        return error;
    }

    std::string mirror(const std::string& archive) const {
        return debian_mirror_in_force(
            archive, archive == "security" ? context_.debian_security_mirror : context_.debian_mirror);
    }

    Digest fetch_package(const DebianPackage& package) {
        if (context_.store.has(package.sha256.value, Check::content)) return package.sha256.value;
        const TemporaryDirectory work = context_.store.scratch("package-");
        const fs::path file = work.path() / "package.deb";
        HttpRequest request;
        request.url = mirror(package.archive) + "/" + package.path;
        request.size_limit = 1U << 30U;
        const HttpResponse response = http_download(request, file, context_.events);
        if (response.status != 200)
            throw Error(Failure::unavailable,
                        "the package " + package.name + " " + package.version + " cannot be fetched")
                .at(package.sha256.at, "pinned here")
                .note(redacted_url(request.url) + ": answered " + std::to_string(response.status) + ".")
                .next("try a mirror that keeps older versions: --debian-mirror URL");
        const FileSums sums = file_sums(file);
        if (sums.sha256 != package.sha256.value || sums.size != package.size)
            throw different(package, sums.sha256, sums.size, redacted_url(request.url));
        return context_.store.put_file(file);
    }

    // What a system has that no package brings: usr-merge's links, users, and what a postinst would have
    // made.
    void add_fixtures() {
        for (const std::string merged : merged_folders) {
            const auto inside = paths_.lower_bound("usr/" + merged);
            const bool is_there = inside != paths_.end() &&
                                  (*inside == "usr/" + merged || inside->starts_with("usr/" + merged + "/"));
            // The foreign ones are there only where a package needs them.
            if (is_there || (merged != "lib32" && merged != "libx32"))
                tree_.add_symlink(merged, "usr/" + merged);
        }
        for (const char* folder : {"usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "proc", "dev", "tmp"})
            tree_.add_directory(folder);
        tree_.add_file("etc/passwd",
                       "root:x:0:0:root:/root:/bin/sh\nbuilder:x:1000:1000:builder:/home/builder:/bin/"
                       "sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n");
        tree_.add_file("etc/group", "root:x:0:\nbuilder:x:1000:\nnogroup:x:65534:\n");
        if (paths_.contains("usr/bin/awk")) return;
        for (const char* awk : {"gawk", "mawk"})  // in the order that Debian prefers them
            if (paths_.contains(std::string("usr/bin/") + awk)) return tree_.add_symlink("usr/bin/awk", awk);
    }

    const FetchRoot& fetch_;
    FetchContext& context_;
    TreeBuilder tree_;
    std::set<std::string> paths_;  // of all that the packages hold
};

}  // namespace

Digest fetch_root(const FetchRoot& fetch, FetchContext& context) {
    return RootFetcher(fetch, context).run();
}

}  // namespace verbatim
