#include "base/error.h"
#include "base/text.h"
#include "base/url.h"
#include "catalog/notify.h"
#include "catalog/reader.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace verbatim {

namespace {

using yaml::MapReader;
using yaml::Node;
using yaml::refuse;

constexpr std::int64_t longest_command = 3600;  // seconds
constexpr std::int64_t longest_telling = 3600;

// For a line that may hold a secret: the place, without the text that an error else shows.
Position unseen(const Position& at) {
    return {SourceText::make(at.text->name, ""), at.line, at.column};
}

std::vector<std::string> events_of(MapReader& reader) {
    std::vector<std::string> known(std::begin(notify_events), std::end(notify_events));
    const Node* list = reader.find("events");
    if (list == nullptr) return known;
    std::vector<std::string> events;
    for (const auto& event : yaml::as_texts(*list)) {
        if (std::find(known.begin(), known.end(), event.value) == known.end()) {
            Error error(Failure::definition, "there is no event \"" + event.value + "\"");
            error.at(event.at, "expected one of " + join(known, ", "));
            if (const auto meant = suggestion(event.value, known)) error.note("Did you mean " + *meant + "?");
            throw error;
        }
        if (std::find(events.begin(), events.end(), event.value) != events.end())
            throw Error(Failure::definition, "the same event twice").at(event.at, "here again");
        events.push_back(event.value);
    }
    if (events.empty())
        refuse(*list, "nobody is told of anything by an empty list", "leave the key out for all");
    return events;
}

Url webhook_url(const Node& value) {
    const auto url = parse_url(yaml::as_text(value).value);
    if (!url || value.text.find(' ') != std::string::npos)
        throw Error(Failure::definition, "this is no URL of a webhook")
            .at(unseen(value.at))
            .note("Expected https://HOST/PATH.");
    if (url->has_user)
        throw Error(Failure::definition, "a URL with a password would get into logs")
            .at(unseen(value.at))
            .note(
                "Leave out the part before @: secret_file or secret_env name what a webhook is signed with.");
    if (value.text.find('#') != std::string::npos)
        throw Error(Failure::definition, "a fragment (#) of a URL is never sent").at(unseen(value.at));
    if (url->scheme == "http" && !url->is_loopback())
        throw Error(Failure::definition, "whoever is on the way reads and alters what is sent over http:")
            .at(unseen(value.at))
            .note("Expected https:; http: is for this machine itself.");
    return *url;
}

// A place as Url::place() writes it.
std::string allowed_host(const Located<std::string>& host) {
    const auto url = parse_url("https://" + host.value);
    if (!url || url->path != "/" || url->has_user || url->has_query ||
        host.value.find_first_of("/#?@* ") != std::string::npos)
        throw Error(Failure::definition, "\"" + host.value + "\" is no HOST or HOST:PORT")
            .at(host.at, "no scheme, no path, no pattern");
    return url->place();
}

std::string variable_name(const Node& value) {
    const std::string name = yaml::as_text(value).value;
    const bool good = !is_digit(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_digit(c) || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
    if (!good)
        throw Error(Failure::definition, "this is no name of an environment variable")
            .at(unseen(value.at))
            .note("Expected the name, not the secret itself.");
    return name;
}

WebhookSettings webhook_of(const Node& node) {
    for (const auto& member : yaml::as_map(node, "a webhook").members)
        if (member.key == "secret")
            throw Error(Failure::definition, "a secret does not stand in a configuration")
                .at(unseen(member.at))
                .note("Known are secret_file: FILE and secret_env: NAME.");
    MapReader reader(node, "a webhook");
    WebhookSettings one;
    one.at = node.at;
    one.url = webhook_url(reader.need("webhook")).text;
    one.events = events_of(reader);
    if (const auto file = reader.optional_text("secret_file")) one.secret_file = file->value;
    if (const Node* name = reader.find("secret_env")) {
        if (!one.secret_file.empty()) refuse(*name, "a webhook has one secret", "secret_file says another");
        one.secret_env = variable_name(*name);
    }
    if (const auto file = reader.optional_text("ca_file")) one.ca_file = file->value;
    if (const Node* value = reader.find("allow_private")) one.allow_private = yaml::as_bool(*value);
    if (const Node* value = reader.find("through_proxy")) one.through_proxy = yaml::as_bool(*value);
    reader.finish();
    return one;
}

CommandSettings command_of(const Node& node) {
    MapReader reader(node, "a command that is told");
    CommandSettings one;
    one.at = node.at;
    const Node& command = reader.need("command");
    if (command.kind == Node::Kind::text)
        throw Error(Failure::definition, "a command is a list of words: no shell takes it apart")
            .at(command.at, "expected [PROGRAM, ARGUMENT, …]");
    for (const Node& word : yaml::as_list(command, "a list of words").items) {
        if (word.kind != Node::Kind::text) yaml::as_text(word);
        one.argv.push_back(word.text);
    }
    if (one.argv.empty() || one.argv[0].empty()) refuse(command, "a command begins with a program", "here");
    one.events = events_of(reader);
    if (const Node* limit = reader.find("time_limit"))
        one.time_limit = std::chrono::seconds(yaml::as_number(*limit, 1, longest_command));
    reader.finish();
    return one;
}

void refuse_twice(const NotifySettings& settings) {
    std::map<std::string, Position> seen;
    for (const WebhookSettings& one : settings.webhooks) {
        const auto [before, fresh] = seen.try_emplace(parse_url(one.url)->shown(), one.at);
        if (!fresh)
            throw Error(Failure::definition, "the same webhook twice")
                .at(unseen(one.at))
                .note("It stands in line " + std::to_string(before->second.line) + " as well.")
                .note("What follows a question mark tells none from another: it is kept out of logs.");
    }
}

void refuse_not_allowed(const NotifySettings& settings) {
    for (const WebhookSettings& one : settings.webhooks) {
        const std::string place = parse_url(one.url)->place();
        const auto& allowed = settings.allow_hosts;
        if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), place) == allowed.end())
            throw Error(Failure::definition, place + " is none of allow_hosts")
                .at(unseen(one.at))
                .note("Allowed: " + join(allowed, ", ") + ".");
    }
}

}  // namespace

