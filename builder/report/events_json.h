// Events as JSON, one record a line (docs/formats/events-json.md), for programs that watch long work.
#pragma once

#include "base/event.h"

#include <cstdio>
#include <mutex>
#include <string>

namespace verbatim {

// One line, '\n' included.
std::string event_json(const Event& event);

// A sink that writes each event as it comes; whole lines, whichever thread they come from.
class EventLines {
  public:
    explicit EventLines(std::FILE* stream) : stream_(stream) {}
    void operator()(const Event& event);

  private:
    std::mutex mutex_;
    std::FILE* stream_;
};

}  // namespace verbatim
