#include "cli/notifying.h"

#include "base/text.h"
#include "cli/workspace.h"

#include <fmt/format.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::size_t shown_output_lines = 5;

const char* state_word(NotifyResult::State state) {
    switch (state) {
        case NotifyResult::State::delivered:
            return "delivered";
        case NotifyResult::State::kept:
            return "kept";
        case NotifyResult::State::failed:
            return "failed";
        case NotifyResult::State::lost:
            break;
    }
    return "lost";
}

}  // namespace

NotifyContext notify_context(const fs::path& configuration) {
    NotifyContext context;
    context.environment = process_environment();
    context.folder = fs::absolute(configuration).parent_path();
    return context;
}

std::string notified_text(const std::vector<NotifyResult>& results) {
    std::string text;
    for (const NotifyResult& one : results) {
        text += fmt::format("{:<9}  {}  {}", state_word(one.state), one.event, one.to);
        if (one.attempts > 1) text += fmt::format(" (tried {} times)", one.attempts);
        text += "\n";
        if (!one.why.empty()) text += "    " + one.why + "\n";
        std::vector<std::string> lines;
        for (const std::string& line : split(one.output, '\n'))
            if (!trim(line).empty()) lines.push_back(line.substr(0, 400));
        const std::size_t from = lines.size() > shown_output_lines ? lines.size() - shown_output_lines : 0;
        for (std::size_t i = from; i < lines.size(); ++i) text += "    | " + printable(lines[i], true) + "\n";
    }
    return text;
}

Json notified_json(const std::vector<NotifyResult>& results) {
    Json list = Json::array();
    for (const NotifyResult& one : results)
        list.push_back({{"to", one.to},
                        {"event", one.event},
                        {"delivery", one.id},
                        {"state", state_word(one.state)},
                        {"attempts", one.attempts},
                        {"why", text_or_null(one.why)},
                        {"output", text_or_null(one.output)}});
    return list;
}

bool all_delivered(const std::vector<NotifyResult>& results) {
    return std::all_of(results.begin(), results.end(),
                       [](const NotifyResult& one) { return one.state == NotifyResult::State::delivered; });
}

}  // namespace verbatim
