#include "cli/settings.h"

#include "base/error.h"
#include "base/files.h"
#include "cli/variables.h"
#include "samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

using namespace verbatim;
using testing::ElementsAre;
using testing::Pair;

namespace {

const std::map<std::string, std::string> home{{"HOME", "/home/me"}};
const char* const place = "/srv/git/{owner}+{name}/repo";

std::map<std::string, std::string> with(std::map<std::string, std::string> more) {
    more.insert(home.begin(), home.end());
    return more;
}

std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.render();
    }
    return "no error";
}

}  // namespace

TEST(Settings, DefaultsNeedNoFileAndNoVariable) {
    const Settings settings = resolve_settings({}, home, {}, {});
    EXPECT_EQ(settings.store, "/home/me/.cache/verbatim");
    EXPECT_TRUE(settings.mirrors.empty());
    EXPECT_EQ(settings.goproxy, "");
    EXPECT_FALSE(settings.offline);
    EXPECT_EQ(settings.jobs, 0);
    for (const char* name :
         {"store", "mirrors", "debian_mirror", "debian_security_mirror", "goproxy", "offline", "jobs"})
        EXPECT_EQ(settings.origins.at(name), "default") << name;
}

TEST(Settings, TheStoreFollowsTheCacheFolder) {
    EXPECT_EQ(resolve_settings({}, with({{"XDG_CACHE_HOME", "/c"}}), {}, {}).store, "/c/verbatim");
    EXPECT_EQ(resolve_settings({}, with({{"XDG_CACHE_HOME", "relative"}}), {}, {}).store,
              "/home/me/.cache/verbatim");
}

TEST(Settings, TheHistoryFollowsTheDataFolder) {
    EXPECT_EQ(resolve_settings({}, home, {}, {}).history, "/home/me/.local/share/verbatim/history.sqlite");
    EXPECT_EQ(resolve_settings({}, with({{"XDG_DATA_HOME", "/d"}}), {}, {}).history,
              "/d/verbatim/history.sqlite");
    SettingsFlags flags;
    const SettingsFile file{"config.yaml", "history: ~/h.sqlite\n"};
    EXPECT_EQ(resolve_settings(flags, home, {}, file).history, "/home/me/h.sqlite");
    const auto by_variable = with({{"VERBATIM_HISTORY", "/v"}});
    EXPECT_EQ(resolve_settings(flags, by_variable, {}, file).history, "/v");
    flags.history = "f";
    EXPECT_EQ(resolve_settings(flags, by_variable, {}, file).history, "f");
    EXPECT_EQ(resolve_settings(flags, by_variable, {}, file).origins.at("history"), "flag --history");
    EXPECT_NE(error_of([] { resolve_settings({}, home, {}, SettingsFile{"c", "history: h.sqlite\n"}); }),
              "no error")
        << "a relative place in a file";
    SettingsFlags only_store;
    only_store.store = "/s";
    EXPECT_EQ(resolve_settings(only_store, {}, {}, {}).history, "") << "where there is no home";
}

TEST(Settings, AFileSetsEachAndOriginsTellTheLine) {
    const Settings settings = resolve_settings({}, home, {}, SettingsFile{"config.yaml", samples::settings});
    EXPECT_EQ(settings.store, "/home/me/store");
    EXPECT_THAT(settings.mirrors, ElementsAre(Pair("https://example.org/", place)));
    EXPECT_EQ(settings.debian_mirror, "https://debian.example.org/debian");
    EXPECT_EQ(settings.debian_security_mirror, "file:///srv/security");
    EXPECT_EQ(settings.goproxy, "https://go.example.org,direct");
    EXPECT_TRUE(settings.offline);
    EXPECT_EQ(settings.jobs, 2);
    EXPECT_EQ(settings.origins.at("store"), "config.yaml:1");
    EXPECT_EQ(settings.origins.at("mirrors https://example.org/"), "config.yaml:3");
    EXPECT_EQ(settings.origins.at("jobs"), "config.yaml:8");
    EXPECT_FALSE(settings.origins.contains("mirrors"));
}

TEST(Settings, LimitsAreSizesWithUnits) {
    SettingsFlags flags;
    flags.memory_limit = "8GiB";
    const Settings settings = resolve_settings(flags, with({{"VERBATIM_DISK_LIMIT", "500 MB"}}), {},
                                               SettingsFile{"config.yaml", "process_limit: 300\n"});
    EXPECT_EQ(settings.memory_limit, 8ULL << 30U);
    EXPECT_EQ(settings.disk_limit, 500'000'000U);
    EXPECT_EQ(settings.process_limit, 300U);
    EXPECT_EQ(settings.origins.at("disk_limit"), "environment VERBATIM_DISK_LIMIT");
    for (const char* wrong : {"8Gib", "many", "-1", "99999999999TiB", "1kB"}) {
        flags.memory_limit = wrong;
        EXPECT_NE(error_of([&] { resolve_settings(flags, home, {}, {}); }), "no error") << wrong;
    }
}

