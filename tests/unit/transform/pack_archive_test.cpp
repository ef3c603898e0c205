#include "transform/pack_archive.h"

#include "base/files.h"
#include "base/process.h"
#include "environment.h"
#include "expect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <clocale>
#include <ctime>
#include <thread>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;

namespace {

constexpr std::int64_t time_of_members = 1700000001;  // 2023-11-14 22:13:21 UTC

std::string output_of(std::vector<std::string> argv) {
    ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.environment = {{"PATH", std::getenv("PATH")}, {"LC_ALL", "C.UTF-8"}, {"TZ", "UTC"}};
    std::string said;
    spec.on_output = [&](std::string_view piece) { said += piece; };
    EXPECT_TRUE(run_process(spec).succeeded()) << said;
    return said;
}

struct Packing : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-archive-"};
    Store store{dir.path() / "store"};

    // As tests/support/hand_made_archive.py has it.
    Digest sample() {
        const std::string folder(90, 'd');
        std::string text;
        for (int i = 0; i < 100; ++i) text += "text\n";
        TreeBuilder tree(store);
        tree.add_symlink("bin/link", "etcd");
        tree.add_file("bin/etcd", "etcd\n", true);
        tree.add_file("\xc3\xa4", "umlaut");
        tree.add_directory("empty");
        tree.add_file(folder + "/" + std::string(90, 'f'), "long");
        tree.add_file("LICENSES/a", text);
        tree.add_file("LICENSES-b", "");
        return tree.finish();
    }
    fs::path packed(const Digest& tree, const std::string& name, std::int64_t mtime = time_of_members) {
        const Digest made = pack_archive(tree, *archive_format_of(name), name, mtime, store);
        const auto files = store.files(made);
        EXPECT_EQ(files.size(), 1U);
        EXPECT_EQ(files.at(name).kind, TreeEntry::Kind::file);
        EXPECT_EQ(files.at(name).size, fs::file_size(store.blob_path(files.at(name).digest)));
        fs::copy_file(store.blob_path(files.at(name).digest), dir.path() / name,
                      fs::copy_options::overwrite_existing);
        return dir.path() / name;
    }
    fs::path by_hand(const std::string& name) {
        output_of({"python3", TEST_SUPPORT "/hand_made_archive.py", (dir.path() / name).string()});
        return dir.path() / name;
    }
    Digest tree_of(const std::string& path, const std::string& content = "x") {
        TreeBuilder tree(store);
        tree.add_file(path, content);
        return tree.finish();
    }
    std::string as_python_reads(const fs::path& archive) {
        return output_of({"python3", TEST_SUPPORT "/read_archive.py", archive.string()});
    }
    Error refusal(const Digest& tree, const std::string& name, std::int64_t mtime = 0) {
        return test::thrown_by([&] { return packed(tree, name, mtime); });
    }
};

struct EveryFormat : Packing, testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat, testing::Values("a.tar.gz", "a.zip"));

}  // namespace

TEST(ArchiveFormat, IsToldByTheName) {
    EXPECT_EQ(archive_format_of("etcd-linux-amd64-v3.6.12.tar.gz"), ArchiveFormat::tar_gz);
    EXPECT_EQ(archive_format_of("a.tgz"), ArchiveFormat::tar_gz);
    EXPECT_EQ(archive_format_of("a.zip"), ArchiveFormat::zip);
    EXPECT_EQ(archive_format_of("a.tar"), std::nullopt);
    EXPECT_EQ(archive_format_of("zip"), std::nullopt);
}

// The digests are of archives that were made without libarchive; a change of any bit is a change of the
// format.
TEST_F(Packing, TarHasTheBitsOfOneMadeByHand) {
    const std::string made = read_file(packed(sample(), "a.tar.gz"));
    EXPECT_TRUE(made == read_file(by_hand("hand.tar.gz")));
    EXPECT_EQ(sha256(made).hex(), "57d0d7e6fc25ef1ca3f3facb807a5be0ba95848de8f90e56e77bcc7e9b0824fa");
    const std::string unpacked = output_of({"gzip", "-dc", (dir.path() / "a.tar.gz").string()});
    EXPECT_TRUE(unpacked == read_file(by_hand("hand.tar")));
    EXPECT_EQ(sha256(unpacked).hex(), "f7bf8f90173753ecc527fb96a83bb17ef4a90d575cf651dfb1965e036d87f289");
}

TEST_F(Packing, ZipHasTheBitsOfOneMadeByHand) {
    const std::string made = read_file(packed(sample(), "a.zip"));
    EXPECT_TRUE(made == read_file(by_hand("hand.zip")));
    EXPECT_EQ(sha256(made).hex(), "1f95a6ec30bb810b18dcc5ddb9f0b56da2abeea8c09d2eedbd7c8bda60d57f12");
}

