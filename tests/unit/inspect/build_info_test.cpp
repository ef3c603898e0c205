#include "inspect/build_info.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "go_binaries.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using testing::HasSubstr;

namespace {

struct Target {
    const char *os, *arch;
};
void PrintTo(const Target& target, std::ostream* out) {
    *out << target.os << '/' << target.arch;
}

// What `go version -m` says, written from what we read.
std::string as_go_tells(const BuildInfo& info) {
    std::string out = info.go + "\n\tpath\t" + info.path + "\n";
    const auto module = [&](const char* word, const BuildInfo::Module& m) {
        out += fmt::format("\t{}\t{}\t{}\t{}\n", word, m.path, m.version, m.sum);
        for (const auto& r : m.replacement)
            out += fmt::format("\t=>\t{}\t{}\t{}\n", r.path, r.version, r.sum);
    };
    module("mod", info.main);
    for (const auto& dependency : info.dependencies) module("dep", dependency);
    for (const auto& [key, value] : info.settings) out += "\tbuild\t" + key + "=" + value + "\n";
    return out;
}

// Go keeps settings in an order of its own, and some lines end with tabs, or are nothing else.
std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string& line : split(text, '\n'))
        if (const auto end = line.find_last_not_of('\t'); end != std::string::npos)
            lines.push_back(line.substr(0, end + 1));
    return lines;
}

struct BuiltByGo : testing::TestWithParam<Target> {};

}  // namespace

TEST_P(BuiltByGo, SaysWhatGoVersionSays) {
    auto& binaries = test::go_binaries();
    const auto [os, arch] = GetParam();
    (void)binaries.bytes(os, arch);
    BuildInfo info = read_build_info(binaries.file(os, arch), "probe");

    EXPECT_EQ(info.settings["GOOS"], os);
    EXPECT_EQ(info.settings["GOARCH"], arch);
    EXPECT_EQ(info.path, "example.com/probe");
    EXPECT_EQ(info.settings["-ldflags"], "-s -w -X 'main.note=two words'");
    EXPECT_EQ(info.settings["vcs.revision"], binaries.git({"rev-parse", "HEAD"}));
    EXPECT_EQ(info.settings["vcs.modified"], "false");
    ASSERT_EQ(info.dependencies.size(), 1U);
    ASSERT_EQ(info.dependencies[0].replacement.size(), 1U);
    EXPECT_EQ(info.dependencies[0].replacement[0].path, "./dep");

    info.settings["-ldflags"] = "\"-s -w -X 'main.note=two words'\"";  // Go shows it quoted
    EXPECT_THAT(lines_of(as_go_tells(info)),
                testing::UnorderedElementsAreArray(lines_of(binaries.go_version(binaries.file(os, arch)))));
}

INSTANTIATE_TEST_SUITE_P(BuildInfo, BuiltByGo,
                         testing::Values(Target{"linux", "amd64"}, Target{"linux", "386"},
                                         Target{"linux", "s390x"}, Target{"darwin", "arm64"},
                                         Target{"windows", "amd64"}, Target{"windows", "386"}),
                         [](const auto& info) { return std::string(info.param.os) + "_" + info.param.arch; });

TEST(BuildInfo, IsFoundWhereSectionTableIsGone) {
    auto& binaries = test::go_binaries();
    std::string bytes = binaries.bytes("linux", "amd64");
    bytes.replace(0x28, 8, std::string(8, '\0'));  // where the table is
    bytes.replace(0x3C, 4, std::string(4, '\0'));  // how many sections, which has the names
    const auto file = binaries.folder() / "without-sections";
    write_file(file, bytes, 0755);
    EXPECT_EQ(parse_build_info(bytes, "probe").path, "example.com/probe");
    EXPECT_THAT(binaries.go_version(file), HasSubstr("example.com/probe"));
}

TEST(BuildInfo, RefusesWhatIsNoExecutableAndSaysWhich) {
    for (const std::string bytes : {"", "#!/bin/sh\n",
                                    "\x7f"
                                    "ELF",
                                    "MZ", "\xcf\xfa\xed\xfe"}) {
        try {
            (void)parse_build_info(bytes, "bin/tool");
            FAIL() << "accepted " << to_hex(bytes);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Failure::mismatch);
            EXPECT_THAT(error.message(), HasSubstr("bin/tool"));
        }
    }
}

TEST(BuildInfo, RefusesAnExecutableThatGoDidNotBuild) {
    try {
        (void)read_build_info("/proc/self/exe", "this test");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.message(),
                  "the build information of this test cannot be read: no Go build information is in it");
    }
}