TEST(Settings, AFileOfCommentsSetsNothing) {
    EXPECT_EQ(resolve_settings({}, home, SettingsFile{"verbatim.yaml", "# jobs: 2\n"}, {}).jobs, 0);
}

TEST(Settings, EachLayerIsOverTheOneBelow) {
    SettingsFlags flags;
    auto environment = home;
    const SettingsFile user{"config.yaml", "jobs: 1\n"}, project{"verbatim.yaml", "jobs: 2\n"};
    const auto jobs = [&](bool with_project) {
        const Settings settings =
            resolve_settings(flags, environment, with_project ? std::optional(project) : std::nullopt, user);
        return std::pair(settings.jobs, settings.origins.at("jobs"));
    };
    EXPECT_EQ(jobs(false), std::pair(1, std::string("config.yaml:1")));
    EXPECT_EQ(jobs(true), std::pair(2, std::string("verbatim.yaml:1")));
    environment["VERBATIM_JOBS"] = "3";
    EXPECT_EQ(jobs(true), std::pair(3, std::string("environment VERBATIM_JOBS")));
    flags.jobs = "4";
    EXPECT_EQ(jobs(true), std::pair(4, std::string("flag --jobs")));
}

TEST(Settings, EveryVariableAndFlagIsRead) {
    const auto environment = with({{"VERBATIM_STORE", "e"},
                                   {"VERBATIM_DEBIAN_MIRROR", "http://e/d"},
                                   {"VERBATIM_DEBIAN_SECURITY_MIRROR", "http://e/s"},
                                   {"VERBATIM_OFFLINE", "1"},
                                   {"VERBATIM_JOBS", ""}});
    const Settings set = resolve_settings({}, environment, {}, {});
    EXPECT_EQ(set.store, "e");
    EXPECT_EQ(set.debian_mirror, "http://e/d");
    EXPECT_EQ(set.debian_security_mirror, "http://e/s");
    EXPECT_TRUE(set.offline);
    EXPECT_EQ(set.origins.at("jobs"), "default");
    SettingsFlags flags;
    flags.store = "~/f";
    flags.debian_mirror = "http://f/d";
    flags.debian_security_mirror = "http://f/s";
    flags.goproxy = "off";
    const Settings flagged = resolve_settings(flags, environment, {}, {});
    EXPECT_EQ(flagged.store, "/home/me/f");
    EXPECT_EQ(flagged.debian_mirror, "http://f/d");
    EXPECT_EQ(flagged.debian_security_mirror, "http://f/s");
    EXPECT_EQ(flagged.goproxy, "off");
    EXPECT_EQ(flagged.origins.at("goproxy"), "flag --goproxy");
}

TEST(Settings, EachVariableOfTheTableThatIsASettingIsItsOrigin) {
    const std::map<std::string, std::string> samples{{"store", "/s"},
                                                     {"history", "/h"},
                                                     {"goproxy", "off"},
                                                     {"debian_mirror", "http://e/d"},
                                                     {"offline", "1"},
                                                     {"jobs", "3"},
                                                     {"debian_security_mirror", "http://e/s"},
                                                     {"disk_limit", "1GB"},
                                                     {"memory_limit", "1GiB"},
                                                     {"process_limit", "500"}};
    std::set<std::string> set;
    for (const Variable& one : variables) {
        if (std::string(one.setting).empty()) continue;
        const Settings settings = resolve_settings({}, with({{one.name, samples.at(one.setting)}}), {}, {});
        EXPECT_EQ(settings.origins.at(one.setting), std::string("environment ") + one.name);
        set.insert(one.setting);
    }
    EXPECT_EQ(set.size(), samples.size()) << "a setting without a variable";
}

TEST(Settings, TheGoProxyOfTheEnvironmentIsOverThatOfAFile) {
    const SettingsFile file{"config.yaml", "goproxy: https://file.example\n"};
    const auto goproxy = [&](std::map<std::string, std::string> environment, const SettingsFlags& flags) {
        const Settings settings = resolve_settings(flags, with(std::move(environment)), {}, file);
        return std::pair(settings.goproxy, settings.origins.at("goproxy"));
    };
    using Got = std::pair<std::string, std::string>;
    EXPECT_EQ(goproxy({{"GOPROXY", ""}}, {}), Got("https://file.example", "config.yaml:1"));
    EXPECT_EQ(goproxy({{"GOPROXY", "https://go.example"}}, {}),
              Got("https://go.example", "environment GOPROXY"));
    EXPECT_EQ(goproxy({{"GOPROXY", "https://go.example"}, {"VERBATIM_GOPROXY", "off"}}, {}),
              Got("off", "environment VERBATIM_GOPROXY"));
    SettingsFlags flags;
    flags.goproxy = "direct";
    EXPECT_EQ(goproxy({{"VERBATIM_GOPROXY", "off"}}, flags), Got("direct", "flag --goproxy"));
}

