#include "publish/notify.h"

#include "base/error.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "base/url.h"
#include "publish/command_hook.h"
#include "publish/dead_letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

bool is_wanted(const std::vector<std::string>& events, const std::string& event) {
    return event == "test" || std::find(events.begin(), events.end(), event) != events.end();
}

std::string shown(const WebhookSettings& webhook) {
    const auto url = parse_url(webhook.url);
    return url ? url->shown() : "a webhook without a URL";
}

fs::path place_of(const std::string& path, const NotifyContext& context) {
    return path.empty() ? fs::path() : context.folder / path;  // an absolute one stays what it is
}

// Throws Error where there is none although the settings name one: nothing is sent unsigned by mistake.
std::string secret_of(const WebhookSettings& webhook, const NotifyContext& context) {
    std::string secret;
    if (!webhook.secret_file.empty()) {
        secret = read_file(place_of(webhook.secret_file, context), 4096);
        while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
        if (secret.empty()) throw Error(Failure::definition, "its secret_file is empty");
    }
    if (!webhook.secret_env.empty()) {
        const auto found = context.environment.find(webhook.secret_env);
        if (found == context.environment.end() || found->second.empty())
            throw Error(Failure::definition,
                        "its secret_env is not set in the environment: " + webhook.secret_env);
        secret = found->second;
    }
    return secret;
}

// Commands get our environment, since they may need what somebody set for them, but no secret of a webhook.
std::map<std::string, std::string> environment_of_commands(const NotifySettings& settings,
                                                           const NotifyContext& context) {
    std::map<std::string, std::string> environment = context.environment;
    for (const WebhookSettings& webhook : settings.webhooks) environment.erase(webhook.secret_env);
    if (const auto path = environment.find("PATH"); path != environment.end())
        path->second = absolute_entries(path->second);
    return environment;
}

// All that is sent in one call, within its time.
class Telling {
  public:
    Telling(const NotifySettings& settings, const NotifyContext& context)
        : settings_(settings), context_(context), end_(Clock::now() + settings.time_limit) {}

    [[nodiscard]] milliseconds left() const {
        return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(end_ - Clock::now()));
    }

    // Throws Error (interrupted) only.
    DeliveryResult send(const WebhookSettings& settings, const Notice& notice) {
        const std::string to = shown(settings);
        DeliveryResult result;
        if (failed_.contains(to)) {
            result.why = "it was not tried: what was to be told before could not be delivered";
        } else if (left().count() == 0) {
            result.why =
                fmt::format("it was not tried: time_limit ({} s) was over", settings_.time_limit.count());
        } else {
            result = try_to_send(settings, notice);
        }
        if (!result.delivered) failed_.insert(to);
        return result;
    }

  private:
    DeliveryResult try_to_send(const WebhookSettings& settings, const Notice& notice) const {
        try {
            Webhook webhook{settings.url, secret_of(settings, context_), settings_.allow_hosts};
            webhook.allow_private = settings.allow_private;
            webhook.through_proxy = settings.through_proxy;
            webhook.ca_file = place_of(settings.ca_file, context_);
            WebhookLimits limits = context_.limits;
            limits.total = std::min(limits.total, left());
            return deliver(webhook, notice, limits);
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            DeliveryResult result;
            result.why = printable(error.message());
            return result;
        }
    }

    const NotifySettings& settings_;
    const NotifyContext& context_;
    Clock::time_point end_;
    std::set<std::string> failed_;
};

NotifyResult run_command_hook(const CommandSettings& command, const Notice& notice, milliseconds left,
                              const CommandHook& base) {
    NotifyResult one{printable(command.argv.at(0)), notice.event, notice.id};
    one.state = NotifyResult::State::failed;
    CommandHook hook = base;
    hook.argv = command.argv;
    hook.time_limit = std::min(command.time_limit, std::chrono::ceil<std::chrono::seconds>(left));
    if (hook.time_limit.count() == 0) {
        one.why = "it was not called: time_limit of `notify` was over";
        return one;
    }
    const HookResult ended = run_hook(hook, notice);
    one.attempts = 1;
    one.why = ended.why;
    one.output = ended.output;
    if (ended.succeeded) one.state = NotifyResult::State::delivered;
    return one;
}

DeadLetter letter_for(const std::string& to, const Notice& notice, const DeliveryResult& result) {
    return {to, notice, result.why, result.attempts, std::time(nullptr)};
}

