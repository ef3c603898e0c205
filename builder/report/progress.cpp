#include "report/progress.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::size_t live_lines = 6;

std::string amount(const Event& event) {
    if (event.unit == "bytes")
        return human_size(event.done) + (event.total > 0 ? " of " + human_size(event.total) : "");
    return event.total > 0 ? fmt::format("{} of {} {}", event.done, event.total, event.unit)
                           : fmt::format("{} {}", event.done, event.unit);
}

// A line that would wrap could not be taken away again.
std::string cut(const std::string& text, int columns) {
    return shortened(text, static_cast<std::size_t>(std::max(columns - 1, 10)));
}

}  // namespace

std::string remaining_text(std::chrono::milliseconds time, bool at_least) {
    const auto seconds = (time.count() + 999) / 1000;
    if (seconds <= 0) return {};  // it takes longer than it ever did: nobody knows
    const auto rounded_up = [](auto value, auto step) { return (value + step - 1) / step * step; };
    std::string text;
    if (seconds <= 10)
        text = at_least ? fmt::format("{} s", seconds) : "10 s";
    else if (seconds < 90)
        text = fmt::format("{} s", rounded_up(seconds, 10));
    else if (seconds < 5400)
        text = fmt::format("{} min", (seconds + 30) / 60);
    else
        text = fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60 / 10 * 10);
    return (at_least ? "at least " : seconds <= 10 ? "less than " : "about ") + text + " left";
}

Progress::Progress(Options options) : options_(options), style_(Style::of(options.stream)) {
    if (!options_.quiet) thread_ = std::thread([this] { beat(); });
}

Progress::~Progress() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
        erase();
    }
    stop_.notify_all();
    if (thread_.joinable()) thread_.join();
    std::fflush(options_.stream);
}

void Progress::set_total(std::size_t total) {
    const std::lock_guard guard(mutex_);
    options_.total = total;
}

void Progress::operator()(const Event& event) {
    if (options_.quiet) return;
    const std::lock_guard guard(mutex_);
    if (stopping_) return;
    const std::string subject = printable(event.subject);
    if (event.kind == Event::Kind::started || event.kind == Event::Kind::finished) {
        remaining_ = event.remaining;
        remaining_at_least_ = event.remaining_at_least;
        remaining_told_ = Clock::now();
    }
    switch (event.kind) {
        case Event::Kind::started:
            running_[subject] = {Clock::now(), {}};
            if (!options_.live) line("started   " + subject);
            break;
        case Event::Kind::progress:
            if (running_.contains(subject))
                running_[subject].detail = amount(event);
            else
                transfers_[subject] = amount(event);
            break;
        case Event::Kind::finished: {
            ++finished_;
            running_.erase(subject);
            transfers_.clear();
            if (event.text == "from the store") break;  // hundreds of lines that say nothing new
            const std::string text = fmt::format("{}  {}", padded(printable(event.text), 8), subject);
            line((event.text == "failed" ? style_.bad(text) : text) +
                 style_.faint("  " + human_duration(event.elapsed)));
            break;
        }
        case Event::Kind::note:
            line("note      " + subject + ": " + printable(event.text));
            break;
    }
}

void Progress::line(const std::string& text) {
    erase();
    std::fprintf(options_.stream, "%s\n", text.c_str());
    std::fflush(options_.stream);
    last_line_ = Clock::now();
}

void Progress::erase() {
    for (; painted_ > 0; --painted_) std::fputs("\x1b[1A\x1b[2K", options_.stream);
}

std::string Progress::summary() const {
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin_);
    const std::string of = options_.total > 0 ? fmt::format(" of {}", options_.total) : "";
    const std::string left = remaining();
    return fmt::format("{}{} done · {} running · {}{}", finished_, of, running_.size(),
                       human_duration(elapsed), left.empty() ? "" : " · " + left);
}

std::string Progress::remaining() const {
    if (!remaining_) return {};
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - remaining_told_);
    return remaining_text(*remaining_ - since, remaining_at_least_);
}

void Progress::paint() {
    erase();
    std::size_t shown = 0;
    for (const auto& [subject, state] : running_) {
        if (++shown > live_lines) break;
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - state.since);
        std::string text = fmt::format("  {}  {}", subject, human_duration(elapsed / 1000 * 1000));
        if (!state.detail.empty()) text += "  " + state.detail;
        std::fprintf(options_.stream, "%s\n", cut(text, options_.columns).c_str());
        ++painted_;
    }
    if (!transfers_.empty()) {
        const auto& [url, state] = *transfers_.begin();
        std::fprintf(options_.stream, "%s\n", cut("  ↓ " + state + "  " + url, options_.columns).c_str());
        ++painted_;
    }
    if (!running_.empty()) {
        std::fprintf(options_.stream, "%s\n", cut(summary(), options_.columns).c_str());
        ++painted_;
    }
    std::fflush(options_.stream);
}

// Repaints a terminal; elsewhere says now and then what still runs, so that a log shows that work goes on.
void Progress::beat() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        stop_.wait_for(lock, std::chrono::milliseconds(options_.live ? 150 : 500));
        if (stopping_) return;
        if (options_.live) {
            paint();
        } else if (!running_.empty() && Clock::now() - last_line_ > options_.heartbeat) {
            std::string names;
            for (const auto& [subject, state] : running_) names += (names.empty() ? "" : ", ") + subject;
            line("running   " + names + " · " + summary());
        }
    }
}

}  // namespace verbatim
