// Real runs: the builder root is this machine's shell and the libraries that it is linked with.
#include "sandbox/bubblewrap/bubblewrap.h"

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;

namespace {

struct BubblewrapTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    Store store{dir.path() / "store"};
    fs::path log = dir.path() / "log";
    RunCommand command;
    std::map<std::string, Digest> inputs;

    void SetUp() override {
        TreeBuilder root(store);
        root.add_file("usr/bin/sh", read_file(fs::canonical("/bin/sh")), true);
        for (const std::string& library : libraries())
            root.add_file(library.substr(1), read_file(fs::canonical(library)), true);
        for (const char* folder : {"proc", "dev", "tmp"}) root.add_directory(folder);
        inputs["root"] = root.finish();
        TreeBuilder source(store);
        source.add_file("sub/file", "content");
        inputs["source"] = source.finish();
        command.argv = {"/usr/bin/sh", "-c", ""};
        command.environment = {{"SOURCE_DATE_EPOCH", "1234567890"}};
        command.directory = "/src";
        command.mounts = {{"root", "/", false, false},
                          {"source", "/src", true, false},
                          {"source", "/usr/local/tools", false, false}};
        command.scratch = {"/tmp", "/home/builder"};
        command.outputs = {{"out", {"/out", false}}};
        command.time_limit_seconds = 20;
    }

    // The files that ldd names for the shell.
    static std::vector<std::string> libraries() {
        std::string output;
        ProcessSpec spec;
        spec.argv = {"ldd", "/bin/sh"};
        spec.environment = {{"PATH", "/usr/bin:/bin"}};
        spec.on_output = [&](std::string_view piece) { output += piece; };
        run_process(spec);
        std::vector<std::string> files;
        for (const std::string& word : split(output, ' '))
            for (const std::string& part : split(word, '\n'))
                if (const std::string_view path = trim(part); path.starts_with("/")) files.emplace_back(path);
        return files;
    }

    RunResult run(const std::string& script) {
        command.argv[2] = script;
        return bubblewrap_sandbox(store)(command, inputs, log);
    }
    // What the script prints; it must succeed.
    std::string output(const std::string& script) {
        const RunResult result = run(script);
        const std::string text = read_file(log);
        EXPECT_TRUE(result.succeeded) << result.failure << "\n" << text;
        return text;
    }
};

}  // namespace

TEST_F(BubblewrapTest, OutputsComeBackAsTrees) {
    const RunResult result = run("echo hello > /out/greeting");
    ASSERT_TRUE(result.succeeded) << read_file(log);
    EXPECT_EQ(store.get(store.files(result.outputs.at("out")).at("greeting").digest), "hello\n");
}

TEST_F(BubblewrapTest, TheEnvironmentIsExactlyWhatTheActionLists) {
    // What remains beside it is the shell's own.
    const std::string text = output("export -p");
    EXPECT_EQ(text, "export PWD='/src'\nexport SOURCE_DATE_EPOCH='1234567890'\n");
}

TEST_F(BubblewrapTest, UserHostNameAndUmaskAreFixed) {
    EXPECT_EQ(
        output(
            "umask; while read a b c; do case $a in Uid:|Gid:) echo $a $b;; esac; done < /proc/self/status; "
            "read h < /proc/sys/kernel/hostname; echo $h"),
        "0022\nUid: 1000\nGid: 1000\nbuilder\n");
}

TEST_F(BubblewrapTest, ThereAreNoCapabilitiesAndNoNewOnes) {
    EXPECT_EQ(output("while read a b; do case $a in CapPrm:|CapEff:|CapBnd:|CapAmb:|NoNewPrivs:) echo $b;; "
                     "esac; done < /proc/self/status"),
              "0000000000000000\n0000000000000000\n0000000000000000\n0000000000000000\n1\n");
}

TEST_F(BubblewrapTest, ThereIsNoNetworkButAnEmptyLoopback) {
    EXPECT_EQ(output("while read a b; do case $a in *:*) echo $a;; esac; done < /proc/net/dev"), "lo:\n");
}

TEST_F(BubblewrapTest, OnlyTheOwnProcessesAreSeen) {
    EXPECT_EQ(output("set -- /proc/[0-9]*; echo $#"), "2\n") << "bubblewrap's first process, and the shell";
}

