#include "catalog/own_tables.h"

#include "catalog/catalog.h"
#include "catalog/own_texts.h"

#include <filesystem>

namespace verbatim {

namespace {

OwnTables read_tables() {
    OwnTables own;
    for (const OwnText& one : own_toolchain_texts) {
        const std::string version = std::filesystem::path(one.path).stem().string();
        for (const auto& [host, pin] : parse_toolchain(one.path, one.text, version).hosts)
            own.toolchains.emplace(version, pin.module_version, pin.h1.value);
    }
    for (const OwnText& one : own_root_texts) {
        const std::string name = std::filesystem::path(one.path).stem().string();
        for (const auto& [host, packages] : parse_root(one.path, one.text, name).hosts)
            for (const DebianPackage& package : packages)
                own.packages.emplace(package.name, package.version, package.sha256.value);
    }
    for (const OwnText& one : own_file_digests) own.files[one.path] = Digest::parse(one.text).value();
    own.distro_sources = {own_distro_sources.begin(), own_distro_sources.end()};
    own.commits = {own_commits.begin(), own_commits.end()};
    for (const std::string& hex : own_base_images) own.base_images.insert(Digest::parse(hex).value());
    return own;
}

}  // namespace

const OwnTables& own_tables() {
    static const OwnTables tables = read_tables();
    return tables;
}

}  // namespace verbatim
