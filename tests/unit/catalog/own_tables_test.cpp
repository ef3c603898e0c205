// The tables in the program beside the definitions in this folder, read by the catalog.
#include "catalog/own_tables.h"

#include "catalog/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;

TEST(OwnTables, AreWhatThisProjectDefines) {
    const Catalog catalog(PROJECT_FOLDER);
    OwnTables expected;
    for (const std::string& version : catalog.toolchains())
        for (const auto& [host, pin] : catalog.toolchain(version).hosts)
            expected.toolchains.emplace(version, pin.module_version, pin.h1.value);
    for (const std::string& name : catalog.roots())
        for (const auto& [host, packages] : catalog.root(name).hosts)
            for (const DebianPackage& one : packages)
                expected.packages.emplace(one.name, one.version, one.sha256.value);
    for (const std::string& name : catalog.projects())
        expected.files["projects/" + name + "/project.yaml"] = catalog.project(name).text_sha256;
    for (const auto& [name, digest] : catalog.licence_tool().files)
        expected.files["toolchains/licences/" + name] = digest;
    for (const std::string& branch : catalog.releases()) {
        const Release lock = catalog.release(branch);
        expected.distro_sources.insert(lock.distro.source.value);
        expected.commits.insert(lock.distro.commit.value);
        for (const ComponentPin& pin : lock.components) expected.commits.insert(pin.commit.value);
        for (const auto& [name, image] : lock.base_images)
            if (!image.empty()) expected.base_images.insert(image.digest);
    }
    const OwnTables& own = own_tables();
    EXPECT_EQ(own.toolchains, expected.toolchains);
    EXPECT_EQ(own.packages, expected.packages);
    EXPECT_FALSE(expected.files.empty());
    for (const auto& [path, digest] : expected.files) EXPECT_EQ(own.files.at(path), digest) << path;
    EXPECT_EQ(own.distro_sources, expected.distro_sources);
    EXPECT_EQ(own.commits, expected.commits);
    EXPECT_EQ(own.base_images, expected.base_images);
    EXPECT_GT(own.toolchains.size(), 5U);
    EXPECT_GT(own.packages.size(), 20U);
}