TEST_F(BubblewrapTest, RootToolchainAndMountPointsCannotBeWritten) {
    for (const char* path : {"/usr/bin/sh", "/usr/bin/new", "/usr/local/tools/sub/file", "/usr/local/new",
                             "/new", "/usr/local/tools/new"})
        EXPECT_FALSE(run(std::string("echo x >> ") + path).succeeded) << path;
    EXPECT_EQ(read_file(store.shared(inputs["source"]) / "sub" / "file"), "content");
}

TEST_F(BubblewrapTest, WritableInputsAreCopies) {
    output("echo more >> /src/sub/file; echo x > /src/new");
    EXPECT_EQ(store.get(store.files(inputs["source"]).at("sub/file").digest), "content");
}

TEST_F(BubblewrapTest, ALaterMountTakesThePlaceOfWhatTheEarlierHasThere) {
    TreeBuilder inner(store);
    inner.add_file("only", "this");
    inputs["inner"] = inner.finish();
    command.mounts.push_back({"inner", "/src/sub", true, false});
    EXPECT_EQ(output("echo /src/sub/*"), "/src/sub/only\n");
}

TEST_F(BubblewrapTest, SourcesMayLieBelowAScratchFolder) {
    command.mounts[1].at = "/go/src/example.test/tiny";
    command.directory = "/go/src/example.test/tiny";
    command.scratch.emplace_back("/go");
    EXPECT_EQ(output("echo * && cd /go && echo > pkg && echo *"), "sub\npkg src\n");
}

TEST_F(BubblewrapTest, AnEmptyInputMayBeSkipped) {
    inputs["empty"] = store.put_tree({});
    command.mounts.push_back({"empty", "/src/vendor", true, true});
    EXPECT_EQ(output("test -e /src/vendor || echo absent"), "absent\n");
}

TEST_F(BubblewrapTest, FailureAndSignalAreTold) {
    EXPECT_EQ(run("exit 7").failure, "exited with 7");
    EXPECT_THAT(run("kill -KILL $$").failure, HasSubstr("signal 9"));
}

TEST_F(BubblewrapTest, ItEndsWhenItsTimeIsUp) {
    command.time_limit_seconds = 1;
    EXPECT_EQ(run("while :; do :; done").failure, "took longer than 1.0 s");
}

TEST_F(BubblewrapTest, AnOutputThatIsAbsentIsAnErrorUnlessItIsOptional) {
    command.outputs["more"] = {"/src/more", true};
    EXPECT_EQ(store.files(run("").outputs.at("more")).size(), 0U);
    command.outputs["more"].optional = false;
    EXPECT_THROW(run(""), Error);
}

TEST_F(BubblewrapTest, WhatAnOutputIsDeclaredWithoutIsNotKept) {
    TreeBuilder source(store);
    for (const char* file : {"junk", "kept/junk", "kept/file", "aside/file"}) source.add_file(file, file);
    source.add_symlink("link", "aside");
    inputs["source"] = source.finish();
    command.outputs = {{"out", {"/src", false, {"junk", "kept/junk", "absent/junk", "link/file"}}}};
    const RunResult result = run("echo new > /src/kept/new");
    ASSERT_TRUE(result.succeeded) << read_file(log);
    std::string files;
    for (const auto& [path, entry] : store.files(result.outputs.at("out"))) files += path + " ";
    EXPECT_EQ(files, "aside/file kept/file kept/new link ") << "and a link is not followed";
}

TEST_F(BubblewrapTest, OfAnOutputOfFilesJustTheseAreKept) {
    TreeBuilder source(store);
    source.add_file("sub/file", "content");
    source.add_file("sub/made", "old", true);
    inputs["source"] = source.finish();
    command.outputs["bin"] = {"/src", false, {}, {{"tool", "sub/made"}, {"text", "sub/file"}}};
    const RunResult result = run("echo x > sub/made; echo y > sub/more");
    ASSERT_TRUE(result.succeeded) << read_file(log);
    const auto files = store.files(result.outputs.at("bin"));
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(store.get(files.at("tool").digest), "x\n");
    EXPECT_EQ(files.at("tool").kind, TreeEntry::Kind::executable);
    EXPECT_EQ(store.get(files.at("text").digest), "content");
    EXPECT_EQ(files.at("text").kind, TreeEntry::Kind::file);
}