NotifySettings read_notify(const Node& section) {
    MapReader reader(section, "whom to notify");
    NotifySettings settings;
    for (const Node& item : yaml::as_list(reader.need("to"), "a list of webhooks and commands").items) {
        const auto& members = yaml::as_map(item, "a webhook or a command").members;
        const bool is_command = std::any_of(members.begin(), members.end(),
                                            [](const auto& member) { return member.key == "command"; });
        if (is_command)
            settings.commands.push_back(command_of(item));
        else
            settings.webhooks.push_back(webhook_of(item));
    }
    if (const Node* hosts = reader.find("allow_hosts")) {
        for (const auto& host : yaml::as_texts(*hosts)) settings.allow_hosts.push_back(allowed_host(host));
        if (settings.allow_hosts.empty())
            refuse(*hosts, "an empty list allows no host at all", "leave the key out for those of `to`");
    }
    if (const auto file = reader.optional_text("dead_letters")) settings.dead_letters = file->value;
    if (const Node* limit = reader.find("time_limit"))
        settings.time_limit = std::chrono::seconds(yaml::as_number(*limit, 1, longest_telling));
    reader.finish();
    refuse_twice(settings);
    refuse_not_allowed(settings);
    return settings;
}

NotifySettings parse_notify(const std::string& name, std::string_view text) {
    const Node root = yaml::parse(name, text);
    if (root.kind == Node::Kind::null) return {};
    for (const auto& member : yaml::as_map(root, "a configuration").members)
        if (member.key == "notify") return read_notify(member.value);
    return {};
}

}  // namespace verbatim
