#include "report/progress.h"

#include "golden.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace fs = std::filesystem;
using namespace verbatim;
using testing::HasSubstr;
using testing::Not;

namespace {

Event event(Event::Kind kind, const std::string& subject, const std::string& text = {}) {
    Event one;
    one.kind = kind;
    one.subject = subject;
    one.text = text;
    one.elapsed = std::chrono::milliseconds(12300);
    return one;
}

struct ProgressTest : testing::Test {
    TemporaryDirectory dir{fs::temp_directory_path()};
    fs::path file = dir.path() / "out";
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream{std::fopen(file.c_str(), "w"), &std::fclose};

    Progress::Options options(bool live) const {
        Progress::Options options;
        options.stream = stream.get();
        options.live = live;
        return options;
    }
    // What was written, as soon as it holds `text`; all of it after a minute.
    std::string written_with(const std::string& text) const {
        for (int i = 0; i < 600; ++i) {
            if (const std::string now = read_file(file); now.find(text) != std::string::npos) return now;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return read_file(file);
    }
    // The lines that a terminal shows after all that was written.
    std::vector<std::string> screen() const {
        std::vector<std::string> lines(1);
        std::size_t row = 0;
        const std::string text = read_file(file);
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text.compare(i, 4, "\x1b[1A") == 0) {
                row = row > 0 ? row - 1 : 0;
                i += 3;
            } else if (text.compare(i, 4, "\x1b[2K") == 0) {
                lines[row].clear();
                i += 3;
            } else if (text[i] == '\n') {
                if (++row == lines.size()) lines.emplace_back();
            } else {
                lines[row] += text[i];
            }
        }
        lines.resize(row + 1);
        return lines;
    }
};

}  // namespace

TEST_F(ProgressTest, ElsewhereThanOnATerminalWritesPlainLines) {
    {
        Progress progress(options(false));
        progress(event(Event::Kind::started, "build a"));
        progress(event(Event::Kind::note, "https://example.com", "tried again"));
        progress(event(Event::Kind::finished, "build a", "done"));
        progress(event(Event::Kind::finished, "build b", "from the store"));
        progress(event(Event::Kind::finished, "build c", "failed"));
    }
    EXPECT_EQ(read_file(file),
              "started   build a\nnote      https://example.com: tried again\n"
              "done      build a  12.3 s\nfailed    build c  12.3 s\n");
}

TEST_F(ProgressTest, ElsewhereThanOnATerminalAHeartbeatTellsWhatStillRuns) {
    Progress::Options quick = options(false);
    quick.heartbeat = std::chrono::seconds(0);
    quick.total = 15;
    Progress progress(quick);
    progress(event(Event::Kind::started, "build a"));
    EXPECT_THAT(written_with("running   "), HasSubstr("running   build a · 0 of 15 done · 1 running · "));
}

TEST(RemainingTime, IsRoundedAsAnEstimateIs) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    EXPECT_EQ(remaining_text(seconds(170), false), "about 3 min left");
    EXPECT_EQ(remaining_text(seconds(170), true), "at least 3 min left");
    EXPECT_EQ(remaining_text(seconds(31), false), "about 40 s left");
    EXPECT_EQ(remaining_text(milliseconds(300), false), "less than 10 s left");
    EXPECT_EQ(remaining_text(seconds(3), true), "at least 3 s left");
    EXPECT_EQ(remaining_text(seconds(2 * 3600 + 25 * 60), false), "about 2 h 20 min left");
    EXPECT_EQ(remaining_text(seconds(0), false), "") << "it takes longer than ever before: nobody knows";
    EXPECT_EQ(remaining_text(seconds(-5), true), "");
}

TEST_F(ProgressTest, HeartbeatAndLiveLinesTellTheRemainingTimeWhereItIsKnown) {
    for (const bool live : {false, true}) {
        Progress::Options quick = options(live);
        quick.heartbeat = std::chrono::seconds(0);
        Progress progress(quick);
        Event started = event(Event::Kind::started, "build a");
        started.remaining = std::chrono::minutes(live ? 9 : 5);
        progress(started);
        const std::string expected = live ? " · about 9 min left" : " · about 5 min left";
        EXPECT_THAT(written_with(expected), HasSubstr(expected));
    }
}

TEST_F(ProgressTest, OnATerminalLiveLinesTellWhatRunsAndAreGoneAtTheEnd) {
    {
        Progress progress(options(true));
        progress.set_total(3);
        progress(event(Event::Kind::started, "build a"));
        progress(event(Event::Kind::started, "build b"));
        EXPECT_THAT(written_with("2 running"), HasSubstr("0 of 3 done · 2 running"));
        progress(event(Event::Kind::finished, "build a", "done"));
        (void)written_with("1 of 3 done · 1 running");
    }
    EXPECT_EQ(screen(), (std::vector<std::string>{"done      build a  12.3 s", ""}));
}

TEST_F(ProgressTest, LiveLinesAreFewAndNeverWrap) {
    Progress::Options narrow = options(true);
    narrow.columns = 20;
    {
        Progress progress(narrow);
        for (int i = 0; i < 20; ++i)
            progress(event(Event::Kind::started, "build 漢字 with a long name " + std::to_string(i)));
        (void)written_with("0 done");
        std::string text = read_file(file);
        text.resize(text.find('\x1b') == std::string::npos ? text.size() : text.find('\x1b'));
        std::size_t lines = 0;
        for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
            EXPECT_LT(display_width(text.substr(at, end - at)), 20U);
            ++lines;
        }
        EXPECT_GE(lines, 2U);
        EXPECT_LE(lines, 8U);
    }
    EXPECT_EQ(screen(), std::vector<std::string>{""});
}

TEST_F(ProgressTest, ShowsHostileNamesWithoutTheirControlBytes) {
    {
        Progress progress(options(false));
        progress(event(Event::Kind::started, test::hostile));
        progress(event(Event::Kind::note, test::hostile, test::hostile));
        progress(event(Event::Kind::finished, test::hostile, test::hostile));
    }
    test::expect_harmless(read_file(file));
}

TEST_F(ProgressTest, TakesEventsFromManyThreads) {
    {
        Progress progress(options(false));
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i) {
                    const std::string name = std::to_string(t) + "-" + std::to_string(i);
                    progress(event(Event::Kind::started, name));
                    progress(event(Event::Kind::finished, name, "done"));
                }
            });
        for (std::thread& thread : threads) thread.join();
    }
    const std::string text = read_file(file);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 400);
}

TEST_F(ProgressTest, QuietWritesNothing) {
    Progress::Options quiet = options(false);
    quiet.quiet = true;
    {
        Progress progress(quiet);
        progress(event(Event::Kind::started, "build a"));
        progress(event(Event::Kind::finished, "build a", "failed"));
    }
    EXPECT_EQ(read_file(file), "");
}
