#include "cli/settings.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/reader.h"
#include "catalog/template.h"
#include "catalog/yaml.h"
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

    void file(const SettingsFile& file) {
        const Node root = yaml::parse(file.name, file.yaml);
        if (root.kind == Node::Kind::null) return;  // only comments
        yaml::MapReader reader(root, "a settings file");
        for (const char* name : names)
            if (const Node* value = reader.find(name)) {
                if (std::string_view(name) == "store" || std::string_view(name) == "history")
                    must_be_absolute(*value);
                set(name, *value, origin(value->at));
            }
        if (const Node* mirrors = reader.find("mirrors"))
            for (const auto& member : yaml::as_map(*mirrors, "local places by URL prefix").members) {
                Node prefix;
                prefix.kind = Node::Kind::text;
                prefix.text = member.key;
                prefix.at = member.at;
                must_be_absolute(member.value);
                mirror(prefix, member.value, origin(member.at));
            }
        reader.finish();
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

std::optional<SettingsFile> read_settings(const fs::path& file, const std::string& name) {
    std::error_code error;
    if (fs::symlink_status(file, error).type() == fs::file_type::not_found) return std::nullopt;
    return SettingsFile{name, read_file(file, 2U << 20U)};
}

}  // namespace

Settings resolve_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                          const std::optional<SettingsFile>& project,
                          const std::optional<SettingsFile>& user) {
    Resolver resolver(environment);
    resolver.defaults();
    if (user) resolver.file(*user);
    if (project) resolver.file(*project);
    resolver.environment();
    resolver.flags(flags);
    return resolver.take();
}

Settings load_settings(const SettingsFlags& flags, const std::map<std::string, std::string>& environment,
                       const std::filesystem::path& project_folder) {
    std::optional<SettingsFile> user;
    if (const auto folder = user_folder(environment, "XDG_CONFIG_HOME", ".config")) {
        const fs::path file = *folder / "verbatim" / "config.yaml";
        user = read_settings(file, file.string());
    }
    return resolve_settings(flags, environment,
                            read_settings(project_folder / "verbatim.yaml", "verbatim.yaml"), user);
}

}  // namespace verbatim