// Of webhooks; the letters of what was not delivered are kept at the end in one go.
class Webhooks {
  public:
    Webhooks(const NotifySettings& settings, const std::vector<Notice>& notices, Telling& telling)
        : settings_(settings), notices_(notices), telling_(telling) {}

    // Where we are interrupted, the rest is kept untried.
    void run(std::optional<Error>& interruption) {
        for (const WebhookSettings& webhook : settings_.webhooks)
            for (const Notice& notice : notices_)
                if (is_wanted(webhook.events, notice.event)) one(webhook, notice, interruption);
    }

    void keep(const fs::path& file) {
        if (letters_.empty()) return;
        try {
            make_directories(fs::absolute(file).parent_path());
            keep_dead_letters(file, letters_);
        } catch (const Error& error) {
            for (NotifyResult& result : results)
                if (result.state == NotifyResult::State::kept) {
                    result.state = NotifyResult::State::lost;
                    result.why += "; and it could not be kept: " + printable(error.message());
                }
        }
    }

    std::vector<NotifyResult> results;

  private:
    void one(const WebhookSettings& webhook, const Notice& notice, std::optional<Error>& interruption) {
        DeliveryResult sent;
        sent.why = "interrupted";
        try {
            if (!interruption) sent = telling_.send(webhook, notice);
        } catch (const Error& error) {
            interruption = error;
        }
        NotifyResult result{shown(webhook), notice.event, notice.id};
        result.attempts = sent.attempts;
        result.why = sent.why;
        if (!sent.delivered) {
            result.state = NotifyResult::State::kept;
            letters_.push_back(letter_for(result.to, notice, sent));
        }
        results.push_back(std::move(result));
    }

    const NotifySettings& settings_;
    const std::vector<Notice>& notices_;
    Telling& telling_;
    std::vector<DeadLetter> letters_;
};

}  // namespace

fs::path dead_letter_file(const NotifySettings& settings, const NotifyContext& context) {
    return place_of(settings.dead_letters, context);
}

std::vector<NotifyResult> notify(const NotifySettings& settings, const std::vector<Notice>& notices,
                                 const NotifyContext& context) {
    Telling telling(settings, context);
    Webhooks webhooks(settings, notices, telling);
    std::optional<Error> interruption;
    webhooks.run(interruption);
    webhooks.keep(dead_letter_file(settings, context));
    if (interruption) throw Error(*interruption);
    CommandHook base;
    base.environment = environment_of_commands(settings, context);
    base.directory = context.folder;
    std::vector<NotifyResult> results = std::move(webhooks.results);
    for (const CommandSettings& command : settings.commands)
        for (const Notice& notice : notices)
            if (is_wanted(command.events, notice.event))
                results.push_back(run_command_hook(command, notice, telling.left(), base));
    return results;
}

std::vector<NotifyResult> redeliver(const NotifySettings& settings, const fs::path& file,
                                    const NotifyContext& context) {
    if (!fs::exists(file)) return {};
    const fs::path guard = file.string() + ".retry.lock";
    const auto alone = FileLock::attempt(guard);
    if (!alone)
        throw Error(Failure::unavailable, "another process is delivering what lies in " + file.string())
            .next("wait until it has ended");
    Telling telling(settings, context);
    std::vector<DeadLetter> delivered, failed;
    std::vector<NotifyResult> results;
    std::optional<Error> interruption;
    for (DeadLetter& letter : read_dead_letters(file).letters) {
        if (interruption) break;
        const auto webhook = std::find_if(settings.webhooks.begin(), settings.webhooks.end(),
                                          [&](const auto& one) { return shown(one) == letter.webhook; });
        DeliveryResult sent;
        sent.why = "no webhook of the configuration has this address";
        try {
            if (webhook != settings.webhooks.end()) sent = telling.send(*webhook, letter.notice);
        } catch (const Error& error) {
            interruption = error;
            break;
        }
        NotifyResult result{printable(letter.webhook), printable(letter.notice.event),
                            printable(letter.notice.id)};
        result.attempts = sent.attempts;
        result.why = sent.why;
        if (!sent.delivered) result.state = NotifyResult::State::kept;
        results.push_back(result);
        letter.tries += sent.attempts;
        if (!sent.delivered && sent.attempts > 0) letter.why = sent.why;
        (sent.delivered ? delivered : failed).push_back(std::move(letter));
    }
    settle_dead_letters(file, delivered, failed);
    fs::remove(guard);
    if (interruption) throw Error(*interruption);
    return results;
}

}  // namespace verbatim
