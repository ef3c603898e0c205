#include "base/error.h"
#include "catalog/catalog.h"
#include "catalog/yaml.h"
#include "samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

namespace {

Platform platform(const char* text) {
    return *Platform::parse(text);
}

std::string refused(const std::string& yaml) {
    try {
        yaml::parse("t.yaml", yaml);
    } catch (const Error& error) {
        return error.render();
    }
    return "";
}

}  // namespace

TEST(ParseProject, BuildsByACommand) {
    const Project project = parse_project("p.yaml", samples::c_project, "org/repo");
    EXPECT_FALSE(uses_go(project));
    EXPECT_EQ(project.modules, ModuleSource::tree);
    ASSERT_THAT(project.builds, SizeIs(2));
    const ModuleBuild& made = project.builds[0];
    EXPECT_THAT(made.run, ElementsAre("make", "ARCH={arch}", "VERSION={tag}-{number}"));
    EXPECT_EQ(made.folder.value, "sub");
    EXPECT_EQ(made.root.value, "cross");
    EXPECT_THAT(made.sources, ElementsAre("sub", "include"));
    EXPECT_THAT(made.environment, ElementsAre(Pair("A", "{patched_commit}")));
    EXPECT_EQ(made.binaries.at("tool").value, "sub/tool-{arch}");
    EXPECT_THAT(made.platforms, SizeIs(2));
    EXPECT_EQ(project.builds[1].folder.value, ".");
    EXPECT_EQ(project.builds[1].root.value, "c");
    EXPECT_THAT(project.builds[1].environment, ElementsAre(Pair("A", "b")));
    std::vector<std::string> roots;
    for (const auto& root : roots_of(project)) roots.push_back(root.value);
    EXPECT_THAT(roots, ElementsAre("c", "shell", "cross"));
}

TEST(Project, KeepsWhatTheFileSays) {
    const Project project = parse_project("p.yaml", samples::project, "org/repo");
    EXPECT_EQ(project.name, "org/repo");
    EXPECT_EQ(project.source.value, "https://example.org/org/repo");
    EXPECT_EQ(project.source.at.str(), "p.yaml:2:9");
    EXPECT_EQ(project.root.value, "git");
    EXPECT_EQ(project.modules, ModuleSource::cache);
    EXPECT_EQ(project.output, "_output/{branch}/{os}-{arch}/{name}");
    EXPECT_EQ(project.paths.source, "/src/repo");
    EXPECT_EQ(project.paths.goroot, "/usr/local/go1");
    EXPECT_EQ(project.paths.gopath, "/go");
    ASSERT_EQ(project.markers.size(), 2U);
    EXPECT_EQ(project.markers[0].path, "checkout-{tag}");
    EXPECT_EQ(project.markers[0].when, Marker::When::always);
    EXPECT_EQ(project.markers[1].path, "patched");
    EXPECT_EQ(project.markers[1].when, Marker::When::patched);
}

TEST(Project, ABuildWithoutItsOwnHasTheProjects) {
    const ModuleBuild build = parse_project("p.yaml", samples::project, "org/repo").builds.at(0);
    EXPECT_EQ(build.folder.value, ".");
    EXPECT_EQ(build.binaries.at("tool").value, "./cmd/tool");
    EXPECT_EQ(build.binaries.at("main").value, ".");
    EXPECT_THAT(build.ldflags, ElementsAre("-s", "-X", "main.Version={tag}"));
    EXPECT_THAT(build.flags, ElementsAre("-trimpath"));
    EXPECT_THAT(build.environment, ElementsAre(Pair("CGO_ENABLED", "0")));
    ASSERT_EQ(build.platforms.size(), 2U);
    EXPECT_EQ(build.platforms[1].value, platform("linux/arm64"));
}

TEST(Project, ABuildsOwnReplaceTheProjectsAndItsEnvironmentIsMerged) {
    const ModuleBuild build = parse_project("p.yaml", samples::project, "org/repo").builds.at(1);
    EXPECT_THAT(build.ldflags, ElementsAre("-X", "main.Commit={tag_object:9}"));
    EXPECT_TRUE(build.flags.empty());
    EXPECT_THAT(build.environment, ElementsAre(Pair("CGO_ENABLED", "1"), Pair("GOAMD64", "v1")));
    ASSERT_EQ(build.platforms.size(), 1U);
    EXPECT_EQ(build.platforms[0].value, platform("windows/amd64"));
}

