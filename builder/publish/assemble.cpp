#include "publish/assemble.h"

#include "attest/sums.h"
#include "base/error.h"

#include <filesystem>

namespace fs = std::filesystem;

namespace verbatim {

std::vector<BuiltProduct> built_products(const ReleasePlan& plan,
                                         const std::function<const Outcome&(std::size_t)>& outcome,
                                         const Store& store) {
    std::vector<BuiltProduct> all;
    for (const Product& product : plan.products) {
        const Outcome& made = outcome(product.action);
        BuiltProduct built{product, {}, made.trees.at(product.output), {}};
        if (product.kind == Product::Kind::image) {
            built.image = Digest::parse(made.values.at("image_digest")).value();
        } else {
            const auto entry = store.find(built.blob, product.file);
            if (!entry || entry->kind == TreeEntry::Kind::directory)
                throw Error(Failure::build, plan.plan.actions[product.action].name + " made no file " +
                                                product.file + " for " + product.path);
            built.blob = entry->digest;
            built.sums = file_sums(store.blob_path(entry->digest));
            if (built.sums.sha256 != entry->digest)
                throw Error(Failure::damaged, "the blob " + entry->digest.hex() + " in the store is damaged")
                    .next("verbatim store fsck --repair, and the same command again");
        }
        all.push_back(std::move(built));
    }
    return all;
}

Digest assemble_release(const ReleaseLayout& layout, const std::vector<BuiltProduct>& built,
                        const ReleaseDocs& docs, const std::string& lock, Store& store) {
    TreeBuilder builder(store);
    std::map<std::string, std::map<std::string, FileSums>> sums;  // folder → path in it
    for (const BuiltProduct& one : built) {
        if (one.product.kind == Product::Kind::image) {
            const std::string repository = one.product.path.substr(0, one.product.path.rfind(':'));
            builder.add_tree(layout.images() + "/" + repository, one.blob);
            continue;
        }
        builder.add_blob(layout.artifacts() + "/" + one.product.path, one.blob, one.sums.size,
                         one.product.kind == Product::Kind::binary);
        sums[one.product.folder][one.product.path.substr(one.product.folder.size() + 1)] = one.sums;
    }
    for (const auto& [folder, files] : sums)
        for (const auto& [path, text] : sums_files(files))
            builder.add_file(layout.artifacts() + "/" + folder + "/" + path, text);
    const std::string manifest = release_yaml(docs.manifest);
    const std::string name = fs::path(layout.manifest()).filename().string();
    builder.add_file(layout.manifest(), manifest);
    builder.add_file(layout.manifest() + ".sha256", sum_line(sha256(manifest).hex(), name));
    builder.add_file(layout.manifest() + ".sha512", sum_line(sha512_hex(manifest), name));
    builder.add_file(layout.lock(), lock);
    const auto page = [&](std::string_view file, const std::string& text) {
        builder.add_file(layout.docs() + "/" + std::string(file), text);
    };
    page(release_index_name, release_index(docs));
    ReleaseDocs lasting = docs;  // what becomes of a release stands in its index alone
    lasting.status.reset();
    builder.add_file(layout.changelog(), release_changelog(lasting));
    page(release_announcement_name, release_announcement(lasting));
    return builder.finish();
}

}  // namespace verbatim
