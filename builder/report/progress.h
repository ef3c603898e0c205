// Shows events while long work runs: on a terminal a few live lines that repaint in place, elsewhere plain
// lines with a heartbeat. The only place that writes while threads work.
#pragma once

#include "base/event.h"
#include "report/style.h"

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace verbatim {

// "about 3 min left", "at least 40 s left"; empty where there is nothing to say. An estimate is rounded as
// one.
std::string remaining_text(std::chrono::milliseconds time, bool at_least);

class Progress {
  public:
    struct Options {
        std::FILE* stream = stderr;
        bool live = false;   // a terminal that can move its cursor
        bool quiet = false;  // nothing at all
        int columns = 80;
        std::chrono::seconds heartbeat{30};
        std::size_t total = 0;  // actions that there are to do; 0: unknown
    };
    explicit Progress(Options options);
    ~Progress();  // takes the live lines away
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void operator()(const Event& event);
    void set_total(std::size_t total);

  private:
    using Clock = std::chrono::steady_clock;
    struct Running {
        Clock::time_point since;
        std::string detail;
    };

    void line(const std::string& text);
    void erase();
    void paint();
    void beat();
    std::string summary() const;
    std::string remaining() const;

    Options options_;
    Style style_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::map<std::string, Running> running_;
    std::map<std::string, std::string> transfers_;  // URL → "4.1 of 70.2 MB"
    std::size_t finished_ = 0;
    std::optional<std::chrono::milliseconds> remaining_;  // as it was told at remaining_told_
    bool remaining_at_least_ = false;
    Clock::time_point remaining_told_;
    int painted_ = 0;
    Clock::time_point begin_ = Clock::now(), last_line_ = Clock::now();
    std::thread thread_;
};

}  // namespace verbatim
