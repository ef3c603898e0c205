#include "catalog/parse_packaging.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "catalog/reader.h"
#include "catalog/template.h"

#include <algorithm>
#include <array>
#include <set>

namespace verbatim {

namespace {

using yaml::MapReader;
using yaml::Node;
using yaml::refuse;

const std::set<std::string> names_of_all = {"tag", "tag_without_v", "branch", "number"};
const std::set<std::string> names_of_one = {"tag", "tag_without_v", "branch", "number", "os", "arch"};

struct ContentWord {
    const char* word;
    Content::Kind kind;
    bool named, may_be_named;
};
constexpr std::array content_words = {
    ContentWord{"binaries", Content::Kind::binaries, false, false},
    ContentWord{"binary", Content::Kind::binary, true, true},
    ContentWord{"attribution", Content::Kind::attribution, false, false},
    ContentWord{"licenses", Content::Kind::licenses, false, false},
    ContentWord{"image", Content::Kind::image, true, true},
    ContentWord{"image-tag", Content::Kind::image_tag, true, true},
    ContentWord{"image-name", Content::Kind::image_name, true, true},
    ContentWord{"archive", Content::Kind::archive, true, true},
    ContentWord{"source", Content::Kind::source, false, true},
};

class Parser {
  public:
    explicit Parser(const Project& project) : project_(project) {
        for (const ModuleBuild& build : project.builds)
            for (const auto& platform : build.platforms) built_.insert(platform.value);
    }

    Packaging run(const Node& node) {
        MapReader reader(node, "what goes into a release");
        packaging_.at = node.at;
        const std::string repository = project_.name.substr(project_.name.rfind('/') + 1);
        packaging_.name = plain_name(reader, "name", repository);
        packaging_.artifacts = plain_name(reader, "artifacts", packaging_.name);
        if (const Node* value = reader.find("binaries")) packaging_.binaries = yaml::as_bool(*value);
        const Node* images = reader.find("images");
        const Node* archives = reader.find("archives");
        const Node* licences = reader.find("licences");
        const Node* components = reader.find("components");
        reader.finish();
        if (images != nullptr)
            for (const Node& item : yaml::as_list(*images, "a list of images").items)
                packaging_.images.push_back(image(item));
        if (archives != nullptr)
            for (const Node& item : yaml::as_list(*archives, "a list of archives").items)
                packaging_.archives.push_back(archive(item));
        if (licences != nullptr)
            for (const auto& member : yaml::as_map(*licences, "licences by module").members)
                packaging_.licences[member.key] = licence(member.value);
        if (components != nullptr) list_elsewhere(*components);
        check_contents();
        return std::move(packaging_);
    }

  private:
    // One part of a path.
    static void file_name(const std::string& value, const Position& at, const std::string& what) {
        if (!is_contained_path(value) || value.find('/') != std::string::npos || value.starts_with("-") ||
            value.starts_with("."))
            throw Error(Failure::definition, "\"" + value + "\" cannot be " + what)
                .at(at, "expected a file name");
    }

    static std::string plain_name(MapReader& reader, const std::string& key, const std::string& otherwise) {
        const auto value = reader.optional_text(key);
        if (!value) return otherwise;
        file_name(value->value, value->at, "the " + key + " of a component");
        return value->value;
    }

    std::vector<Platform> platforms(const Node* node, bool only_linux) const {
        std::vector<Platform> values;
        if (node == nullptr) {
            for (const Platform& platform : built_)
                if (!only_linux || platform.os == "linux") values.push_back(platform);
            return values;
        }
        for (const Node& item : yaml::as_list(*node, "a list of platforms").items) {
            const Platform platform = yaml::as_platform(item).value;
            if (std::find(values.begin(), values.end(), platform) != values.end())
                refuse(item, "the platform " + item.text + " stands here twice", "again");
            if (!built_.contains(platform))
                refuse(item, "nothing of this project is built for " + item.text, "no build has it");
            values.push_back(platform);
        }
        return values;
    }

