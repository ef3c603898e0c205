#include "patch/binary.h"

#include "memory_repository.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace verbatim;
using namespace verbatim::patch;
using test::MemoryRepository;
using testing::HasSubstr;

namespace {

const std::string binary_head =
    "diff --git a/blob b/blob\n"
    "index OLD..NEW 100644\n"
    "GIT binary patch\n";

std::string bytes() {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    return all;
}

std::string text_of(std::string diff, const std::string& old_content, const std::string& new_content) {
    diff.replace(diff.find("OLD"), 3, git::object_id(git::Type::blob, old_content));
    diff.replace(diff.find("NEW"), 3, git::object_id(git::Type::blob, new_content));
    return diff;
}

// "hello\n" by Python's zlib.compress and base64.b85encode.
const std::string hello = "literal 6\nNc$~{f&B@8<0ssh00v`YX\n\n";

}  // namespace

TEST(Binary, TheAlphabetIsRfc1924sAndTheValueOfAGroupIsBounded) {
    // base64.b85encode(b"\0\1\2\3") and of 0xffffffff, by Python.
    EXPECT_EQ(base85("009C6", 4), std::string("\0\1\2\3", 4));
    EXPECT_EQ(base85("|NsC0", 4), "\xff\xff\xff\xff");
    EXPECT_EQ(base85("|NsC0", 2), "\xff\xff");
    EXPECT_FALSE(base85("|NsC1", 4));
    EXPECT_FALSE(base85("~~~~~", 4));
    EXPECT_FALSE(base85("009 6", 4));
    EXPECT_FALSE(base85("009C", 4));
}

TEST(Binary, AClaimThatIsTooSmallOrTooGreatIsNoticed) {
    // zlib.compress(b"hello\n")
    const std::string stream("\x78\x9c\xcb\x48\xcd\xc9\xc9\xe7\x02\x00\x08\x4b\x02\x1f", 14);
    EXPECT_EQ(inflated(stream, 6), "hello\n");
    EXPECT_FALSE(inflated(stream, 5));
    EXPECT_FALSE(inflated(stream, 7));
    EXPECT_FALSE(inflated(stream.substr(0, 13), 6));
    EXPECT_FALSE(inflated("", 0));
}

TEST(Binary, ALiteralReplacesTheContent) {
    MemoryRepository repository;
    const auto files =
        repository.patched({{"blob", {bytes()}}}, text_of(binary_head + hello, bytes(), "hello\n"));
    EXPECT_EQ(files.at("blob").content, "hello\n");
}

TEST(Binary, ItAppliesToNothingButTheContentItWasMadeFor) {
    MemoryRepository repository;
    const std::string diff = text_of(binary_head + hello, bytes(), "hello\n");
    EXPECT_THAT(repository.refusal({{"blob", {"other"}}}, diff).reason, HasSubstr("the binary patch is for"));
    EXPECT_TRUE(repository.refusal({{"blob", {"hello\n"}}}, diff).applied_already);
    EXPECT_THAT(repository.error({{"blob", {bytes()}}}, text_of(binary_head + hello, bytes(), "hello")),
                HasSubstr("another id"));
}

TEST(Binary, WithoutWholeIdsItIsRefused) {
    MemoryRepository repository;
    std::string diff = text_of(binary_head + hello, bytes(), "hello\n");
    diff.erase(diff.find("..") - 1, 1);
    EXPECT_THAT(repository.error({{"blob", {bytes()}}}, diff), HasSubstr("whole object ids"));
}

TEST(Binary, ContentThatTheRepositoryHasNeedsNoData) {
    MemoryRepository repository;
    const std::string diff =
        text_of("diff --git a/blob b/blob\nindex OLD..NEW 100644\nBinary files a/blob and b/blob differ\n",
                bytes(), "hello\n");
    EXPECT_THAT(repository.error({{"blob", {bytes()}}}, diff), HasSubstr("but not how"));
    repository.add(git::Type::blob, "hello\n");
    EXPECT_EQ(repository.patched({{"blob", {bytes()}}}, diff).at("blob").content, "hello\n");
}

TEST(Binary, CorruptDataIsRefusedAtItsLine) {
    const auto refusal = [](const std::string& data) {
        return test::thrown_by([&] { return parse_diff(test::mail_of(binary_head + data)); }).render();
    };
    EXPECT_THAT(refusal("literal 6\n"), HasSubstr("cut short"));
    EXPECT_THAT(refusal("literal 7" + hello.substr(9)), HasSubstr("0001-change.patch:4"));
    EXPECT_THAT(refusal("literal 6\nNc$~\"f&B@8<0ssh00v`YX\n\n"), HasSubstr("0001-change.patch:5"));
    EXPECT_THAT(refusal("literal 6\nAc$~{f\n"), HasSubstr("cut short"));
    EXPECT_THAT(refusal("literal 6\nzc$~{f\n\n"), HasSubstr("no line of binary data"));
    EXPECT_THAT(refusal("literal 99999999999999999999\n" + hello.substr(10)), HasSubstr("more than"));
    EXPECT_THAT(refusal("literal 300000000\n" + hello.substr(10)), HasSubstr("more than"));
    EXPECT_THAT(refusal("something 6\n"), HasSubstr("have to stand here"));
    EXPECT_THAT(refusal(hello + "delta 9\nbad\n\n"), HasSubstr("0001-change.patch:8"));
}
