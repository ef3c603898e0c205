#include "fetch/apt_sources.h"

#include "base/files.h"

#include <gtest/gtest.h>

namespace fs = std::filesystem;
using namespace verbatim;

namespace {

DebianMirrors from_list(std::string_view text) {
    DebianMirrors mirrors;
    parse_apt_list(text, mirrors);
    return mirrors;
}

DebianMirrors from_deb822(std::string_view text) {
    DebianMirrors mirrors;
    parse_apt_deb822(text, mirrors);
    return mirrors;
}

}  // namespace

TEST(AptList, TellsTheMainArchiveFromTheSecurityArchive) {
    const DebianMirrors mirrors = from_list(
        "# deb http://commented.example/debian bookworm main\n"
        "deb-src http://source.example/debian bookworm main\n"
        "deb http://security.example/debian-security bookworm-security main  # updates\n"
        "deb [ arch=amd64 signed-by=/k.gpg ] http://mirror.example/debian/ bookworm main contrib\n"
        "deb http://second.example/debian bookworm-updates main\n");
    EXPECT_EQ(mirrors.main, "http://mirror.example/debian");
    EXPECT_EQ(mirrors.security, "http://security.example/debian-security");
}

TEST(AptList, ThirdPartiesAreNotTaken) {
    const DebianMirrors mirrors = from_list(
        "deb https://tools.example/apt stable main\n"
        "deb https://docker.example/linux/debian bookworm stable\n"
        "deb cdrom:[Debian GNU/Linux 12]/ bookworm main\n"
        "deb [unclosed http://x.example/debian bookworm main\n"
        "deb http://x.example/debian\n");
    EXPECT_EQ(mirrors.main, "");
    EXPECT_EQ(mirrors.security, "");
}

TEST(AptList, AFolderOfThisMachineCounts) {
    EXPECT_EQ(from_list("deb file:/srv/debian bookworm main").main, "file:/srv/debian");
    EXPECT_EQ(from_list("deb\tfile:///srv/debian\tbookworm\tmain").main, "file:///srv/debian");
}

TEST(AptDeb822, ReadsStanzas) {
    const DebianMirrors mirrors = from_deb822(
        "# Debian's own\n"
        "Types: deb deb-src\n"
        "URIs: http://mirror.example/debian http://second.example/debian\n"
        "Suites: bookworm\n"
        " bookworm-updates\n"
        "# between\n"
        "Components: main\n"
        "Signed-By:\n"
        " -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
        " .\n"
        "\n"
        "types: deb\n"
        "uris: http://security.example/debian-security/\n"
        "suites: bookworm-security\n"
        "components: contrib main\n");
    EXPECT_EQ(mirrors.main, "http://mirror.example/debian");
    EXPECT_EQ(mirrors.security, "http://security.example/debian-security");
}

TEST(AptDeb822, SourcesAndWhatIsSwitchedOffAreNotTaken) {
    const std::string rest = "URIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n";
    EXPECT_EQ(from_deb822("Types: deb-src\n" + rest).main, "");
    EXPECT_EQ(from_deb822("Types: deb\nEnabled: no\n" + rest).main, "");
    EXPECT_EQ(from_deb822("Types: deb\nEnabled: false\n" + rest).main, "");
    EXPECT_EQ(from_deb822("Types: deb\nEnabled: yes\n" + rest).main, "http://mirror.example/debian");
}

TEST(AptSettings, AreReadFromBothStylesByName) {
    const TemporaryDirectory dir(fs::temp_directory_path(), "verbatim-apt-");
    make_directories(dir.path() / "sources.list.d" / "folder.list");
    write_file(dir.path() / "sources.list.d" / "a.list.disabled",
               "deb http://no.example/debian bookworm main");
    write_file(dir.path() / "sources.list.d" / "b.list", "deb http://b.example/debian bookworm main");
    write_file(
        dir.path() / "sources.list.d" / "c.sources",
        "Types: deb\nURIs: http://c.example/debian\nSuites: bookworm bookworm-security\nComponents: main\n");
    DebianMirrors mirrors = find_debian_mirrors(dir.path());
    EXPECT_EQ(mirrors.main, "http://b.example/debian");
    EXPECT_EQ(mirrors.security, "http://c.example/debian");
    write_file(dir.path() / "sources.list", "deb http://first.example/debian bookworm main");
    mirrors = find_debian_mirrors(dir.path());
    EXPECT_EQ(mirrors.main, "http://first.example/debian");
}

TEST(AptSettings, WhereThereAreNoneNothingIsFound) {
    EXPECT_EQ(find_debian_mirrors("/nonexistent").main, "");
}
