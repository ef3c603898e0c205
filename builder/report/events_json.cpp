#include "report/events_json.h"

#include "report/json.h"

namespace verbatim {

namespace {
const char* kind_name(Event::Kind kind) {
    switch (kind) {
        case Event::Kind::started:
            return "started";
        case Event::Kind::progress:
            return "progress";
        case Event::Kind::finished:
            return "finished";
        case Event::Kind::note:
            break;
    }
    return "note";
}
}  // namespace

std::string event_json(const Event& event) {
    Json record = {
        {"format", "verbatim.event/1"}, {"kind", kind_name(event.kind)}, {"subject", event.subject}};
    if (!event.text.empty()) record["text"] = event.text;
    if (event.kind == Event::Kind::progress) {
        record["done"] = event.done;
        record["total"] = event.total > 0 ? Json(event.total) : Json(nullptr);
        record["unit"] = event.unit;
    }
    if (event.kind == Event::Kind::finished) record["elapsed_milliseconds"] = event.elapsed.count();
    if (event.remaining) {
        record["remaining_milliseconds"] = event.remaining->count();
        record["remaining_at_least"] = event.remaining_at_least;
    }
    return json_text(record, -1);
}

void EventLines::operator()(const Event& event) {
    const std::string line = event_json(event);
    const std::lock_guard guard(mutex_);
    std::fputs(line.c_str(), stream_);
    std::fflush(stream_);
}

}  // namespace verbatim
