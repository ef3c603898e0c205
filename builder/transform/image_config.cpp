#include "transform/image_config.h"

#include "base/error.h"
#include "base/text.h"
#include "inspect/oci_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <utility>

namespace verbatim {

using nlohmann::json;

namespace {

constexpr const char* base_config = "the base image's config";

[[noreturn]] void wrong(const std::string& why) {
    throw Error(Failure::definition, "the image cannot be made: " + why);
}

void no_zero(const std::string& text, const char* what) {
    if (text.find('\0') != std::string::npos) wrong(std::string(what) + " holds a zero byte");
}

std::string port_key(const std::string& port) {
    const auto slash = port.find('/');
    const std::string number = port.substr(0, slash);
    const std::string protocol = slash == std::string::npos ? "tcp" : port.substr(slash + 1);
    int value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{} || end != number.data() + number.size() || value < 1 || value > 65535 ||
        (protocol != "tcp" && protocol != "udp" && protocol != "sctp"))
        wrong("\"" + port + "\" is no port; write 2379, or 53/udp");
    return std::to_string(value) + "/" + protocol;
}

// "NAME=value" in the base's order; new names behind it, sorted.
json merged_environment(const json& base, const std::map<std::string, std::string>& added) {
    std::map<std::string, std::string> rest = added;
    json all = json::array();
    for (const json& variable : base) {
        if (!variable.is_string())
            throw Error(Failure::mismatch,
                        std::string(base_config) + " cannot be used: Env is no list of texts");
        const auto text = variable.get<std::string>();
        const std::string name = text.substr(0, text.find('='));
        const auto found = added.find(name);
        rest.erase(name);
        all.push_back(found == added.end() ? text : name + "=" + found->second);
    }
    for (const auto& [name, value] : rest) all.push_back(name + "=" + value);
    return all;
}

void check(const ImageConfig& config) {
    for (const auto& [name, value] : config.environment) {
        if (name.empty() || name.find('=') != std::string::npos)
            wrong("\"" + name + "\" is no name of an environment variable");
        no_zero(name + value, "an environment variable");
    }
    for (const auto& list : {config.entrypoint, config.command})
        for (const std::string& word : list) no_zero(word, "a word of the entrypoint or command");
    if (!config.directory.empty() && !config.directory.starts_with('/'))
        wrong("its directory \"" + config.directory + "\" is no absolute path");
    for (const std::string& volume : config.volumes)
        if (!volume.starts_with('/')) wrong("its volume \"" + volume + "\" is no absolute path");
}

// What stands in the member "config".
json runtime_part(const ImageConfig& config, json part) {
    if (!oci::array_member(part, "OnBuild", 1000, base_config).empty())
        throw Error(Failure::mismatch,
                    std::string(base_config) + " has ONBUILD instructions, and Verbatim runs none")
            .next("choose a base image without ONBUILD");
    part.erase("OnBuild");
    for (const char* of_a_container : {"Hostname", "Domainname", "Image", "AttachStdin", "AttachStdout",
                                       "AttachStderr", "OpenStdin", "StdinOnce", "Tty"})
        part.erase(of_a_container);
    json environment =
        merged_environment(oci::array_member(part, "Env", 10000, base_config), config.environment);
    if (!environment.empty()) part["Env"] = std::move(environment);
    if (!config.entrypoint.empty()) {
        part["Entrypoint"] = config.entrypoint;
        part.erase("Cmd");
    }
    if (!config.command.empty()) part["Cmd"] = config.command;
    if (!config.user.empty()) part["User"] = config.user;
    if (!config.directory.empty()) part["WorkingDir"] = config.directory;
    json ports = oci::object_member(part, "ExposedPorts", base_config);
    for (const std::string& port : config.ports) ports[port_key(port)] = json::object();
    if (!ports.empty()) part["ExposedPorts"] = std::move(ports);
    json volumes = oci::object_member(part, "Volumes", base_config);
    for (const std::string& volume : config.volumes) volumes[volume] = json::object();
    if (!volumes.empty()) part["Volumes"] = std::move(volumes);
    json labels = oci::object_member(part, "Labels", base_config);
    for (const auto& [name, value] : config.labels) labels[name] = value;
    if (!labels.empty()) part["Labels"] = std::move(labels);
    std::vector<std::string> nulls;
    for (const auto& [name, value] : part.items())
        if (value.is_null()) nulls.push_back(name);
    for (const std::string& name : nulls) part.erase(name);
    return part;
}

// The base's, where it speaks of all its layers; else an entry for each of them, as tools want one a layer.
json history(const json& base, std::size_t layers, const std::string& time) {
    json all = oci::array_member(base, "history", 10000, base_config);
    std::size_t filled = 0;
    for (const json& entry : all)
        if (entry.is_object() && !(entry.contains("empty_layer") && entry["empty_layer"] == true)) ++filled;
    if (filled != layers) {
        all = json::array();
        for (std::size_t i = 0; i < layers; ++i)
            all.push_back({{"created", time}, {"created_by", "a layer of the base image"}});
    }
    all.push_back({{"created", time}, {"created_by", "verbatim"}});
    return all;
}

json described(const oci::Descriptor& descriptor) {
    json object = {{"mediaType", descriptor.media_type},
                   {"digest", oci::digest_text(descriptor.digest)},
                   {"size", descriptor.size}};
    if (!descriptor.platform.os.empty()) {
        object["platform"] = {{"os", descriptor.platform.os}, {"architecture", descriptor.platform.arch}};
        if (!descriptor.platform.variant.empty()) object["platform"]["variant"] = descriptor.platform.variant;
    }
    return object;
}

std::string written(const json& document) {
    try {
        return document.dump();
    } catch (const json::exception&) {
        wrong("a text in its config is not UTF-8");
    }
}

bool only_of(std::string_view text, std::string_view marks) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
    });
}

