// Tells everybody who asked for it what happened, as the settings say. Whatever is down, slow or hostile
// there: it ends in the time that the settings give, and says what became of each. What no webhook took is
// kept (publish/dead_letters.h).
#pragma once

#include "catalog/notify.h"
#include "publish/webhook.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct NotifyContext {
    std::map<std::string, std::string> environment;  // ours: secrets by name; and of commands, without them
    std::filesystem::path folder;                    // that relative paths of the settings are meant from
    WebhookLimits limits{};                          // of one notice to one webhook
};

struct NotifyResult {
    enum class State {
        delivered,
        kept,    // not delivered: it lies among the dead letters
        failed,  // a command that failed: it is not called again
        lost,    // not delivered, and the dead letters could not be written
    };
    std::string to;  // of a webhook, Url::shown(); of a command, its program
    std::string event, id;
    State state = State::delivered;
    int attempts = 0;
    std::string why{};     // where it was not delivered; in a line
    std::string output{};  // of a command; from outside, not yet printable()
};

// In the order of the settings, webhooks first; who did not ask for an event is left out, but of "test". A
// webhook that failed is not tried with a further notice of the same call. Throws Error (interrupted) only,
// with what was not yet delivered kept.
std::vector<NotifyResult> notify(const NotifySettings& settings, const std::vector<Notice>& notices,
                                 const NotifyContext& context);

// Delivers again what lies in a file of dead letters, to those webhooks that the settings know by that
// address: the file alone chooses nobody's address. What fails stays in it. Throws Error (unavailable) where
// another process is at it, Error (store), Error (interrupted).
std::vector<NotifyResult> redeliver(const NotifySettings& settings, const std::filesystem::path& file,
                                    const NotifyContext& context);

// Where the settings want dead letters.
std::filesystem::path dead_letter_file(const NotifySettings& settings, const NotifyContext& context);

}  // namespace verbatim
