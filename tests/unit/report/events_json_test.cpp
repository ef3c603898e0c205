#include "report/events_json.h"

#include "base/text.h"
#include "golden.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <thread>
#include <vector>

using namespace verbatim;

namespace {
const std::vector<Event> events = {
    {Event::Kind::started, "build a", "", 0, 0, "", {}},
    {Event::Kind::progress, "https://example.com/a.zip", "", 10, 70, "bytes", {}},
    {Event::Kind::progress, "https://example.com/b.zip", "", 10, 0, "bytes", {}},
    {Event::Kind::note, "https://example.com/a.zip", "tried again", 0, 0, "", {}},
    {Event::Kind::finished, "build a", "done", 0, 0, "", std::chrono::milliseconds(12300)},
    {Event::Kind::finished, "build b", "done", 0, 0, "", std::chrono::milliseconds(12300),
     std::chrono::milliseconds(180000), true},
    {Event::Kind::note, test::hostile, test::hostile, 0, 0, "", {}}};
}  // namespace

TEST(EventsJson, AreOneRecordALine) {
    std::string text;
    for (const Event& event : events) text += event_json(event);
    test::expect_golden("events.json", text);
    test::expect_harmless(text);
    const auto lines = split(text, '\n');
    ASSERT_EQ(lines.size(), events.size() + 1);
    for (std::size_t i = 0; i < events.size(); ++i)
        EXPECT_EQ(nlohmann::json::parse(lines[i])["format"], "verbatim.event/1");
}

TEST(EventsJson, AreWholeLinesWhicheverThreadTheyComeFrom) {
    const TemporaryDirectory dir(std::filesystem::temp_directory_path());
    const auto file = dir.path() / "events";
    {
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "w"),
                                                                     &std::fclose);
        EventLines lines(stream.get());
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 100; ++i) lines(events[0]);
            });
        for (std::thread& thread : threads) thread.join();
    }
    std::string expected;
    for (int i = 0; i < 400; ++i) expected += event_json(events[0]);
    EXPECT_EQ(read_file(file), expected);
}