    static std::string description(MapReader& reader, const std::set<std::string>& names,
                                   const std::string& otherwise) {
        const auto value = reader.optional_text("description");
        if (!value) return otherwise;
        check_template(value->value, names, value->at);
        return value->value;
    }

    static Content content(const Node& node) {
        const std::string text = yaml::as_text(node).value;
        const auto blank = text.find(' ');
        const std::string word = text.substr(0, blank);
        const std::string name(blank == std::string::npos ? "" : trim(text.substr(blank + 1)));
        std::vector<std::string> known;
        for (const ContentWord& entry : content_words) {
            known.emplace_back(entry.word);
            if (word != entry.word) continue;
            if (entry.named && name.empty())
                refuse(node, "\"" + word + "\" needs a name behind it", "of which one?");
            if (!entry.may_be_named && !name.empty())
                refuse(node, "nothing stands behind \"" + word + "\"", "expected the word alone");
            return {entry.kind, name, node.at};
        }
        Error error(Failure::definition, "\"" + text + "\" is nothing that an archive or an image can hold");
        error.at(node.at, "expected one of: " + join(known, ", "));
        if (const auto meant = suggestion(word, known)) error.note("Did you mean " + *meant + "?");
        throw error;
    }

    static Contents contents(const Node& node, const std::set<std::string>& names) {
        Contents all;
        for (const auto& member : yaml::as_map(node, "contents by path").members) {
            if (member.key != "." && !is_contained_path(member.key))
                throw Error(Failure::definition, "\"" + member.key + "\" is no path in an archive")
                    .at(member.at, "expected a path without a leading slash, or \".\"");
            check_template(member.key, names, member.at);
            all[member.key] = content(member.value);
        }
        return all;
    }

    ArchiveDefinition archive(const Node& node) const {
        MapReader reader(node, "an archive");
        ArchiveDefinition archive;
        archive.at = node.at;
        const auto name = reader.text("name");
        archive.platforms = platforms(reader.find("platforms"), false);
        const auto& names = archive.platforms.empty() ? names_of_all : names_of_one;
        check_template(name.value, names, name.at);
        file_name(name.value, name.at, "the name of an archive");
        if (!name.value.ends_with(".tar.gz") && !name.value.ends_with(".zip"))
            throw Error(Failure::definition, "what kind of archive is " + name.value + "?")
                .at(name.at, "expected a name that ends in .tar.gz or .zip");
        const auto used = references(name.value);
        if (archive.platforms.size() > 1 && (!used.contains("os") || !used.contains("arch")))
            throw Error(Failure::definition, "archives of several platforms would have one name")
                .at(name.at, "expected {os} and {arch} in it");
        archive.name = name.value;
        archive.description = description(reader, names, name.value);
        if (const Node* value = reader.find("contents"))
            archive.contents = contents(*value, names);
        else
            archive.contents = {{".", {Content::Kind::binaries, "", node.at}},
                                {"ATTRIBUTION.txt", {Content::Kind::attribution, "", node.at}},
                                {"LICENSES", {Content::Kind::licenses, "", node.at}}};
        reader.finish();
        return archive;
    }

    static std::map<std::string, std::string> texts_by_name(const Node* node, const std::string& what) {
        std::map<std::string, std::string> values;
        if (node == nullptr) return values;
        for (const auto& member : yaml::as_map(*node, what).members) {
            if (member.value.kind != Node::Kind::text)
                refuse(member.value, "expected text, got " + yaml::kind_name(member.value), "here");
            if (member.key.empty() || member.key.find('=') != std::string::npos)
                throw Error(Failure::definition, "\"" + member.key + "\" cannot be a name here")
                    .at(member.at, "expected no = in it");
            values[member.key] = member.value.text;
        }
        return values;
    }

    static std::vector<std::string> texts(const Node* node) {
        std::vector<std::string> values;
        if (node != nullptr)
            for (const auto& value : yaml::as_texts(*node)) values.push_back(value.value);
        return values;
    }

