#include "pin/sum_database.h"

#include "expect.h"
#include "test_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim {
namespace {

using test::thrown_by;
using testing::HasSubstr;

// A database of a log, and of who stands between: `twist` changes an answer.
struct Served {
    test::Signer signer{"example.test/sum"};
    test::TestLog log = test::test_log(600);
    std::size_t latest = 600, at_look_up = 300;
    std::vector<std::string> asked;
    std::function<void(const std::string& path, std::optional<std::string>& body)> twist;

    std::optional<std::string> get(const std::string& path) {
        asked.push_back(path);
        std::optional<std::string> body;
        if (path == "latest") body = signer.note(log.head(latest));
        if (path.starts_with("tile/")) body = log.tile(path, latest);
        if (path.starts_with("lookup/example.test/m")) {
            const std::size_t index = std::stoul(path.substr(21));
            body = std::to_string(index) + "\n" + log.records.at(index) + "\n" +
                   signer.note(log.head(at_look_up));
        }
        if (twist) twist(path, body);
        return body;
    }
    SumDatabase::Get getter() {
        return [this](const std::string& path) { return get(path); };
    }
    SumDatabase::Sum look_up(const std::string& kept = {}, std::size_t index = 17) {
        SumDatabase database(parse_note_key(signer.verifier()), kept, getter());
        return database.look_up("example.test/m" + std::to_string(index), "v1.0.0");
    }
    static std::string h1(std::size_t index) {
        return "h1:" + test::base64(test::raw(sha256("example.test/m" + std::to_string(index) + " v1.0.0")));
    }
};

TEST(SumDatabase, GivesTheHashOfARecordThatIsInItsTree) {
    Served served;
    for (const std::size_t index : {0U, 17U, 255U, 256U, 299U}) {
        const SumDatabase::Sum sum = served.look_up("", index);
        EXPECT_EQ(sum.h1, Served::h1(index));
        EXPECT_EQ(sum.index, index);
    }
}

TEST(SumDatabase, TakesAnAnswerThatIsNewerThanTheLatestHead) {
    Served served;
    served.latest = 600;
    served.at_look_up = 600;
    served.twist = [&](const std::string& path, std::optional<std::string>& body) {
        if (path == "latest") body = served.signer.note(served.log.head(257));
    };
    EXPECT_EQ(served.look_up("", 599).h1, Served::h1(599));
}

TEST(SumDatabase, KeepsTheNewestHead) {
    Served served;
    SumDatabase database(parse_note_key(served.signer.verifier()), "", served.getter());
    EXPECT_EQ(database.newest_note(), "");
    (void)database.look_up("example.test/m1", "v1.0.0");
    EXPECT_EQ(database.newest_note(), served.signer.note(served.log.head(600)));
    EXPECT_EQ(database.newest().size, 600U);
    for (const std::size_t before : {0U, 1U, 256U, 300U, 512U, 599U, 600U})
        EXPECT_EQ(served.look_up(served.signer.note(served.log.head(before))).h1, Served::h1(17)) << before;
    // A mirror that is behind is no liar.
    served.latest = 400;
    served.twist = [&](const std::string& path, std::optional<std::string>& body) {
        if (path.starts_with("tile/")) body = served.log.tile(path, 600);
    };
    EXPECT_EQ(served.look_up(served.signer.note(served.log.head(600))).h1, Served::h1(17));
}

TEST(SumDatabase, ThatForkedIsFoundOut) {
    Served other;
    other.log.records[3] = "example.test/m3 v1.0.0 h1:" + test::base64(std::string(32, 'x')) + "\n";
    for (const std::size_t before : {4U, 299U, 600U}) {
        Served served;
        const std::string kept = served.signer.note(served.log.head(before));
        const Error error = thrown_by([&] { return other.look_up(kept); });
        EXPECT_EQ(error.kind(), Failure::mismatch);
        EXPECT_THAT(error.message(), HasSubstr("contradicts itself")) << before;
        EXPECT_THAT(error.render(), HasSubstr("go.sum database tree")) << before;
    }
    // Its answer is of another tree than its latest head.
    Served served;
    served.twist = [&](const std::string& path, std::optional<std::string>& body) {
        if (path.starts_with("lookup/"))
            body = "3\n" + other.log.records[3] + "\n" + served.signer.note(other.log.head(300));
    };
    EXPECT_THAT(thrown_by([&] { return served.look_up("", 3); }).message(), HasSubstr("contradicts itself"));
    served.twist = [&](const std::string& path, std::optional<std::string>& body) {
        if (path.starts_with("lookup/"))
            body = "3\n" + other.log.records[3] + "\n" + served.signer.note(served.log.head(300));
    };
    EXPECT_THAT(thrown_by([&] { return served.look_up("", 3); }).message(),
                HasSubstr("is not in the checksum"));
}

TEST(SumDatabase, RefusesEveryFlippedBitOfEveryAnswer) {
    Served first;
    const std::string kept = first.signer.note(first.log.head(100));
    (void)first.look_up(kept);
    std::map<std::string, std::string> answers;  // made once: signing and hashing would take all the time
    for (const std::string& path : std::vector(first.asked)) answers[path] = first.get(path).value();
    const NoteKey key = parse_note_key(first.signer.verifier());
    std::size_t flipped = 0;
    for (auto& [path, answer] : answers) {
        // Every bit of texts; of tiles, bits of every hash.
        for (std::size_t bit = 0; bit < answer.size() * 8; bit += path.starts_with("tile/") ? 61 : 1) {
            const char whole = answer[bit / 8];
            answer[bit / 8] = static_cast<char>(whole ^ (1 << (bit % 8)));
            SumDatabase database(key, kept, [&](const std::string& asked) {
                const auto known = answers.find(asked);
                return known != answers.end() ? known->second : first.get(asked);
            });
            EXPECT_THROW((void)database.look_up("example.test/m17", "v1.0.0"), Error)
                << path << " bit " << bit;
            answer[bit / 8] = whole;
            ++flipped;
        }
    }
    EXPECT_GT(flipped, 4000U);
    const auto whole = [&](const std::string& asked) { return std::optional(answers.at(asked)); };
    EXPECT_EQ(SumDatabase(key, kept, whole).look_up("example.test/m17", "v1.0.0").h1, Served::h1(17));
}

TEST(SumDatabase, RefusesAnswersThatAreCutOffOrAbsurd) {
    Served first;
    (void)first.look_up();
    const std::vector<std::string> paths = first.asked;
    ASSERT_GE(paths.size(), 3U);
    for (const std::string& target : paths) {
        const std::string whole = first.get(target).value();
        std::vector<std::string> bodies{"",
                                        "\n",
                                        "\n\n",
                                        "0",
                                        whole + whole,
                                        whole + "\n",
                                        std::string(2'000'000, '\n'),
                                        std::string(whole.size(), '\xff'),
                                        "99999999999999999999\n\n\n"};
        for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 50)
            bodies.push_back(whole.substr(0, size));
        for (const std::string& body : bodies) {
            Served served;
            served.log = first.log;
            served.twist = [&](const std::string& path, std::optional<std::string>& answer) {
                if (path == target) answer = body;
            };
            EXPECT_THROW((void)served.look_up(), Error) << target << " as " << body.substr(0, 30);
        }
        Served served;
        served.twist = [&](const std::string& path, std::optional<std::string>& answer) {
            if (path == target) answer.reset();
        };
        if (target.find(".p/") == std::string::npos) {
            EXPECT_EQ(thrown_by([&] { return served.look_up(); }).kind(), Failure::unavailable) << target;
        }
    }
}

