#include "attest/sums.h"

#include "base/files.h"
#include "base/process.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace fs = std::filesystem;
using namespace verbatim;

namespace {

// What coreutils say of a sums file beside the files that it names.
bool accepted_by(const std::string& tool, const fs::path& folder, const std::string& sums) {
    ProcessSpec spec;
    spec.argv = {tool, "--check", "--strict", "--quiet", sums};
    spec.environment = {{"PATH", std::getenv("PATH")}, {"LC_ALL", "C"}};
    spec.directory = folder;
    return run_process(spec).succeeded();
}

}  // namespace

TEST(Sums, AreSortedByPathBytewise) {
    EXPECT_EQ(sums_text({{"b", "2"}, {"a/z", "1"}, {"a-z", "0"}, {"B", "3"}, {"\xc3\xa4", "4"}}),
              "3  B\n0  a-z\n1  a/z\n2  b\n4  \xc3\xa4\n");
    EXPECT_EQ(sums_text({}), "");
}

TEST(Sums, AreWhatSha256sumAndSha512sumCheck) {
    const TemporaryDirectory dir(fs::temp_directory_path());
    make_directories(dir.path() / "bin");
    write_file(dir.path() / "bin/one", "1");
    write_file(dir.path() / "bin/two", "2");
    write_file(dir.path() / "SHA256SUM",
               sums_text({{"bin/two", sha256("2").hex()}, {"bin/one", sha256("1").hex()}}));
    write_file(dir.path() / "SHA512SUM",
               sums_text({{"bin/one", sha512_hex("1")}, {"bin/two", sha512_hex("2")}}));
    write_file(dir.path() / "bin/one.sha512", sum_line(sha512_hex("1"), "bin/one"));
    EXPECT_TRUE(accepted_by("sha256sum", dir.path(), "SHA256SUM"));
    EXPECT_TRUE(accepted_by("sha512sum", dir.path(), "SHA512SUM"));
    EXPECT_TRUE(accepted_by("sha512sum", dir.path(), "bin/one.sha512"));
    write_file(dir.path() / "bin/two", "other");
    EXPECT_FALSE(accepted_by("sha256sum", dir.path(), "SHA256SUM"));
}