    static std::vector<std::string> ports(const Node* node) {
        std::vector<std::string> values;
        if (node == nullptr) return values;
        for (const auto& value : yaml::as_texts(*node)) {
            const auto slash = value.value.find('/');
            const std::string number = value.value.substr(0, slash);
            const std::string protocol = slash == std::string::npos ? "tcp" : value.value.substr(slash + 1);
            const bool digits = !number.empty() && number.size() < 6 &&
                                number.find_first_not_of("0123456789") == std::string::npos;
            if (!digits || std::stoi(number) < 1 || std::stoi(number) > 65535 ||
                (protocol != "tcp" && protocol != "udp" && protocol != "sctp"))
                throw Error(Failure::definition, "\"" + value.value + "\" is no port")
                    .at(value.at, "expected 53 or 53/udp");
            values.push_back(number + "/" + protocol);
        }
        return values;
    }

    static std::vector<std::string> volumes(const Node* node) {
        std::vector<std::string> values;
        if (node == nullptr) return values;
        for (const auto& value : yaml::as_texts(*node)) {
            if (!value.value.starts_with("/"))
                throw Error(Failure::definition, "\"" + value.value + "\" is no place in an image")
                    .at(value.at, "expected an absolute path");
            values.push_back(value.value);
        }
        return values;
    }

    static void repository_name(const Node& node) {
        const std::string& text = node.text;
        const bool plain =
            text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._/-") == std::string::npos;
        if (!plain || !is_contained_path(text))
            refuse(node, "\"" + text + "\" is no repository of images",
                   "expected small letters, digits, . _ - and /");
    }

    ImageDefinition image(const Node& node) const {
        MapReader reader(node, "an image");
        ImageDefinition image;
        image.at = node.at;
        const auto name = reader.text("name");
        file_name(name.value, name.at, "the name of an image");
        image.name = name.value;
        image.repository = reader.text("repository", repository_name).value;
        image.description = description(reader, names_of_all, image.name + " container image");
        if (const auto base = reader.optional_text("base")) image.base = base->value;
        image.platforms = platforms(reader.find("platforms"), true);
        if (image.platforms.empty()) refuse(node, "this image is for no platform", "needs `platforms`");
        image.contents = contents(reader.need("contents"), names_of_one);
        image.entrypoint = texts(reader.find("entrypoint"));
        image.command = texts(reader.find("command"));
        image.environment = texts_by_name(reader.find("environment"), "environment variables");
        if (const Node* value = reader.find("platform_environment"))
            for (const auto& member : yaml::as_map(*value, "environment variables by platform").members) {
                Node key;
                key.kind = Node::Kind::text;
                key.text = member.key;
                key.at = member.at;
                const Platform platform = yaml::as_platform(key).value;
                if (std::find(image.platforms.begin(), image.platforms.end(), platform) ==
                    image.platforms.end())
                    refuse(key, "the image is not made for " + member.key, "expected one of its platforms");
                image.platform_environment[platform] = texts_by_name(&member.value, "environment variables");
            }
        if (const auto value = reader.optional_text("user")) image.user = value->value;
        if (const auto value = reader.optional_text("directory")) image.directory = value->value;
        image.ports = ports(reader.find("ports"));
        image.volumes = volumes(reader.find("volumes"));
        image.labels = texts_by_name(reader.find("labels"), "labels");
        reader.finish();
        return image;
    }

    static FoundLicence licence(const Node& node) {
        MapReader reader(node, "a licence that was looked up");
        FoundLicence found{reader.text("spdx").value, reader.text("because").value, node.at};
        reader.finish();
        return found;
    }

