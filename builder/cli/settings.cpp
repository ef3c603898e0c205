#include "cli/settings.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/reader.h"
#include "catalog/template.h"
#include "catalog/yaml.h"
#include "cli/configuration_file.h"
#include "cli/variables.h"

#include <algorithm>
#include <array>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

// Those with one value each.
constexpr auto names =
    std::to_array<const char*>({"store", "history", "debian_mirror", "debian_security_mirror", "goproxy",
                                "offline", "jobs", "memory_limit", "disk_limit", "process_limit"});

using Environment = std::map<std::string, std::string>;
using yaml::Node;
using yaml::refuse;

// An empty variable is one that is not set.
std::optional<std::string> variable(const Environment& environment, const std::string& name) {
    const auto found = environment.find(name);
    if (found == environment.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

// A folder of the XDG specification, which ignores relative ones; nothing where there is no home either.
std::optional<fs::path> user_folder(const Environment& environment, const std::string& name,
                                    const std::string& in_home) {
    if (const auto set = variable(environment, name); set && set->starts_with("/")) return fs::path(*set);
    if (const auto home = variable(environment, "HOME")) return fs::path(*home) / in_home;
    return std::nullopt;
}

// A flag's or variable's text as the node that a file would have held, so that one set of checks serves all.
Node leaf(const std::string& name, const std::string& text, std::size_t from = 0,
          std::size_t length = std::string::npos) {
    Node node;
    node.kind = Node::Kind::text;
    node.text = text.substr(from, length);
    const auto before = text.substr(0, from);
    const auto line_start = before.rfind('\n') == std::string::npos ? 0 : before.rfind('\n') + 1;
    node.at = {SourceText::make(name, text),
               static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
               static_cast<int>(from - line_start) + 1};
    return node;
}

// What a project's file may not set, and why; docs/formats/settings.md has the table for people.
constexpr const char* writes = "it says what is written";
constexpr const char* reads = "it says what is opened and who is asked";
constexpr const char* spends = "it says how much of this machine is used";
constexpr auto not_by_project = std::to_array<std::pair<const char*, const char*>>({
    {"store", writes},
    {"history", writes},
    {"mirrors", reads},
    {"debian_mirror", reads},
    {"debian_security_mirror", reads},
    {"goproxy", reads},
    {"jobs", spends},
    {"memory_limit", spends},
    {"disk_limit", spends},
    {"process_limit", spends},
});

class Resolver {
  public:
    explicit Resolver(const Environment& environment) : environment_(environment) {}

    void defaults() {
        for (const char* name : names) settings_.origins[name] = "default";
        if (const auto cache = user_folder(environment_, "XDG_CACHE_HOME", ".cache"))
            settings_.store = *cache / "verbatim";
        if (const auto data = user_folder(environment_, "XDG_DATA_HOME", ".local/share"))
            settings_.history = *data / "verbatim" / "history.sqlite";
    }

    // The user's file comes after the project's: it is the stronger one.
    void user_file(const SettingsFile& file) { take_file(file, Author::user); }
    void project_file(const SettingsFile& file, bool is_trusted) {
        take_file(file, is_trusted ? Author::trusted : Author::stranger);
    }

    // Whom the user trusts has to be known before the project's file is read.
    void trust(const SettingsFile& file) {
        const Node root = yaml::parse(file.name, file.yaml);
        if (root.kind == Node::Kind::null) return;
        yaml::MapReader reader(root, "a settings file");
        const Node* const folders = reader.find("trusted_projects");
        if (folders == nullptr) return;
        for (const Node& folder : yaml::as_list(*folders, "folders of projects").items) {
            must_be_absolute(folder);
            settings_.trusted_projects[at_home(folder)] = origin(folder.at);
        }
    }

    [[nodiscard]] bool trusts(const IsProject& is_project) const {
        return is_project && std::any_of(settings_.trusted_projects.begin(), settings_.trusted_projects.end(),
                                         [&](const auto& one) { return is_project(one.first); });
    }

    void environment() {
        for (const auto& [name, setting, text] : variables) {
            const std::string key = setting;
            const auto value = variable(environment_, name);
            if (key.empty() || !value) continue;
            Node node = leaf(name, *value);
            if (key == "offline" && (*value == "1" || *value == "0"))
                node.text = *value == "1" ? "true" : "false";
            set(key, node, std::string("environment ") + name);
        }
        const std::string list = variable(environment_, "VERBATIM_MIRRORS").value_or("");
        constexpr const char* blanks = " \t\n";
        for (std::size_t at = list.find_first_not_of(blanks); at != std::string::npos;) {
            const std::size_t end = std::min(list.find_first_of(blanks, at), list.size());
            mirror_pair("VERBATIM_MIRRORS", list, at, end, "environment VERBATIM_MIRRORS");
            at = list.find_first_not_of(blanks, end);
        }
    }

    void flags(const SettingsFlags& flags) {
        const auto flag = [&](const std::string& key, const std::optional<std::string>& value,
                              const std::string& name) {
            if (value) set(key, leaf(name, *value), "flag " + name);
        };
        flag("store", flags.store, "--store");
        flag("history", flags.history, "--history");
        flag("debian_mirror", flags.debian_mirror, "--debian-mirror");
        flag("debian_security_mirror", flags.debian_security_mirror, "--debian-security-mirror");
        flag("goproxy", flags.goproxy, "--goproxy");
        flag("jobs", flags.jobs, "--jobs");
        flag("memory_limit", flags.memory_limit, "--memory-limit");
        flag("disk_limit", flags.disk_limit, "--disk-limit");
        flag("process_limit", flags.process_limit, "--process-limit");
        if (flags.offline) flag("offline", "true", "--offline");
        for (const std::string& pair : flags.mirrors)
            mirror_pair("--mirror", pair, 0, pair.size(), "flag --mirror");
    }

    Settings take() {
        if (settings_.store.empty())
            throw Error(Failure::usage, "there is no place for the store")
                .note("Neither XDG_CACHE_HOME nor HOME is set.")
                .next("name a folder: --store FOLDER");
        if (settings_.mirrors.empty()) settings_.origins["mirrors"] = "default";
        return std::move(settings_);
    }

  private:
    enum class Author { user, trusted, stranger };

    void take_file(const SettingsFile& file, Author author) {
        const Node root = yaml::parse(file.name, file.yaml);
        if (root.kind == Node::Kind::null) return;  // only comments
        yaml::MapReader reader(root, "a settings file");
        // A file that is wrong is wrong whoever wrote it; what a stranger may not set is read into a resolver
        // of its own, and forgotten.
        Resolver unused(environment_);
        for (const char* name : names)
            if (const Node* value = reader.find(name)) {
                if (std::string_view(name) == "store" || std::string_view(name) == "history")
                    must_be_absolute(*value);
                const bool taken = author != Author::stranger || may_be_set(name, name, *value);
                (taken ? *this : unused).set(name, *value, origin(value->at));
            }
        if (const Node* mirrors = reader.find("mirrors"))
            for (const auto& member : yaml::as_map(*mirrors, "local places by URL prefix").members) {
                Node prefix;
                prefix.kind = Node::Kind::text;
                prefix.text = member.key;
                prefix.at = member.at;
                must_be_absolute(member.value);
                const bool taken = author != Author::stranger ||
                                   may_be_set("mirrors", "mirrors " + member.key, member.value);
                (taken ? *this : unused).mirror(prefix, member.value, origin(member.at));
            }
        if (const Node* folders = reader.find("trusted_projects");
            folders != nullptr && author != Author::user)
            refuse(*folders, "a project cannot say that it is trusted", "belongs into a user's own file");
        reader.finish();
    }

    // Of a stranger's file.
    bool may_be_set(const std::string& key, const std::string& name, const Node& value) {
        const auto why = why_not_by_project(key);
        if (why) settings_.not_taken.push_back({name, value.text, origin(value.at), *why});
        return !why;
    }

    static std::string origin(const Position& at) { return at.text->name + ":" + std::to_string(at.line); }

    // In a file that several people or folders share, a relative place would mean a different one each time.
    static void must_be_absolute(const Node& value) {
        const std::string text = yaml::as_text(value).value;
        if (!text.starts_with("/") && text != "~" && !text.starts_with("~/"))
            refuse(value, "a place in a settings file must be absolute", "expected /… or ~/…");
    }

    std::string at_home(const Node& value) const {
        std::string text = yaml::as_text(value).value;
        if (text != "~" && !text.starts_with("~/")) return text;
        const auto home = variable(environment_, "HOME");
        if (!home) refuse(value, "~ is nowhere: HOME is not set", "here");
        return *home + text.substr(1);
    }

    static std::string archive(const Node& value) {
        const std::string text = yaml::as_text(value).value;
        for (const std::string_view scheme : {"https://", "http://", "file:///"})
            if (text.starts_with(scheme) && text.find(' ') == std::string::npos) return text;
        refuse(value, "\"" + text + "\" is no URL of an archive",
               "expected https://…, http://… or file:///…");
    }

    // "8GiB", "500MB", "1073741824"; 0 is the default.
    static std::uint64_t size(const Node& value, std::uint64_t least) {
        const std::string text = yaml::as_text(value).value;
        const auto bytes = parse_size(text);
        if (!bytes)
            refuse(value, "\"" + text + "\" is no size",
                   "expected a number with KiB, MiB, GiB, kB, MB or GB");
        if (*bytes != 0 && *bytes < least)
            refuse(value, text + " is too little for any build", "expected at least " + human_size(least));
        return *bytes;
    }

    void set(const std::string& key, const Node& value, const std::string& origin) {
        if (key == "store") settings_.store = at_home(value);
        if (key == "history") settings_.history = at_home(value);
        if (key == "debian_mirror") settings_.debian_mirror = archive(value);
        if (key == "debian_security_mirror") settings_.debian_security_mirror = archive(value);
        if (key == "goproxy") settings_.goproxy = yaml::as_text(value).value;
        if (key == "offline") settings_.offline = yaml::as_bool(value);
        if (key == "jobs") settings_.jobs = static_cast<int>(yaml::as_number(value, 0, 1024));
        if (key == "memory_limit") settings_.memory_limit = size(value, 16ULL << 20U);
        if (key == "disk_limit") settings_.disk_limit = size(value, 1ULL << 20U);
        if (key == "process_limit")
            settings_.process_limit = static_cast<std::uint64_t>(yaml::as_number(value, 0, 1 << 22));
        settings_.origins[key] = origin;
    }

    void mirror(const Node& prefix, const Node& place, const std::string& origin) {
        if (prefix.text.find("://") == std::string::npos || prefix.text.find(' ') != std::string::npos)
            refuse(prefix, "\"" + prefix.text + "\" is no beginning of a URL",
                   "expected something like https://host/");
        const std::string text = at_home(place);
        check_template(text, {"path", "owner", "name"}, place.at);
        settings_.mirrors[prefix.text] = text;
        settings_.origins["mirrors " + prefix.text] = origin;
    }

    // PREFIX=PLACE in text[from, end).
    void mirror_pair(const std::string& name, const std::string& text, std::size_t from, std::size_t end,
                     const std::string& origin) {
        const std::size_t equals = text.find('=', from);
        if (equals == std::string::npos || equals >= end)
            refuse(leaf(name, text, from, end - from), "a mirror without a place",
                   "expected PREFIX=PLACE, such as https://host/=/srv/git/{path}");
        mirror(leaf(name, text, from, equals - from), leaf(name, text, equals + 1, end - equals - 1), origin);
    }

    const Environment& environment_;
    Settings settings_;
};

std::optional<SettingsFile> read_settings(const fs::path& file, const std::string& name, Links links) {
    std::error_code error;
    if (fs::symlink_status(file, error).type() == fs::file_type::not_found) return std::nullopt;
    return SettingsFile{name, read_configuration(file, 2U << 20U, links)};
}

}  // namespace

std::optional<std::string> why_not_by_project(const std::string& key) {
    for (const auto& [name, why] : not_by_project)
        if (key == name) return why;
    return std::nullopt;
}

Settings resolve_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                          const std::optional<SettingsFile>& project, const std::optional<SettingsFile>& user,
                          const IsProject& is_project) {
    Resolver resolver(environment);
    resolver.defaults();
    if (user) resolver.trust(*user);
    if (project) resolver.project_file(*project, resolver.trusts(is_project));
    if (user) resolver.user_file(*user);
    resolver.environment();
    resolver.flags(flags);
    return resolver.take();
}

Settings load_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                       const std::filesystem::path& project_folder) {
    std::optional<SettingsFile> user;
    fs::path user_file;
    if (const auto folder = user_folder(environment, "XDG_CONFIG_HOME", ".config")) {
        user_file = *folder / "verbatim" / "config.yaml";
        user = read_settings(user_file, user_file.string(), Links::follow);
    }
    // Exactly this folder, by whatever links it is named.
    const auto is_project = [&](const fs::path& trusted) {
        std::error_code error;
        return fs::equivalent(trusted, project_folder, error) && !error;
    };
    Settings settings = resolve_settings(
        flags, environment, read_settings(project_folder / "verbatim.yaml", "verbatim.yaml", Links::refuse),
        user, is_project);
    settings.user_file = user_file;
    return settings;
}

}  // namespace verbatim
