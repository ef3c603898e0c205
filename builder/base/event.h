// What long work says while it runs. Libraries emit events and never print; a renderer (report/) decides what
// a person sees. Unaware of what the work is.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace verbatim {

struct Event {
    enum class Kind {
        started,   // `subject` begins
        progress,  // `done` of `total` (0: unknown) `unit`s of `subject`
        finished,  // `subject` ended: `text` says how ("built", "from the store", "failed"), `elapsed` how
                   // long it took
        note,      // a remark worth a line: a retry, a fallback
    };
    Kind kind = Kind::note;
    std::string subject;  // an action's name, or a URL
    std::string text;     // from outside: not yet printable()
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    std::string unit;  // "bytes", "objects", "modules"
    std::chrono::milliseconds elapsed{0};
    // How long all the work still takes, by what it took before; where that is known.
    std::optional<std::chrono::milliseconds> remaining{};
    bool remaining_at_least = false;  // some of it was never done before
};

// Called from several threads: a sink does its own locking. An empty sink is allowed where noted.
using EventSink = std::function<void(const Event&)>;

inline void emit(const EventSink& sink, const Event& event) {
    if (sink) sink(event);
}

}  // namespace verbatim