TEST_P(EveryFormat, IsTheSameUnderAnyZoneLocaleUmaskFolderAndThread) {
    const std::string usual = read_file(packed(sample(), GetParam()));
    {
        const test::EnvironmentVariable zone("TZ", "Asia/Tokyo");
        ::tzset();
        const std::string locale = std::setlocale(LC_ALL, nullptr);
        std::setlocale(LC_ALL, "C");
        const ::mode_t mask = ::umask(0077);
        fs::remove(store.blob_path(sha256(usual)));
        EXPECT_EQ(read_file(packed(sample(), GetParam())), usual);
        std::setlocale(LC_ALL, "C.UTF-8");
        std::thread([&] { EXPECT_EQ(read_file(packed(sample(), GetParam())), usual); }).join();
        ::umask(mask);
        std::setlocale(LC_ALL, locale.c_str());
    }
    ::tzset();
    Store other(dir.path() / "elsewhere" / "store");
    store.materialise(sample(), dir.path() / "files", 0);
    const Digest tree = other.import_directory(dir.path() / "files");
    const Digest made = pack_archive(tree, *archive_format_of(GetParam()), "b", time_of_members, other);
    EXPECT_EQ(other.find(made, "b")->digest, sha256(usual));
}

TEST_P(EveryFormat, OfAnEmptyTreeIsAnEmptyArchive) {
    EXPECT_EQ(as_python_reads(packed(TreeBuilder(store).finish(), GetParam())), "");
}

TEST_F(Packing, PythonReadsTheTar) {
    const std::string folder(90, 'd');
    const auto line = [](const std::string& mode, const std::string& rest) {
        return mode + " 0:0:root:root 2023-11-14T22:13:21 " + rest + "\n";
    };
    EXPECT_EQ(as_python_reads(packed(sample(), "a.tar.gz")),
              line("file 0644", "0 LICENSES-b ") + line("folder 0755", "0 LICENSES ") +
                  line("file 0644", "500 LICENSES/a text") + line("folder 0755", "0 bin ") +
                  line("file 0755", "5 bin/etcd etcd") + line("link 0777", "0 bin/link etcd") +
                  line("folder 0755", "0 " + folder + " ") +
                  line("file 0644", "4 " + folder + "/" + std::string(90, 'f') + " long") +
                  line("folder 0755", "0 empty ") + line("file 0644", "6 \xc3\xa4 umlaut"));
}

TEST_F(Packing, PythonReadsTheZip) {
    const std::string folder(90, 'd');
    const auto line = [](const std::string& mode, const std::string& rest) {
        return mode + " - 2023-11-14T22:13:20 " + rest + "\n";
    };
    EXPECT_EQ(as_python_reads(packed(sample(), "a.zip")),
              line("file 0644", "0 LICENSES-b ") + line("folder 0755", "0 LICENSES/ ") +
                  line("file 0644", "500 LICENSES/a text") + line("folder 0755", "0 bin/ ") +
                  line("file 0755", "5 bin/etcd etcd") + line("link 0777", "4 bin/link etcd") +
                  line("folder 0755", "0 " + folder + "/ ") +
                  line("file 0644", "4 " + folder + "/" + std::string(90, 'f') + " long") +
                  line("folder 0755", "0 empty/ ") + line("file 0644", "6 \xc3\xa4 umlaut"));
}

TEST_F(Packing, GnuTarUnpacksWhatWasPacked) {
    const std::string deep = std::string(200, 'd') + "/" + std::string(200, 'e') + "/" + std::string(90, 'f');
    TreeBuilder tree(store);
    tree.add_tree("sample", sample());
    tree.add_file(deep, "deep");
    tree.add_symlink("far", std::string(300, 't'));
    const Digest all = tree.finish();
    fs::create_directories(dir.path() / "out");
    output_of({"tar", "-xzf", packed(all, "a.tar.gz").string(), "-C", (dir.path() / "out").string()});
    EXPECT_EQ(store.import_directory(dir.path() / "out"), all);
    struct stat info{};
    ASSERT_EQ(::stat((dir.path() / "out" / deep).c_str(), &info), 0);
    EXPECT_EQ(info.st_mtime, time_of_members);
}

