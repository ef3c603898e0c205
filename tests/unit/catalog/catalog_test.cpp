#include "catalog/catalog.h"

#include "base/error.h"
#include "base/files.h"
#include "samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <tuple>

using namespace verbatim;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

// A project folder with one definition of each form.
class CatalogFolder : public testing::Test {
  protected:
    void put(const std::string& file, const char* text) const {
        make_directories((folder.path() / file).parent_path());
        write_file(folder.path() / file, text);
    }

    void SetUp() override {
        put("projects/org/repo/project.yaml", samples::project);
        put("projects/org/README.md", "no project");
        put("releases/1-36.yaml", samples::release);
        put("releases/1-35.yaml", "branch: 1-35\n");
        put("releases/notes.txt", "no release");
        put("toolchains/go/go1.25.12.yaml", samples::toolchain);
        put("toolchains/roots/git.yaml", samples::root);
    }

    TemporaryDirectory folder{testing::TempDir()};
    Catalog catalog{folder.path()};
};

std::string error_of(const std::function<void()>& action, Failure kind) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), kind);
        return error.render();
    }
    return "no error";
}

}  // namespace

TEST_F(CatalogFolder, ListsWhatIsThere) {
    EXPECT_THAT(catalog.releases(), ElementsAre("1-35", "1-36"));
    EXPECT_THAT(catalog.projects(), ElementsAre("org/repo"));
    EXPECT_THAT(Catalog(folder.path() / "elsewhere").releases(), IsEmpty());
}

TEST_F(CatalogFolder, LoadsEachForm) {
    EXPECT_EQ(catalog.release("1-36").components.size(), 2U);
    EXPECT_EQ(catalog.project("org/repo").builds.size(), 2U);
    EXPECT_EQ(catalog.toolchain("go1.25.12").hosts.size(), 1U);
    EXPECT_EQ(catalog.root("git").hosts.size(), 1U);
}

TEST_F(CatalogFolder, ErrorsNameTheFileWithinTheFolder) {
    EXPECT_EQ(error_of([&] { std::ignore = catalog.release("1-35"); }, Failure::definition),
              "error: a release's lock needs the key \"components\"\n"
              "   releases/1-35.yaml:1:1\n"
              "   1 | branch: 1-35\n"
              "     | ^ it is missing in this map\n");
}

TEST_F(CatalogFolder, SaysWhichReleasesThereAre) {
    EXPECT_EQ(error_of([&] { std::ignore = catalog.release("1-336"); }, Failure::usage),
              "error: there is no release \"1-336\"\n"
              "   Did you mean 1-36?\n"
              "   There are: 1-35, 1-36.\n"
              "   next: verbatim list   (the releases that there are)\n");
    EXPECT_EQ(
        error_of([&] { std::ignore = Catalog(folder.path() / "elsewhere").release("1-36"); }, Failure::usage),
        "error: there is no release \"1-36\"\n"
        "   There are none in releases/.\n");
}

TEST_F(CatalogFolder, SaysWhichProjectsThereAreAndWhereOneWasAskedFor) {
    EXPECT_EQ(error_of([&] { std::ignore = catalog.project("repo"); }, Failure::usage),
              "error: there is no project \"repo\"\n"
              "   Did you mean org/repo?\n"
              "   There are: org/repo.\n");
    const auto lock = SourceText::make("releases/1-36.yaml", "  org/rope:\n");
    EXPECT_EQ(error_of([&] { std::ignore = catalog.project("org/rope", {lock, 1, 3}); }, Failure::definition),
              "error: there is no project \"org/rope\"\n"
              "   releases/1-36.yaml:1:3\n"
              "   1 |   org/rope:\n"
              "     |   ^ did you mean org/repo?\n"
              "   There are: org/repo.\n");
}

TEST_F(CatalogFolder, ANameNeverLeavesItsFolder) {
    put("outside.yaml", samples::release);
    put("project.yaml", samples::project);
    for (const char* name : {"../outside", "../../etc/passwd", "/etc/passwd", "", ".", "..", "1-36/../1-36",
                             "1-36.yaml", "\x1b[2J"}) {
        EXPECT_THROW(std::ignore = catalog.release(name), Error) << name;
        EXPECT_THROW(std::ignore = catalog.project(name), Error) << name;
        EXPECT_THROW(std::ignore = catalog.toolchain(name), Error) << name;
        EXPECT_THROW(std::ignore = catalog.root(name), Error) << name;
    }
    EXPECT_THROW(std::ignore = catalog.project("org/repo/../repo"), Error);
}

TEST_F(CatalogFolder, APinMaySayWhereItsModulesCameFrom) {
    ComponentPin pin;
    pin.project = "org/repo";
    EXPECT_EQ(catalog.project(pin).modules, ModuleSource::cache);
    const auto lock = SourceText::make("releases/1-36.yaml", "modules: vendor\n");
    pin.modules = Located<ModuleSource>{ModuleSource::vendor, {lock, 1, 1}};
    EXPECT_EQ(catalog.project(pin).modules, ModuleSource::vendor);
    std::string text = samples::project;
    text.replace(text.find("modules: cache"), 14, "modules: tree");
    put("projects/org/repo/project.yaml", text.c_str());
    EXPECT_EQ(error_of([&] { std::ignore = catalog.project(pin); }, Failure::definition),
              "error: org/repo brings its modules itself\n"
              "   releases/1-36.yaml:1:1\n"
              "   1 | modules: vendor\n"
              "     | ^ needs no `modules`\n"
              "   projects/org/repo/project.yaml says `modules: tree`, or builds nothing by Go.\n");
}

TEST(OwnDefinitions, EveryReleaseFindsAllThatItRefersTo) {
    const Catalog own(PROJECT_FOLDER);
    ASSERT_THAT(own.releases(), testing::IsSupersetOf({"1-36", "demo"}));
    for (const std::string& branch : own.releases())
        for (const ComponentPin& pin : own.release(branch).components) {
            const Project project = own.project(pin);
            EXPECT_TRUE(own.root(project.root.value, project.root.at).hosts.contains({"linux", "amd64"}));
            if (!pin.has_go()) continue;
            EXPECT_TRUE(own.toolchain(pin.go.value, pin.go.at).hosts.contains({"linux", "amd64"}));
        }
}
