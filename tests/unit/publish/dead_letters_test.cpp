#include "publish/dead_letters.h"

#include "base/files.h"
#include "expect.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace fs = std::filesystem;
using namespace verbatim;

namespace {

struct DeadLetters : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path(), "verbatim-letters-"};
    fs::path file = dir.path() / "letters";
};

DeadLetter letter(const std::string& id, const std::string& webhook = "https://example.org/a") {
    return {webhook, {"night", id, "{\"a\": \"\\u00e4\"}\n"}, "it answered 500", 5, 1700000000};
}

std::vector<std::string> ids(const DeadLetterFile& letters) {
    std::vector<std::string> all;
    for (const DeadLetter& one : letters.letters) all.push_back(one.notice.id);
    return all;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_F(DeadLetters, AreReadAsTheyWereKept) {
    keep_dead_letters(file, {letter("1")});
    keep_dead_letters(file, {letter("2"), letter("3")});
    const DeadLetterFile read = read_dead_letters(file);
    EXPECT_EQ(ids(read), (Ids{"1", "2", "3"}));
    EXPECT_TRUE(read.unread.empty());
    const DeadLetter& first = read.letters[0];
    EXPECT_EQ(first.webhook, "https://example.org/a");
    EXPECT_EQ(first.notice.event, "night");
    EXPECT_EQ(first.notice.body, letter("1").notice.body);
    EXPECT_EQ(first.why, "it answered 500");
    EXPECT_EQ(first.tries, 5);
    EXPECT_EQ(first.since, 1700000000);
}

TEST_F(DeadLetters, AreForTheirOwnerAloneAndLeaveNothingBesideThem) {
    keep_dead_letters(file, {letter("1")});
    struct stat info{};
    ASSERT_EQ(stat(file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), {}), 1);
}

TEST_F(DeadLetters, ThatWereDeliveredGoAndOthersStay) {
    keep_dead_letters(file, {letter("1"), letter("2"), letter("3")});
    DeadLetter again = letter("2");
    again.tries = 9;
    keep_dead_letters(file, {letter("4")});  // by another process, meanwhile
    settle_dead_letters(file, {letter("1"), letter("3", "https://example.org/other")}, {again});
    const DeadLetterFile read = read_dead_letters(file);
    EXPECT_EQ(ids(read), (Ids{"2", "3", "4"}));
    EXPECT_EQ(read.letters[0].tries, 9);
    settle_dead_letters(file, {letter("2"), letter("3"), letter("4")}, {});
    EXPECT_FALSE(fs::exists(file));
    EXPECT_TRUE(read_dead_letters(file).letters.empty());
}

TEST_F(DeadLetters, LinesThatAreNoneAreNamedAndStay) {
    keep_dead_letters(file, {letter("1")});
    const std::string good = read_file(file);
    write_file(file, "no JSON\n" + good +
                         "{\"format\": \"verbatim.dead-letter/1\", \"webhook\": 7}\n[1]\n{\"cut off");
    const DeadLetterFile read = read_dead_letters(file);
    EXPECT_EQ(ids(read), Ids{"1"});
    EXPECT_EQ(read.unread, (std::vector<std::size_t>{1, 3, 4, 5}));
    keep_dead_letters(file, {letter("2")});
    EXPECT_EQ(ids(read_dead_letters(file)), (Ids{"1", "2"}));
    EXPECT_TRUE(read_file(file).starts_with("no JSON\n"));
}

TEST_F(DeadLetters, AFileThatIsLargeIsMadeNoLarger) {
    write_file(file, std::string((64U << 20U) - 10, 'x') + "\n");
    const Error error = test::thrown_by([&] { keep_dead_letters(file, {letter("1")}); });
    EXPECT_EQ(error.kind(), Failure::store);
    EXPECT_TRUE(read_dead_letters(file).letters.empty());
}

TEST_F(DeadLetters, OfSeveralProcessesAtATimeAllAreKept) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 5; ++i) keep_dead_letters(file, {letter(std::to_string(10 * t + i))});
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(read_dead_letters(file).letters.size(), 20U);
}

TEST_F(DeadLetters, WhoeverIsKilledLeavesWholeLines) {
    std::size_t before = 0;
    for (int round = 0; round < 15; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            for (int i = 0;; ++i) keep_dead_letters(file, {letter(std::to_string(i))});
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(7 * round));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        if (!fs::exists(file)) continue;
        EXPECT_TRUE(read_file(file).ends_with("}\n"));
        const DeadLetterFile read = read_dead_letters(file);
        EXPECT_TRUE(read.unread.empty());
        EXPECT_GE(read.letters.size(), before) << "a letter is lost";
        before = read.letters.size();
    }
    EXPECT_GT(before, 0U);
}