TEST_F(Packing, UnzipUnpacksWhatWasPacked) {
    const Digest all = sample();
    fs::create_directories(dir.path() / "out");
    output_of({"unzip", "-q", packed(all, "a.zip").string(), "-d", (dir.path() / "out").string()});
    EXPECT_EQ(store.import_directory(dir.path() / "out"), all);
    struct stat info{};
    ASSERT_EQ(::stat((dir.path() / "out/bin/etcd").c_str(), &info), 0);
    EXPECT_EQ(info.st_mtime, time_of_members) << "of the extra field, which has odd seconds too";
}

TEST_F(Packing, ATimeBefore1980IsTheFirstThatAZipHolds) {
    EXPECT_THAT(as_python_reads(packed(tree_of("a"), "a.zip", 0)), HasSubstr("1980-01-01T00:00:00"));
    EXPECT_THAT(as_python_reads(packed(tree_of("a"), "a.zip", 951782399)), HasSubstr("2000-02-28T23:59:58"));
    EXPECT_THAT(as_python_reads(packed(tree_of("a"), "a.zip", (1LL << 31) - 1)),
                HasSubstr("2038-01-19T03:14:06"));
}

TEST_F(Packing, ATimeThatTheFormatCannotHoldIsRefused) {
    EXPECT_THAT(refusal(tree_of("a"), "a.zip", 1LL << 31).message(), HasSubstr("2147483648"));
    EXPECT_EQ(refusal(tree_of("a"), "a.zip", -1).kind(), Failure::definition);
    EXPECT_EQ(refusal(tree_of("a"), "a.tar.gz", 1LL << 33).kind(), Failure::definition);
    EXPECT_THAT(as_python_reads(packed(tree_of("a"), "a.tar.gz", (1LL << 33) - 1)),
                HasSubstr("2242-03-16T12:56:31"));
}

TEST_F(Packing, NamesThatAZipCannotHoldAreRefused) {
    for (const char* name : {"a\\b", "a\nb"}) {
        EXPECT_THAT(refusal(tree_of("folder/x"), "../a.zip").message(), HasSubstr("../a.zip"));
        Tree tree;
        tree.entries.push_back({name, TreeEntry::Kind::file, store.put("x"), 1});
        const Digest made = store.put_tree(tree);
        EXPECT_EQ(refusal(made, "a.zip").kind(), Failure::definition);
        EXPECT_THAT(as_python_reads(packed(made, "a.tar.gz")), HasSubstr(name));
    }
}

TEST_P(EveryFormat, NamesThatAreNotUtf8AreRefused) {
    Tree tree;
    tree.entries.push_back({"caf\xe9", TreeEntry::Kind::file, store.put("x"), 1});
    const Error error = refusal(store.put_tree(tree), GetParam());
    EXPECT_EQ(error.kind(), Failure::definition);
    EXPECT_THAT(error.render(),
                testing::AllOf(HasSubstr("caf\\xe9"), HasSubstr(GetParam()), HasSubstr("next:")));
}

TEST_P(EveryFormat, ABlobThatIsNotWhatItWasIsNeverPacked) {
    const Digest tree = tree_of("a", "content");
    const fs::path blob = store.blob_path(sha256("content"));
    for (const char* damage : {"CONTENT", "conten", "content and more", ""}) {
        fs::remove(blob);
        write_file(blob, damage);
        EXPECT_EQ(refusal(tree, GetParam()).kind(), Failure::damaged) << damage;
    }
    fs::remove(blob);
    const Error error = refusal(tree, GetParam());
    EXPECT_EQ(error.kind(), Failure::damaged);
    EXPECT_THAT(error.message(), HasSubstr("missing"));
    EXPECT_TRUE(fs::is_empty(dir.path() / "store/tmp")) << "nothing is left behind";
}

// As a tree has it that says so and a blob that does not: 8 TiB of zeros would fill any disk.
TEST_P(EveryFormat, WhatIsMissingIsNotFilledUp) {
    Tree tree;
    tree.entries.push_back({"a", TreeEntry::Kind::file, store.put("x"), 1ULL << 43U});
    EXPECT_EQ(refusal(store.put_tree(tree), GetParam()).kind(), Failure::damaged);
}

TEST_P(EveryFormat, OfManyPiecesIsReadBackWhole) {
    std::string content;
    for (int i = 0; content.size() < 300'000; ++i) content += std::to_string(i * i) + "\n";
    const fs::path file = packed(tree_of("big", content), GetParam());
    fs::create_directories(dir.path() / "out");
    const std::string out = (dir.path() / "out").string();
    if (file.extension() == ".zip")
        output_of({"unzip", "-q", file.string(), "-d", out});
    else
        output_of({"tar", "-xzf", file.string(), "-C", out});
    EXPECT_TRUE(read_file(dir.path() / "out/big") == content);
}