TEST(Settings, OfflineCanBeTakenBackByAVariable) {
    const SettingsFile file{"verbatim.yaml", "offline: true\n"};
    EXPECT_TRUE(resolve_settings({}, home, file, {}).offline);
    EXPECT_FALSE(resolve_settings({}, with({{"VERBATIM_OFFLINE", "0"}}), file, {}).offline);
    SettingsFlags flags;
    flags.offline = true;
    EXPECT_TRUE(resolve_settings(flags, with({{"VERBATIM_OFFLINE", "0"}}), {}, {}).offline);
}

TEST(Settings, MirrorsOfAllLayersAreJoinedAndTheHighestWins) {
    SettingsFlags flags;
    flags.mirrors = {"https://b/=/flag/b"};
    const auto environment = with({{"VERBATIM_MIRRORS", " https://b/=/env/b\nhttps://c/=/env/c?x=y \n"}});
    const SettingsFile project{"verbatim.yaml",
                               "mirrors: {https://a/: /project/a, https://c/: /project/c}\n"};
    const Settings settings = resolve_settings(flags, environment, project, {});
    EXPECT_THAT(settings.mirrors, ElementsAre(Pair("https://a/", "/project/a"), Pair("https://b/", "/flag/b"),
                                              Pair("https://c/", "/env/c?x=y")));
    EXPECT_EQ(settings.origins.at("mirrors https://a/"), "verbatim.yaml:1");
    EXPECT_EQ(settings.origins.at("mirrors https://b/"), "flag --mirror");
    EXPECT_EQ(settings.origins.at("mirrors https://c/"), "environment VERBATIM_MIRRORS");
}

TEST(Settings, ErrorsPointIntoFlagsAndVariables) {
    SettingsFlags flags;
    flags.jobs = "many";
    EXPECT_EQ(error_of([&] { resolve_settings(flags, home, {}, {}); }),
              "error: expected a whole number from 0 to 1024, got \"many\"\n"
              "   --jobs:1:1\n"
              "   1 | many\n"
              "     | ^ here\n");
    EXPECT_EQ(error_of([&] {
                  resolve_settings({}, with({{"VERBATIM_MIRRORS", "https://a/=/a\n  https://b/"}}), {}, {});
              }),
              "error: a mirror without a place\n"
              "   VERBATIM_MIRRORS:2:3\n"
              "   2 |   https://b/\n"
              "     |   ^ expected PREFIX=PLACE, such as https://host/=/srv/git/{path}\n");
    EXPECT_EQ(error_of([&] { resolve_settings({}, with({{"VERBATIM_OFFLINE", "maybe"}}), {}, {}); }),
              "error: expected true or false, got \"maybe\"\n"
              "   VERBATIM_OFFLINE:1:1\n"
              "   1 | maybe\n"
              "     | ^ here\n");
}

TEST(Settings, WithoutAHomeTheStoreMustBeNamed) {
    EXPECT_EQ(error_of([] { resolve_settings({}, {}, {}, {}); }),
              "error: there is no place for the store\n"
              "   Neither XDG_CACHE_HOME nor HOME is set.\n"
              "   next: name a folder: --store FOLDER\n");
    EXPECT_EQ(resolve_settings({}, {{"VERBATIM_STORE", "/s"}}, {}, {}).store, "/s");
    EXPECT_THAT(error_of([] { resolve_settings({}, {{"VERBATIM_STORE", "~/s"}}, {}, {}); }),
                testing::HasSubstr("~ is nowhere: HOME is not set"));
}

TEST(Settings, BothFilesAreReadWhereTheyAre) {
    const TemporaryDirectory folder{testing::TempDir()};
    const auto config = folder.path() / "config";
    const std::map<std::string, std::string> environment{{"HOME", folder.path().string()},
                                                         {"XDG_CONFIG_HOME", config.string()}};
    EXPECT_EQ(load_settings({}, environment, folder.path()).origins.at("jobs"), "default");
    make_directories(config / "verbatim");
    write_file(config / "verbatim/config.yaml", "jobs: 1\noffline: true\n");
    write_file(folder.path() / "verbatim.yaml", "jobs: 2\n");
    const Settings settings = load_settings({}, environment, folder.path());
    EXPECT_EQ(settings.jobs, 2);
    EXPECT_EQ(settings.origins.at("jobs"), "verbatim.yaml:1");
    EXPECT_EQ(settings.origins.at("offline"), (config / "verbatim/config.yaml").string() + ":2");
}