TEST_F(BubblewrapTest, AFileOfAnOutputThatIsAbsentOrNoFileIsAnError) {
    // Links as a command may leave them: to a file beside, to one of the machine, and of a folder on the way.
    TreeBuilder source(store);
    source.add_file("sub/file", "content");
    source.add_symlink("sub/link", "file");
    source.add_symlink("sub/machine", "/etc/hostname");
    source.add_symlink("sub/etc", "/etc");
    inputs["source"] = source.finish();
    const auto refused = [&](const std::string& path) {
        command.outputs["bin"] = {"/src", false, {}, {{"tool", path}}};
        try {
            run("true");
        } catch (const Error& error) {
            return error.message();
        }
        return std::string();
    };
    for (const char* absent : {"made", "sub/made", "sub/file/made", "sub/etc/hostname", "../src/sub/file"})
        EXPECT_EQ(refused(absent),
                  "the command did not make /src/" + std::string(absent) + ", its declared output \"tool\"");
    for (const char* other : {"sub", "sub/link", "sub/machine"})
        EXPECT_EQ(refused(other), "the command left what is no file at /src/" + std::string(other) +
                                      ", its declared output \"tool\"");
}

TEST_F(BubblewrapTest, AMountBehindALinkIsRefused) {
    const fs::path outside = dir.path() / "outside";
    make_directories(outside / "inner");
    TreeBuilder around(store);
    around.add_symlink("folder", outside.string());
    inputs["around"] = around.finish();
    command.mounts[1] = {"around", "/src", true, false};
    command.mounts.push_back({"source", "/src/folder/inner", true, false});
    try {
        (void)run("true");
        FAIL() << "it was staged";
    } catch (const Error& error) {
        EXPECT_THAT(error.render(), HasSubstr("/src/folder/inner lies behind a link"));
    }
    EXPECT_TRUE(fs::is_empty(outside / "inner"));
}

TEST_F(BubblewrapTest, ALinkInThePlaceOfAnOutputIsRefused) {
    // The root has no ln: upstream's own link is what a hostile tree would bring.
    TreeBuilder source(store);
    source.add_symlink("more", "/etc");
    source.add_symlink("sub", "/");
    inputs["source"] = source.finish();
    command.mounts.resize(2);
    command.outputs["more"] = {"/src/more", false};
    EXPECT_THROW(run(""), Error);
    command.outputs["more"] = {"/src/sub/etc", false};
    EXPECT_THROW(run(""), Error) << "nor is one followed on the way";
}

TEST_F(BubblewrapTest, NothingOfItStays) {
    run("echo x > /tmp/a; exit 1");
    EXPECT_TRUE(fs::is_empty(store.root() / "tmp"));
}

TEST_F(BubblewrapTest, WhatItMayChangeHoldsNoRepository) {
    const auto tree = [&](const std::vector<std::string>& files) {
        TreeBuilder made(store);
        for (const std::string& file : files) made.add_file(file, "x");
        return made.finish();
    };
    const auto refusal = [&] {
        try {
            run("");
        } catch (const Error& error) {
            return error.render();
        }
        return std::string();
    };
    inputs["source"] = tree({".git/HEAD", "a", "fixture/HEAD", "fixture/objects/x", "fixture/refs/x"});
    EXPECT_EQ(refusal(), "") << "the git directory that Verbatim made, and what upstream tests with";
    inputs["source"] = tree({".git/HEAD", "sub/.git/config"});
    EXPECT_THAT(
        refusal(),
        HasSubstr("what comes to lie at /src holds a repository of a version control system: sub/.git"));
    inputs["source"] = tree({".git/HEAD", "a"});
    command.mounts.push_back({"vendor", "/src/vendor", true, true});
    inputs["vendor"] = tree({"modules.txt", ".git/config"});
    EXPECT_THAT(
        refusal(),
        HasSubstr("what comes to lie at /src/vendor holds a repository of a version control system: .git"));
    inputs["vendor"] = tree({"modules.txt", "a/HEAD", "a/objects/x", "a/refs/x"});
    EXPECT_THAT(refusal(), HasSubstr("system: a\n"));
    inputs["vendor"] = tree({"modules.txt"});
    EXPECT_EQ(refusal(), "");
}