TEST(Project, OneNameOnTwoPlatformsIsTwoBinaries) {
    std::string text = samples::project;
    text.replace(text.find("{server:"), 8, "{tool:");
    text.resize(text.find("release:\n"));  // which names the binary
    EXPECT_EQ(parse_project("p.yaml", text, "org/repo").builds.size(), 2U);
}

TEST(Project, AnEmbeddedSourceStaysInItsFolder) {
    std::string text = samples::project;
    text.replace(text.find("https://example.org/org/repo"), 28, "embedded:samples/hello");
    EXPECT_EQ(parse_project("p.yaml", text, "org/repo").source.value, "embedded:samples/hello");
}

TEST(Project, SaysWhatGoesIntoARelease) {
    const Packaging packaging = parse_project("p.yaml", samples::project, "org/repo").packaging.value();
    EXPECT_EQ(packaging.name, "tool");
    EXPECT_EQ(packaging.artifacts, "tools");
    EXPECT_TRUE(packaging.binaries);
    EXPECT_EQ(packaging.licences.at("example.org/odd").spdx, "MIT");
    ASSERT_EQ(packaging.images.size(), 1U);
    const ImageDefinition& image = packaging.images[0];
    EXPECT_THAT(image.platforms, ElementsAre(Platform{"linux", "amd64"}, Platform{"linux", "arm64"}));
    EXPECT_THAT(image.ports, ElementsAre("53/tcp", "53/udp"));
    EXPECT_EQ(image.platform_environment.at(Platform{"linux", "arm64"}).at("A"), "c");
    EXPECT_EQ(image.contents.at("{arch}/source").kind, Content::Kind::source);
    EXPECT_EQ(image.contents.at("{arch}/source").name, "cmd");
    ASSERT_EQ(packaging.archives.size(), 4U);
    EXPECT_THAT(packaging.archives[0].platforms, SizeIs(3));
    EXPECT_EQ(packaging.archives[0].contents.at(".").kind, Content::Kind::binaries);
    EXPECT_EQ(packaging.archives[0].contents.at("LICENSES").kind, Content::Kind::licenses);
    EXPECT_THAT(packaging.archives[2].platforms, IsEmpty());
    EXPECT_EQ(packaging.archives[2].contents.at("server.zip").name, "server.zip");
}

TEST(Project, AComponentOfAReleaseIsCalledAsItsRepositoryUnlessItSays) {
    std::string text = samples::project;
    text.replace(text.find("  name: tool\n"), 13, "");
    text.replace(text.find("  artifacts: tools\n"), 19, "");
    const Packaging packaging = parse_project("p.yaml", text, "org/repo").packaging.value();
    EXPECT_EQ(packaging.name, "repo");
    EXPECT_EQ(packaging.artifacts, "repo");
}

TEST(ReleaseLock, SaysWhereItIsPublished) {
    const PublishPin publish = parse_release("r.yaml", samples::release, "1-36").publish.value();
    EXPECT_EQ(publish.uri, "https://dist.example.org/d");
    EXPECT_EQ(publish.registry, "registry.example.org/d");
    EXPECT_EQ(publish.topic, "arn:x:y");
    EXPECT_TRUE(publish.active);
    std::string ended = samples::release;
    ended.replace(ended.find("topic: \"arn:x:y\""), 16, "active: false");
    EXPECT_FALSE(parse_release("r.yaml", ended, "1-36").publish.value().active);
}

TEST(ReleaseLock, KeepsWhatTheFileSays) {
    const Release release = parse_release("r.yaml", samples::release, "1-36");
    EXPECT_EQ(release.branch, "1-36");
    EXPECT_EQ(release.number, 7);
    EXPECT_EQ(release.distro.name, "aws/eks-distro");
    EXPECT_EQ(release.distro.commit.value, "178844623f233bd3ee66c14776e7c1fb55895f12");
    EXPECT_THAT(release.base_images.at("minimal").reference.value, HasSubstr("minimal"));
    ASSERT_EQ(release.components.size(), 2U);
    const ComponentPin& etcd = release.components[0];  // sorted
    EXPECT_EQ(etcd.project, "org/etcd");
    EXPECT_EQ(etcd.tag.value, "v3.6.12");
    EXPECT_EQ(etcd.commit.at.str(), "r.yaml:17:13");
    EXPECT_EQ(etcd.commit_time.value, 1780346855);  // date -u -d 2026-06-01T20:47:35Z +%s
    EXPECT_EQ(etcd.tags.at("etcdctl/v3.6.12").value, "c9e87731d1dc52dcb88a76a5f5e1f6b200d93969");
    EXPECT_EQ(etcd.checksums->value, "4ace612262a76cbe0ae0804ecc98a32b1220e16a");
    EXPECT_EQ(etcd.patches->value, "5ace612262a76cbe0ae0804ecc98a32b1220e16a");
    EXPECT_EQ(etcd.patched_commit->value, "6ace612262a76cbe0ae0804ecc98a32b1220e16a");
    EXPECT_EQ(release.committer->value, "Prow Bot <prow@example.org>");
    EXPECT_EQ(etcd.go_declared, "1.25");
    EXPECT_EQ(etcd.go.value, "go1.25.12");
    const ComponentPin& zebra = release.components[1];
    EXPECT_EQ(zebra.commit_time.value, 86401);
    EXPECT_EQ(zebra.go.value, "go1.24");
    EXPECT_FALSE(zebra.patches || zebra.checksums);
}

