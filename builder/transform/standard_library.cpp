#include "transform/standard_library.h"

#include "base/error.h"
#include "base/text.h"
#include "inspect/go_cache.h"

#include <fstream>
#include <optional>

namespace verbatim {

namespace {

constexpr std::size_t most_entries = 100'000;

std::string path_of(const Digest& id, const char* kind) {
    const std::string hex = id.hex();
    return hex.substr(0, 2) + "/" + hex + kind;
}

class Normaliser {
  public:
    Normaliser(const Digest& cache, std::string os, std::string arch, Store& store)
        : cache_(cache), os_(std::move(os)), arch_(std::move(arch)), store_(store), builder_(store) {}

    Digest run() {
        for (const TreeEntry& folder : store_.get_tree(cache_).entries) {
            if (folder.kind != TreeEntry::Kind::directory || folder.name.size() != 2) continue;
            for (const TreeEntry& file : store_.get_tree(folder.digest).entries)
                if (file.kind == TreeEntry::Kind::file && file.name.ends_with("-a")) take(folder.name, file);
        }
        if (go_.empty()) throw refuse("holds no compiled package");
        return builder_.finish();
    }

  private:
    static Error refuse(const std::string& why) {
        return Error(Failure::mismatch, "the compiled standard library " + why)
            .note("It is not used: what shares it has to be able to trust it.")
            .next("build and verify take --cold: then each build compiles the library itself");
    }

    void take(const std::string& folder, const TreeEntry& file) {
        const std::string path = folder + "/" + file.name;
        const auto entry =
            file.size == go_cache_entry_size ? parse_go_cache_entry(store_.get(file.digest)) : std::nullopt;
        if (!entry || path_of(entry->action, "-a") != path)
            throw refuse("has an entry that is none, " + printable(path));
        const std::string output = path_of(entry->output, "-d");
        const auto made = store_.find(cache_, output);
        if (!made || made->kind != TreeEntry::Kind::file)
            throw refuse("lacks " + output + ", which " + path + " names");
        const auto package = read_head(made->digest);
        if (!package) return;  // what a compiler printed, a list of files …
        if (made->digest != entry->output || made->size != entry->size)
            throw refuse("holds " + output + ", whose content hashes to " + made->digest.hex());
        if (package->action != go_action(entry->action))
            throw refuse("holds a package of another action than its entry says, " + path);
        if (package->os != os_ || package->arch != arch_)
            throw refuse("holds a package for " + printable(package->os + "/" + package->arch) + ", " +
                         output);
        if (!go_.empty() && package->go != go_)
            throw refuse("holds packages of " + printable(go_) + " and of " + printable(package->go));
        go_ = package->go;
        if (++entries_ > most_entries) throw refuse("has too many entries");
        builder_.add_file(path, entry->text());
        builder_.add_blob(output, made->digest, made->size);
    }

    // Who writes it out hashes the whole of it.
    std::optional<GoArchive> read_head(const Digest& blob) const {
        std::ifstream in(store_.blob_path(blob), std::ios::binary);
        std::string head(go_archive_head, '\0');
        in.read(head.data(), static_cast<std::streamsize>(head.size()));
        head.resize(static_cast<std::size_t>(in.gcount()));
        return read_go_archive(head);
    }

    Digest cache_;
    std::string os_, arch_;
    Store& store_;
    TreeBuilder builder_;
    std::string go_;  // of the first package
    std::size_t entries_ = 0;
};

}  // namespace

Digest normal_standard_library(const Digest& cache, const std::string& os, const std::string& arch,
                               Store& store) {
    return Normaliser(cache, os, arch, store).run();
}

void check_standard_library(const Digest& tree, const std::string& os, const std::string& arch,
                            Store& store) {
    if (normal_standard_library(tree, os, arch, store) != tree)
        throw Error(Failure::mismatch, "the compiled standard library " + tree.short_hex() +
                                           " in the store holds more than packages, or times")
            .note("Its form is not the one that is made here, so somebody else made it. It was not used.")
            .next("use another store with --store DIR");
}

}  // namespace verbatim
