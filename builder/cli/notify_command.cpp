#include "attest/release_layout.h"
#include "attest/release_manifest.h"
#include "attest/release_status.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/notify.h"
#include "cli/configuration_file.h"
#include "cli/notifying.h"
#include "cli/workspace.h"
#include "publish/dead_letters.h"
#include "publish/release_images.h"
#include "publish/webhook_signature.h"
#include "report/notification_json.h"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t notification_limit = 8U << 20U;
constexpr std::uint64_t release_text_limit = 16U << 20U;

struct NotifyOptions {
    std::string config, event, released, channel, retry;
    std::int64_t number = 0;
    bool test = false, again = false, json = false;
};

class NotifyCommand {
  public:
    NotifyCommand(const NotifyOptions& options, const Globals& globals)
        : options_(options), workspace_(globals), context_(notify_context(options.config)) {}

    ExitStatus run() {
        settings_ = parse_notify(options_.config, read_configuration(options_.config, 1U << 20U));
        if (options_.again) return retry();
        const int asked =
            (options_.test ? 1 : 0) + (options_.event.empty() ? 0 : 1) + (options_.released.empty() ? 0 : 1);
        if (asked != 1)
            throw Error(Failure::usage, "what is to be told?")
                .note("One of --test, --event FILE, --released DIR or --retry is needed.")
                .next("verbatim notify --config " + options_.config + " --test");
        const std::string body = options_.test             ? test_json(head())
                                 : !options_.event.empty() ? read_file(options_.event, notification_limit)
                                                           : released_body();
        const Notice notice{event_of_notification(body), new_delivery_id(), body};
        return tell(notify(settings_, {notice}, context_),
                    "nobody in " + options_.config + " is to be told of this");
    }

  private:
    static NotificationHead head() { return {std::time(nullptr), VERBATIM_VERSION, ""}; }

    // Of a release that lies in a folder; as `verbatim release` announced it, and what became of it.
    std::string released_body() {
        const fs::path folder = options_.released;
        const ReleaseLayout layout = find_release(folder, options_.channel, options_.number);
        const Release lock = workspace_.catalog().release(layout.channel);
        std::vector<Quirk> quirks;
        const fs::path manifest = folder / layout.manifest();
        ReleaseDocs docs;
        docs.manifest =
            parse_release_manifest(manifest.string(), read_file(manifest, release_text_limit), quirks);
        docs.distribution = lock.distro.known() ? lock.distro.name : "";
        if (lock.publish) {
            docs.manifest_uri = lock.publish->uri + "/" + layout.manifest();
            docs.changelog_uri = lock.publish->uri + "/" + layout.changelog();
        }
        if (const fs::path status = folder / layout.status(); fs::exists(status))
            docs.status = parse_release_status(status.string(), read_file(status, release_text_limit));
        return release_json(head(), {layout.channel, layout.number, docs.manifest_uri, docs.changelog_uri,
                                     announce_release(docs)});
    }

    ExitStatus retry() {
        const fs::path file =
            options_.retry.empty() ? dead_letter_file(settings_, context_) : fs::path(options_.retry);
        const DeadLetterFile before = read_dead_letters(file);
        if (!options_.retry.empty() && !fs::exists(file))
            throw Error(Failure::usage, "there is no file " + file.string());
        for (const std::size_t line : before.unread)
            fmt::print(stderr, "{}:{} is no dead letter; it stays there\n", printable(file.string()), line);
        const auto results = redeliver(settings_, file, context_);
        if (results.empty() && !options_.json) fmt::print("nothing is to be delivered again\n");
        return tell(results, "");
    }

    ExitStatus tell(const std::vector<NotifyResult>& results, const std::string& nobody) const {
        if (options_.json)
            std::fputs(
                json_text({{"format", "verbatim.notify/1"}, {"deliveries", notified_json(results)}}).c_str(),
                stdout);
        else
            std::fputs(notified_text(results).c_str(), stdout);
        if (results.empty() && !nobody.empty()) {
            fmt::print(stderr, "{}\n", printable(nobody));
            return ExitStatus::nothing_to_check;
        }
        if (all_delivered(results)) return ExitStatus::ok;
        for (const NotifyResult& one : results)
            if (one.state == NotifyResult::State::kept) {
                fmt::print(stderr,
                           "What was not delivered is kept.\n  next: verbatim notify --config {} --retry{}\n",
                           printable(options_.config),
                           options_.retry.empty() ? "" : " --dead-letters " + printable(options_.retry));
                break;
            }
        return ExitStatus::nothing_compared;
    }

    const NotifyOptions& options_;
    Workspace workspace_;
    NotifyContext context_;
    NotifySettings settings_;
};

}  // namespace

RunCommandLine declare_notify(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<NotifyOptions>();
    app.add_option("--config", options->config,
                   "A configuration with the section `notify` (docs/formats/webhooks.md)")
        ->required()
        ->type_name("FILE");
    auto* test = app.add_flag("--test", options->test, "Tell everybody a test, whatever events they ask for");
    auto* event =
        app.add_option("--event", options->event, "Tell this body, of the format verbatim.notification/1")
            ->type_name("FILE")
            ->excludes(test);
    auto* released = app.add_option("--released", options->released,
                                    "Tell of a release in the folder that `verbatim release` wrote")
                         ->type_name("DIR")
                         ->excludes(test)
                         ->excludes(event);
    app.add_option("--release", options->channel, "Its branch (default: the only one in DIR)")
        ->type_name("BRANCH")
        ->needs(released);
    app.add_option("--number", options->number, "Its number (default: the channel's latest)")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
        ->type_name("N")
        ->needs(released);
    auto* retry = app.add_flag("--retry", options->again,
                               "Deliver again what could not be delivered; what fails is kept")
                      ->excludes(test)
                      ->excludes(event)
                      ->excludes(released);
    app.add_option("--dead-letters", options->retry,
                   "The file to take that from (default: the configuration's)")
        ->type_name("FILE")
        ->needs(retry);
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] { return NotifyCommand(*options, globals).run(); };
}

}  // namespace verbatim