bool is_repository(const std::string& text) {
    const std::vector<std::string> parts = split(text, '/');
    return text.size() <= 255 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
               return !part.empty() && only_of(part, "._-") && only_of(part.substr(0, 1), "") &&
                      only_of(part.substr(part.size() - 1), "");
           });
}

bool is_tag(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '.' || c == '-';
    };
    return !text.empty() && text.size() <= 128 && text[0] != '.' && text[0] != '-' &&
           std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::string image_time(std::int64_t seconds) {
    constexpr std::int64_t year_10000 = 253402300800;
    if (seconds < 0 || seconds >= year_10000) wrong("its time lies before 1970 or after 9999");
    const std::time_t time = seconds;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string config_document(const ImageConfig& config, const std::optional<BaseDocuments>& base,
                            const Digest& diff_id) {
    check(config);
    const std::string time = image_time(config.created);
    oci::Config below{{config.platform.os, config.platform.arch, ""}, {}};
    json old = json::object();
    if (base) {
        old = oci::parse_document(base->config, base_config);
        below = oci::parse_config(base->config, base_config);
        if (below.platform.os != config.platform.os || below.platform.arch != config.platform.arch)
            throw Error(Failure::mismatch, "the base image is made for another platform")
                .note("expected " + config.platform.str() + "\ncame     " + below.platform.str())
                .next("pin a base image for " + config.platform.str() + ", or an index that has one");
        if (below.diff_ids.size() != base->layers)
            throw Error(Failure::mismatch, std::string(base_config) + " cannot be used: it speaks of " +
                                               counted(below.diff_ids.size(), "layer") +
                                               ", its manifest of " + std::to_string(base->layers));
    }
    json ids = json::array();
    for (const Digest& id : below.diff_ids) ids.push_back(oci::digest_text(id));
    ids.push_back(oci::digest_text(diff_id));
    json document = {
        {"architecture", below.platform.arch},
        {"os", below.platform.os},
        {"created", time},
        {"config", runtime_part(config, oci::object_member(old, "config", base_config))},
        {"rootfs", {{"type", "layers"}, {"diff_ids", std::move(ids)}}},
        {"history", history(old, below.diff_ids.size(), time)},
    };
    if (!below.platform.variant.empty()) document["variant"] = below.platform.variant;
    return written(document);
}

std::string manifest_document(const oci::Descriptor& config, const std::vector<oci::Descriptor>& layers) {
    json list = json::array();
    for (const oci::Descriptor& layer : layers) list.push_back(described(layer));
    return written({{"schemaVersion", 2},
                    {"mediaType", oci::manifest_type},
                    {"config", described(config)},
                    {"layers", std::move(list)}});
}

std::string index_document(const std::vector<oci::Descriptor>& manifests,
                           const std::map<std::string, std::string>& annotations) {
    json list = json::array();
    for (const oci::Descriptor& manifest : manifests) {
        list.push_back(described(manifest));
        if (!annotations.empty()) list.back()["annotations"] = annotations;
    }
    return written({{"schemaVersion", 2}, {"mediaType", oci::index_type}, {"manifests", std::move(list)}});
}

std::string layout_document() {
    return written({{"imageLayoutVersion", "1.0.0"}});
}

ImageName parse_image_name(std::string_view text) {
    const auto colon = text.rfind(':');
    ImageName name;
    if (colon != std::string_view::npos)
        name = {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
    // A registry's host, perhaps with a port, may stand before it.
    std::string repository = name.repository;
    if (const auto slash = repository.find('/'); slash != std::string::npos) {
        std::string host = repository.substr(0, slash);
        if (const auto port = host.find(':');
            port != std::string::npos && port > 0 && port + 1 < host.size() &&
            host.find_first_not_of("0123456789", port + 1) == std::string::npos)
            repository.erase(port, slash - port);
    }
    if (!is_repository(repository) || !is_tag(name.tag))
        throw Error(Failure::definition,
                    "\"" + std::string(text.substr(0, 300)) + "\" is no name of an image")
            .note(
                "A name is lower-case words with slashes between them, a colon and a tag: "
                "etcd-io/etcd:v3.6.12");
    return name;
}

}  // namespace verbatim
