#include "cli/settings.h"

#include "base/error.h"
#include "base/files.h"
#include "cli/configuration_file.h"
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
const SettingsFile trusting{"config.yaml", "trusted_projects: [/srv/project]\n"};
const IsProject is_srv_project = [](const std::filesystem::path& folder) { return folder == "/srv/project"; };
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
    const SettingsFile user{"config.yaml", "jobs: 2\ntrusted_projects: [/srv/project]\n"},
        project{"verbatim.yaml", "jobs: 1\n"};
    const auto jobs = [&](const SettingsFile& of_user) {
        const Settings settings = resolve_settings(flags, environment, project, of_user, is_srv_project);
        return std::pair(settings.jobs, settings.origins.at("jobs"));
    };
    EXPECT_EQ(jobs(trusting), std::pair(1, std::string("verbatim.yaml:1")));
    EXPECT_EQ(jobs(user), std::pair(2, std::string("config.yaml:1")));
    environment["VERBATIM_JOBS"] = "3";
    EXPECT_EQ(jobs(user), std::pair(3, std::string("environment VERBATIM_JOBS")));
    flags.jobs = "4";
    EXPECT_EQ(jobs(user), std::pair(4, std::string("flag --jobs")));
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
    const Settings settings = resolve_settings(flags, environment, project, trusting, is_srv_project);
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
    write_file(folder.path() / "verbatim.yaml", "offline: false\n");
    const Settings settings = load_settings({}, environment, folder.path());
    EXPECT_EQ(settings.jobs, 1);
    EXPECT_EQ(settings.origins.at("jobs"), (config / "verbatim/config.yaml").string() + ":1");
    EXPECT_EQ(settings.origins.at("offline"), (config / "verbatim/config.yaml").string() + ":2");
    EXPECT_TRUE(settings.offline) << "the user's word is the stronger one";
    EXPECT_EQ(settings.user_file, config / "verbatim/config.yaml");
}

// Every key of a settings file, so that a new one is thought of.
TEST(Settings, AStrangersProjectSetsNothingButOffline) {
    const SettingsFile project{"verbatim.yaml", std::string(samples::settings) +
                                                    "history: ~/h\nmemory_limit: 8GiB\ndisk_limit: 1GiB\n"
                                                    "process_limit: 99\n"};
    const Settings set = resolve_settings({}, home, project, {});
    const Settings defaults = resolve_settings({}, home, {}, {});
    const auto values = [](const Settings& of) {
        return std::tuple(of.store, of.history, of.mirrors, of.debian_mirror, of.debian_security_mirror,
                          of.goproxy, of.jobs, of.memory_limit, of.disk_limit, of.process_limit);
    };
    EXPECT_EQ(values(set), values(defaults));
    std::set<std::string> not_taken;
    for (const Settings::NotTaken& one : set.not_taken) {
        not_taken.insert(one.name.substr(0, one.name.find(' ')));
        EXPECT_TRUE(one.origin.starts_with("verbatim.yaml:")) << one.origin;
        EXPECT_EQ(why_not_by_project(one.name.substr(0, one.name.find(' '))), one.why);
    }
    const Settings trusted = resolve_settings({}, home, project, trusting, is_srv_project);
    EXPECT_THAT(trusted.not_taken, testing::IsEmpty());
    EXPECT_NE(values(trusted), values(defaults));
    std::set<std::string> taken;
    for (const auto& [key, origin] : trusted.origins)
        if (const std::string name = key.substr(0, key.find(' ')); origin.starts_with("verbatim.yaml:")) {
            EXPECT_EQ(not_taken.contains(name), name != "offline") << name;
            taken.insert(name);
        }
    EXPECT_EQ(taken.size(), not_taken.size() + 1) << "all of them, and offline";
    EXPECT_FALSE(why_not_by_project("offline"));
}

TEST(Settings, WhatIsNotTakenHasToBeRightAllTheSame) {
    EXPECT_THAT(
        error_of([] { resolve_settings({}, home, SettingsFile{"verbatim.yaml", "store: here\n"}, {}); }),
        testing::HasSubstr("must be absolute"));
    EXPECT_THAT(error_of([] {
                    resolve_settings({}, home, SettingsFile{"verbatim.yaml", "trusted_projects: [/]\n"},
                                     trusting, is_srv_project);
                }),
                testing::HasSubstr("a project cannot say that it is trusted"));
    EXPECT_THAT(
        error_of([] { resolve_settings({}, home, {}, SettingsFile{"c", "trusted_projects: [here]\n"}); }),
        testing::HasSubstr("must be absolute"));
}