TEST(SumDatabase, TakesAFullTileForAPartialOneThatIsGone) {
    Served served;
    served.latest = 300;
    served.twist = [&](const std::string& path, std::optional<std::string>& body) {
        if (path.starts_with("tile/8/0/001.p/")) body.reset();
        if (path == "tile/8/0/001") body = served.log.tile(path, 600);
    };
    EXPECT_EQ(served.look_up("", 270).h1, Served::h1(270));
}

TEST(SumDatabase, RefusesARecordOfSomethingElse) {
    Served served;
    served.twist = [&](const std::string& path, std::optional<std::string>& body) {
        if (path == "lookup/example.test/m17@v1.0.0") body = served.get("lookup/example.test/m18@v1.0.0");
    };
    EXPECT_THAT(thrown_by([&] { return served.look_up(); }).message(),
                HasSubstr("record is not of example.test/m17@v1.0.0"));
}

TEST(SumDatabase, AsksForUpperCaseAsProxiesDo) {
    Served served;
    SumDatabase database(parse_note_key(served.signer.verifier()), "", served.getter());
    EXPECT_EQ(thrown_by([&] { return database.look_up("example.test/Upper", "v1.0.0-RC1"); }).kind(),
              Failure::unavailable);
    EXPECT_EQ(served.asked.back(), "lookup/example.test/!upper@v1.0.0-!r!c1");
}

TEST(SumRecord, HasTheExactLineOnce) {
    const std::string h1 = "h1:" + test::base64(std::string(32, 'x'));
    EXPECT_EQ(h1_in_record("m v1 " + h1 + "\nm v1/go.mod " + h1 + "\n", "m", "v1"), h1);
    for (const std::string& record :
         {"m v1/go.mod " + h1 + "\n", "m v1 " + h1 + "\nm v1 " + h1 + "\n", "xm v1 " + h1 + "\n",
          "m v1 " + h1 + " \n", std::string("m v1 h1:\n"), std::string("m v1 h2:aaaa\n"), "m v1 " + h1})
        EXPECT_THROW((void)h1_in_record(record, "m", "v1"), Error) << record;
}

}  // namespace
}  // namespace verbatim