TEST(ReleaseLock, MaySayThatModulesCameInAnotherWay) {
    EXPECT_FALSE(parse_release("r.yaml", samples::release, "1-36").components[0].modules);
    std::string text = samples::release;
    text.insert(text.find("    checksums:"), "    modules: cache\n");
    EXPECT_EQ(parse_release("r.yaml", text, "1-36").components[0].modules->value, ModuleSource::cache);
}

TEST(Toolchain, HasAHashForEachHost) {
    const GoToolchain toolchain = parse_toolchain("t.yaml", samples::toolchain, "go1.25.12");
    const auto& host = toolchain.hosts.at(platform("linux/amd64"));
    EXPECT_EQ(host.module_version, "v0.0.1-go1.25.12.linux-amd64");
    EXPECT_EQ(host.h1.value, "h1:AipLNAZSwISqkbKBzTKHeWQG/R608fShRbc3RaxOL38=");
}

TEST(Root, ListsPackagesInTheFilesOrder) {
    const BuilderRoot root = parse_root("b.yaml", samples::root, "git");
    const auto& packages = root.hosts.at(platform("linux/amd64"));
    ASSERT_EQ(packages.size(), 2U);
    EXPECT_EQ(packages[0].version, "1:2.39.5-0+deb12u3");
    EXPECT_EQ(packages[0].path, "pool/main/g/git/git_amd64.deb");
    EXPECT_EQ(packages[0].sha256.value.hex().substr(0, 8), "786a5bb9");
    EXPECT_EQ(packages[1].archive, "security");
    EXPECT_EQ(packages[1].size, 4'000'000'000U);
}

TEST(PlatformWord, IsTwoWords) {
    EXPECT_EQ(platform("linux/amd64").str(), "linux/amd64");
    for (const char* bad : {"", "linux", "/amd64", "linux/", "linux/arm/v7", "Linux/amd64", "linux/../x"})
        EXPECT_FALSE(Platform::parse(bad)) << bad;
}

TEST(Yaml, TellsTextFromWhatIsQuotedAndFromNothing) {
    const yaml::Node root = yaml::parse("t.yaml", "a: 1\nb: \"1\"\nc: ~\nd:\n  - x\n");
    ASSERT_EQ(root.members.size(), 4U);
    EXPECT_FALSE(root.members[0].value.quoted);
    EXPECT_TRUE(root.members[1].value.quoted);
    EXPECT_EQ(root.members[2].value.kind, yaml::Node::Kind::null);
    EXPECT_EQ(root.members[3].value.items.at(0).at.str(), "t.yaml:5:5");
}

TEST(Yaml, NestingIsBounded) {
    EXPECT_EQ(refused(std::string(32, '[') + std::string(32, ']')), "");
    EXPECT_THAT(refused(std::string(33, '[') + std::string(33, ']')),
                HasSubstr("nested deeper than 32 levels\n   t.yaml:1:33"));
    EXPECT_THAT(refused("- " + std::string(900'000, '[')), HasSubstr("t.yaml:1:"));
}

TEST(Yaml, SizeIsBounded) {
    EXPECT_EQ(refused("# " + std::string((1U << 20U) - 2, 'x')), "");
    EXPECT_THAT(refused("# " + std::string((1U << 20U) - 1, 'x')), HasSubstr("t.yaml is larger than"));
}

TEST(Yaml, ManyKeysAreStillAMap) {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "k" + std::to_string(i) + ": 1\n";
    EXPECT_EQ(yaml::parse("t.yaml", text).members.size(), 50'000U);
    EXPECT_THAT(refused(text + "k7: 1\n"), HasSubstr("The first one is at t.yaml:8:1."));
}
