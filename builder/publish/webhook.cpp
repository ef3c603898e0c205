#include "publish/webhook.h"

#include "base/error.h"
#include "base/http.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "base/url.h"
#include "publish/webhook_signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <random>
#include <thread>

namespace verbatim {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// What goes into a header: a line end in it would begin another.
bool is_plain_word(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

// Why nothing is sent there at all; empty where it may be.
std::string objection_to(const Webhook& webhook, const Notice& notice, const std::optional<Url>& url) {
    if (!is_plain_word(notice.event) || !is_plain_word(notice.id))
        return "its event or delivery is no plain word";
    if (!url || url->has_user) return "its address is no URL of a webhook";
    if (url->scheme != "https" && !url->is_loopback()) return "http: is for this machine itself";
    const auto& allowed = webhook.allow_hosts;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), url->place()) == allowed.end())
        return url->place() + " is none of allow_hosts";
    if (is_offline()) return "--offline forbids to open a socket";
    return {};
}

std::vector<std::string> headers_of(const Webhook& webhook, const Notice& notice) {
    const std::int64_t now = std::time(nullptr);
    std::vector<std::string> headers = {"Content-Type: application/json", "X-Verbatim-Event: " + notice.event,
                                        "X-Verbatim-Delivery: " + notice.id,
                                        "X-Verbatim-Timestamp: " + std::to_string(now)};
    if (!webhook.secret.empty())
        headers.push_back("X-Verbatim-Signature: " + webhook_signature(webhook.secret, now, notice.body));
    return headers;
}

bool may_be_better_later(const PostAnswer& answer) {
    if (answer.status == 0) return !answer.permanent;
    return answer.status == 408 || answer.status == 425 || answer.status == 429 || answer.status >= 500;
}

// In a line; the beginning of what the server says.
std::string reason_of(const PostAnswer& answer) {
    if (answer.status == 0) return printable(answer.why);
    std::string why = fmt::format("it answered {}", answer.status);
    if (answer.status >= 300 && answer.status < 400) why += "; redirects are not followed";
    std::string said = answer.body.substr(0, answer.body.find_first_of("\r\n"));
    if (said.size() > 200) said = said.substr(0, 200) + " …";
    if (!trim(said).empty()) why += ": " + printable(trim(said));
    return why;
}

void wait_for(milliseconds time) {
    const auto end = Clock::now() + time;
    while (Clock::now() < end) {
        throw_if_interrupted();
        std::this_thread::sleep_for(std::min<Clock::duration>(milliseconds(100), end - Clock::now()));
    }
}

double chance() {
    static thread_local std::mt19937 random{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace

milliseconds wait_after(int tries, double chance, const WebhookLimits& limits) {
    milliseconds wait = limits.first_wait;
    for (int i = 1; i < tries && wait < limits.longest_wait; ++i) wait *= 2;
    wait = std::min(wait, limits.longest_wait);
    return wait / 2 + milliseconds(static_cast<std::int64_t>(chance * static_cast<double>(wait.count()) / 2));
}

DeliveryResult deliver(const Webhook& webhook, const Notice& notice, const WebhookLimits& limits) {
    throw_if_interrupted();
    DeliveryResult result;
    const auto url = parse_url(webhook.url);
    result.why = objection_to(webhook, notice, url);
    if (!result.why.empty()) return result;
    const auto end = Clock::now() + limits.total;
    HttpPost post;
    post.url = url->text;
    post.body = notice.body;
    post.allow_private = webhook.allow_private;
    post.through_proxy = webhook.through_proxy;
    post.ca_file = webhook.ca_file;
    while (true) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
        post.time_limit = std::clamp(left, milliseconds(1), limits.one);
        post.connect_limit = std::min(limits.connect, post.time_limit);
        post.headers = headers_of(webhook, notice);
        const PostAnswer answer = http_post(post);
        ++result.attempts;
        result.status = answer.status;
        result.delivered = answer.status >= 200 && answer.status < 300;
        result.why = result.delivered ? "" : reason_of(answer);
        if (result.delivered || result.attempts >= limits.attempts || !may_be_better_later(answer))
            return result;
        // Compared in seconds: what a server asks for may be longer than a clock can count.
        milliseconds wait = wait_after(result.attempts, chance(), limits);
        if (answer.retry_after && (answer.status == 429 || answer.status == 503)) {
            if (*answer.retry_after > std::chrono::hours(24 * 365)) {
                result.why += "; it asks to wait for years";
                return result;
            }
            wait = std::max<milliseconds>(wait, *answer.retry_after);
        }
        if (Clock::now() + wait >= end) {
            result.why +=
                fmt::format("; to wait {} for the next try would take too long", human_duration(wait));
            return result;
        }
        wait_for(wait);
    }
}

}  // namespace verbatim