    // {kube-proxy: [kube-proxy]}: what the manifest has under another component's name.
    void list_elsewhere(const Node& node) {
        for (const auto& member : yaml::as_map(node, "components of the manifest").members) {
            file_name(member.key, member.at, "the name of a component");
            if (member.key == packaging_.name)
                throw Error(Failure::definition, member.key + " is the component of all else")
                    .at(member.at, "expected another component of the manifest");
            for (const Node& item : yaml::as_list(member.value, "a list of binaries and images").items) {
                const std::string name = yaml::as_text(item).value;
                if (!is_image(name) && !is_binary(name))
                    refuse(item, "this project has no binary and no image " + name,
                           "expected the name of one");
                if (!packaging_.listed_in.emplace(name, member.key).second)
                    refuse(item, name + " stands here twice", "again");
            }
        }
    }

    bool is_image(const std::string& name) const {
        return std::any_of(packaging_.images.begin(), packaging_.images.end(),
                           [&](const ImageDefinition& image) { return image.name == name; });
    }

    bool is_binary(const std::string& name) const {
        return std::any_of(project_.builds.begin(), project_.builds.end(),
                           [&](const ModuleBuild& build) { return build.binaries.contains(name); });
    }

    // Names in contents are of things that there are, for each platform they are asked for.
    void check_contents() const {
        std::set<std::string> images, archives;
        for (const ImageDefinition& image : packaging_.images)
            if (!images.insert(image.name).second)
                throw Error(Failure::definition, "two images are called " + image.name)
                    .at(image.at, "again here");
        for (const ArchiveDefinition& archive : packaging_.archives) {
            for (const auto& [path, content] : archive.contents) {
                if (content.kind == Content::Kind::archive && !archives.contains(content.name))
                    throw Error(Failure::definition, "no archive before this one is " + content.name)
                        .at(content.at, "an archive holds only archives that stand before it");
                check_one(content, archive.platforms, images);
            }
            if (!archives.insert(archive.name).second)
                throw Error(Failure::definition, "two archives are called " + archive.name)
                    .at(archive.at, "again here");
        }
        for (const ImageDefinition& image : packaging_.images)
            for (const auto& [path, content] : image.contents) {
                if (content.kind == Content::Kind::archive || content.kind == Content::Kind::image)
                    throw Error(Failure::definition, "an image holds no archives and no images")
                        .at(content.at, "here");
                check_one(content, image.platforms, images);
            }
    }

    void check_one(const Content& content, const std::vector<Platform>& platforms,
                   const std::set<std::string>& images) const {
        const bool of_platform = content.kind == Content::Kind::binaries ||
                                 content.kind == Content::Kind::binary ||
                                 content.kind == Content::Kind::image;
        if (of_platform && platforms.empty())
            throw Error(Failure::definition, "of which platform?")
                .at(content.at, "this archive is one for all platforms");
        const bool of_image = content.kind == Content::Kind::image ||
                              content.kind == Content::Kind::image_tag ||
                              content.kind == Content::Kind::image_name;
        if (of_image && !images.contains(content.name))
            throw Error(Failure::definition, "this project has no image " + content.name)
                .at(content.at, "expected one of `images`");
        if (content.kind == Content::Kind::source && !content.name.empty() &&
            !is_contained_path(content.name))
            throw Error(Failure::definition, "\"" + content.name + "\" leaves the source")
                .at(content.at, "expected a path in it");
        if (content.kind != Content::Kind::binary) return;
        for (const Platform& platform : platforms)
            if (!is_built(content.name, platform))
                throw Error(Failure::definition,
                            "no binary " + content.name + " is built for " + platform.str())
                    .at(content.at, "expected the name of a binary of `builds`");
    }

    bool is_built(const std::string& binary, const Platform& platform) const {
        return std::any_of(project_.builds.begin(), project_.builds.end(), [&](const ModuleBuild& build) {
            return build.binaries.contains(binary) &&
                   std::any_of(build.platforms.begin(), build.platforms.end(),
                               [&](const auto& one) { return one.value == platform; });
        });
    }

    const Project& project_;
    std::set<Platform> built_;
    Packaging packaging_;
};

}  // namespace

Packaging parse_packaging(const Node& node, const Project& project) {
    return Parser(project).run(node);
}

}  // namespace verbatim