TEST(Settings, JustTheFolderThatIsListedIsTrusted) {
    const TemporaryDirectory folder{testing::TempDir()};
    const auto config = folder.path() / "config", project = folder.path() / "project";
    make_directories(config / "verbatim");
    make_directories(project / "below");
    make_directories(folder.path() / "project2");
    std::filesystem::create_directory_symlink(project, folder.path() / "link");
    const std::map<std::string, std::string> environment{{"HOME", folder.path().string()},
                                                         {"XDG_CONFIG_HOME", config.string()}};
    for (const auto& one : {project, project / "below", folder.path() / "project2"})
        write_file(one / "verbatim.yaml", "jobs: 2\n");
    const auto trusted = [&](const std::filesystem::path& one) {
        return load_settings({}, environment, one).jobs == 2;
    };
    for (const char* name : {"~/project", "~/link", "~/project/"}) {
        write_file(config / "verbatim/config.yaml", "trusted_projects: [\"" + std::string(name) + "\"]\n");
        EXPECT_TRUE(trusted(project)) << name;
        EXPECT_TRUE(trusted(folder.path() / "link")) << name;
        EXPECT_FALSE(trusted(project / "below")) << name;
        EXPECT_FALSE(trusted(folder.path() / "project2")) << name;
    }
    write_file(config / "verbatim/config.yaml", "trusted_projects: [~/, ~/absent, ~/project2/absent]\n");
    EXPECT_FALSE(trusted(project));
}

TEST(ConfigurationFile, IsReadWhereNobodyElseCanHaveWrittenIt) {
    const auto problem = [](uid_t owner, mode_t mode, bool private_group = false) {
        struct stat about{};
        about.st_uid = owner;
        about.st_mode = mode;
        const auto error = not_to_be_relied_on("/f", about, 4711, private_group);
        return error ? error->render() : std::string();
    };
    for (const uid_t owner : {4711, 0}) {
        EXPECT_EQ(problem(owner, S_IFREG | 0644), "");
        EXPECT_EQ(problem(owner, S_IFREG | 0664, true), "");
        EXPECT_THAT(problem(owner, S_IFREG | 0664), testing::HasSubstr("can be written by its group"));
        EXPECT_THAT(problem(owner, S_IFREG | 0646, true), testing::HasSubstr("can be written by everybody"));
        EXPECT_THAT(problem(owner, S_IFREG | 0666, true), testing::HasSubstr("chmod go-w /f"));
        EXPECT_THAT(problem(owner, S_IFIFO | 0600), testing::HasSubstr("is no file"));
    }
    EXPECT_THAT(problem(4712, S_IFREG | 0600), testing::HasSubstr("belongs to user 4712"));
}

TEST(ConfigurationFile, BothFilesOfSettingsAreLookedAt) {
    const TemporaryDirectory folder{testing::TempDir()};
    const auto user = folder.path() / "verbatim/config.yaml", project = folder.path() / "verbatim.yaml";
    make_directories(user.parent_path());
    const std::map<std::string, std::string> environment{{"HOME", "/home/me"},
                                                         {"XDG_CONFIG_HOME", folder.path().string()}};
    for (const auto& file : {user, project}) {
        write_file(file, "offline: true\n");
        std::filesystem::permissions(file, std::filesystem::perms(0666));
        EXPECT_THAT(error_of([&] { load_settings({}, environment, folder.path()); }),
                    testing::HasSubstr(file.string() + " can be written by everybody"));
        std::filesystem::permissions(file, std::filesystem::perms(0644));
    }
    // A link may lead to a file whose lines the error would show.
    std::filesystem::rename(project, folder.path() / "secret");
    std::filesystem::create_symlink("secret", project);
    EXPECT_THAT(error_of([&] { load_settings({}, environment, folder.path()); }),
                testing::HasSubstr("is a symbolic link"));
}
