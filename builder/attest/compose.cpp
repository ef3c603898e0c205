#include "attest/compose.h"

#include "attest/release_layout.h"
#include "attest/sums.h"

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

ReleaseAsset asset(const BuiltProduct& built, const PublishPin& publish, const ReleaseLayout& layout) {
    const Product& product = built.product;
    ReleaseAsset asset;
    asset.name = product.asset;
    asset.description = product.description;
    std::set<std::string> systems;
    for (const Platform& platform : product.platforms) {
        systems.insert(platform.os);
        if (std::find(asset.arch.begin(), asset.arch.end(), platform.arch) == asset.arch.end())
            asset.arch.push_back(platform.arch);
    }
    if (systems.size() == 1) asset.os = *systems.begin();
    if (product.kind == Product::Kind::image) {
        asset.type = AssetType::image;
        asset.image = AssetImage{publish.registry + "/" + product.path, built.image};
    } else {
        asset.archive = AssetArchive{publish.uri + "/" + layout.artifacts() + "/" + product.path,
                                     built.sums.sha256, built.sums.sha512};
    }
    return asset;
}

}  // namespace

ReleaseManifest compose_manifest(const Release& release, const std::map<std::string, Project>& projects,
                                 const std::vector<BuiltProduct>& built, std::int64_t number,
                                 std::int64_t date, const std::string& definitions) {
    const ReleaseLayout layout{release.branch, number};
    ReleaseManifest manifest;
    manifest.name = release_name(release.branch, number);
    manifest.channel = release.branch;
    manifest.number = number;
    manifest.build_repo_commit = definitions;
    manifest.date = date;
    std::map<std::string, ReleaseComponent> components;
    for (const ComponentPin& pin : release.components) {
        const auto& packaging = projects.at(pin.project).packaging;
        if (!packaging) continue;
        const auto component = [&, &pin = pin](const std::string& name) -> ReleaseComponent& {
            ReleaseComponent& one = components[name];
            one.name = name;
            one.git_commit = pin.commit.value;
            one.git_tag = pin.tag.value;
            return one;
        };
        component(packaging->name);
        for (const BuiltProduct& one : built)
            if (one.product.component == pin.project && !one.product.asset.empty())
                component(one.product.listed_in).assets.push_back(asset(one, *release.publish, layout));
    }
    for (auto& [name, component] : components) manifest.components.push_back(std::move(component));
    return in_order(std::move(manifest));
}

std::map<std::string, std::string> sums_files(const std::map<std::string, FileSums>& files) {
    std::map<std::string, std::string> texts, sha256, sha512;
    for (const auto& [path, sums] : files) {
        sha256[path] = sums.sha256.hex();
        sha512[path] = sums.sha512;
        texts[path + ".sha256"] = sum_line(sums.sha256.hex(), path);
        texts[path + ".sha512"] = sum_line(sums.sha512, path);
    }
    for (const auto& [name, hexes] : {std::pair("SHA256SUM", sha256), std::pair("SHA512SUM", sha512)}) {
        const std::string text = sums_text(hexes);
        texts[name] = text;
        texts[name + std::string(".sha256")] = sum_line(verbatim::sha256(text).hex(), name);
        texts[name + std::string(".sha512")] = sum_line(sha512_hex(text), name);
    }
    return texts;
}

}  // namespace verbatim
