#include "plan/compiler_cache.h"

#include "plan/go_command.h"
#include "sample.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
// The first build of the sample plan.
RunCommand build_run() {
    for (const Action& action : make_plan(sample_inputs()).actions)
        if (action.name.starts_with("build ")) {
            RunCommand run = std::get<RunCommand>(action.operation);
            run.environment["CGO_ENABLED"] = "0";
            return run;
        }
    throw std::logic_error("the sample has no build");
}
bool shares(const std::vector<std::string>& further) {
    RunCommand run = build_run();
    run.argv.insert(run.argv.begin() + 2, further.begin(), further.end());
    return may_share_compiler_cache(run);
}
}  // namespace

TEST(CompilerCache, ThePinnedGoBuildSharesIt) {
    EXPECT_TRUE(may_share_compiler_cache(build_run()));
    EXPECT_TRUE(shares({"-a", "-installsuffix", "cgo", "-tags=netgo", "--trimpath"}));
    EXPECT_TRUE(shares({"-ldflags", "-s -w -buildid= -extldflags -static -X main.extld=linkmode"}));
}

TEST(CompilerCache, ABuildFromModulesThatAnInputBringsSharesIt) {
    RunCommand run = build_run();
    run.environment["GOPROXY"] = "file:///modules";
    run.environment["GOFLAGS"] = "-modcacherw";
    EXPECT_TRUE(may_share_compiler_cache(run));
    for (const auto& [name, value] : std::map<std::string, std::string>{{"GOPROXY", "https://proxy.example"},
                                                                        {"PATH", "/build/src:/usr/bin"},
                                                                        {"HOME", "/build/src"},
                                                                        {"GOENV", "env"}}) {
        RunCommand other = run;
        other.environment[name] = value;
        EXPECT_FALSE(may_share_compiler_cache(other)) << name;
    }
}

TEST(CompilerCache, WithCgoNobodyShares) {
    RunCommand run = build_run();
    run.environment["CGO_ENABLED"] = "1";
    EXPECT_FALSE(may_share_compiler_cache(run));
    run.environment.erase("CGO_ENABLED");
    EXPECT_FALSE(may_share_compiler_cache(run)) << "Go's default is 1";
}

TEST(CompilerCache, AFlagThatRunsAnotherProgramOrIsUnknownDoesNotShare) {
    for (const std::vector<std::string>& flags :
         std::vector<std::vector<std::string>>{{"-toolexec", "./wrap"},
                                               {"-toolexec=./wrap"},
                                               {"--toolexec=./wrap"},
                                               {"-compiler=gccgo"},
                                               {"-overlay", "x.json"},
                                               {"-exec", "x"},
                                               {"-pkgdir=/x"},
                                               {"-modfile=x.mod"},
                                               {"-ldflags", "-linkmode=external"},
                                               {"-ldflags=-s -linkmode external"},
                                               {"-ldflags=-extld=./cc"},
                                               {"-ldflags='-extld=./cc'"},
                                               {"-ldflags", "\"--extld\" ./cc"},
                                               {"-ldflags=all=-linkmode=external"},
                                               {"-ldflags=-s\t-linkmode=external"},
                                               {"-ldflags", "\n-extld=./cc"},
                                               {"-new-flag"}})
        EXPECT_FALSE(shares(flags)) << flags[0];
}

TEST(CompilerCache, AVariableThatRunsAnotherProgramOrIsUnknownDoesNotShare) {
    for (const auto& [name, value] : std::map<std::string, std::string>{{"GOFLAGS", "-toolexec=./wrap"},
                                                                        {"CC", "./cc"},
                                                                        {"GIT_EXTERNAL_DIFF", "./x"},
                                                                        {"LD_PRELOAD", "./x.so"},
                                                                        {"GOROOT", "/build/src/go"},
                                                                        {"GONEW", "1"}}) {
        RunCommand run = build_run();
        run.environment[name] = value;
        EXPECT_FALSE(may_share_compiler_cache(run)) << name;
    }
}

TEST(CompilerCache, AnotherProgramDoesNotShare) {
    RunCommand run = build_run();
    run.argv[0] = "/build/src/go";
    EXPECT_FALSE(may_share_compiler_cache(run));
    run = build_run();
    run.argv[1] = "generate";
    EXPECT_FALSE(may_share_compiler_cache(run));
    run = build_run();
    run.mounts.push_back({"source", "/usr/local/go/bin", false, false});
    EXPECT_FALSE(may_share_compiler_cache(run)) << "something lies over the toolchain";
}
