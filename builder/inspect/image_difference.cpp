#include "inspect/image_difference.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

namespace verbatim::oci {

namespace {

using Finding = ImageDifference::Finding;

// Each path once, whatever the layers left unsaid: folders that are only implied are root's, mode 0755, and a
// hardlink is the file that it names.
FileSystem complete(const FileSystem& files) {
    FileSystem all = files;
    const auto folder = [](std::string path) {
        Member member;
        member.path = std::move(path);
        member.kind = Member::Kind::directory;
        member.mode = 0755;
        return member;
    };
    all.try_emplace(".", folder("."));
    for (const auto& [path, member] : files)
        for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
            all.try_emplace(path.substr(0, slash), folder(path.substr(0, slash)));
    for (auto& [path, member] : all) {
        constexpr int most_steps = 8;
        for (int step = 0; step < most_steps && member.kind == Member::Kind::hardlink; ++step) {
            const auto target = files.find(member.target);
            if (target == files.end()) break;
            member = target->second;
            member.path = path;
        }
    }
    return all;
}

std::string described(const Member& member) {
    const std::string owner = fmt::format("mode {:04o}, owner {}:{}", member.mode, member.uid, member.gid);
    switch (member.kind) {
        case Member::Kind::file:
            return fmt::format("{} bytes, sha256 {}, {}", member.size, member.content.short_hex(), owner);
        case Member::Kind::directory:
            return "a folder, " + owner;
        case Member::Kind::symlink:
            return "a link to " + member.target;
        case Member::Kind::hardlink:
            return "a hard link to " + member.target;
        case Member::Kind::other:
            break;
    }
    return "a device or pipe, " + owner;
}

bool same(const Member& a, const Member& b) {
    // Modes of links mean nothing.
    if (a.kind == Member::Kind::symlink && b.kind == Member::Kind::symlink)
        return std::tie(a.target, a.uid, a.gid) == std::tie(b.target, b.uid, b.gid);
    return a == b;
}

class ImageComparer {
  public:
    explicit ImageComparer(std::size_t most) : most_(most) {}

    void content(Finding finding) {
        ++difference.content_count;
        if (difference.content.size() < most_) difference.content.push_back(std::move(finding));
    }
    void packaging(Finding finding) {
        if (difference.packaging.size() < most_) difference.packaging.push_back(std::move(finding));
    }

    void files(const std::string& platform, const FileSystem& was, const FileSystem& is) {
        for (const auto& [path, member] : was) {
            const auto found = is.find(path);
            if (found == is.end())
                content({platform, "is gone", path, described(member), ""});
            else if (!same(member, found->second))
                content({platform, "differs", path, described(member), described(found->second)});
        }
        for (const auto& [path, member] : is)
            if (!was.contains(path)) content({platform, "is new", path, "", described(member)});
    }

    void images(const ReadImage& was, const ReadImage& is) {
        const std::string platform = was.platform.str();
        if (was.manifest && was.manifest == is.manifest) return;
        const std::size_t before = difference.content_count;
        if (was.runtime != is.runtime)
            content({platform, "the config differs: how its program is run", "", was.runtime, is.runtime});
        files(platform, complete(was.files), complete(is.files));
        if (difference.content_count == before) packaged(platform, was, is);
    }

    ImageDifference difference;

  private:
    void packaged(const std::string& platform, const ReadImage& was, const ReadImage& is) {
        const auto note = [&](bool differs, const std::string& what, const std::string& a,
                              const std::string& b) {
            if (differs) packaging({platform, what, "", a, b});
        };
        const std::size_t before = difference.packaging.size();
        note(was.manifest_type != is.manifest_type, "the kind of manifest", was.manifest_type,
             is.manifest_type);
        note(was.created != is.created, "the time of making", was.created, is.created);
        note(was.history != is.history, "the history", "", "");
        note(was.layers.size() != is.layers.size(), "the number of layers", std::to_string(was.layers.size()),
             std::to_string(is.layers.size()));
        bool tars = false, compressed = false;
        for (std::size_t i = 0; i < std::min(was.layers.size(), is.layers.size()); ++i) {
            const bool same_tar = was.layers[i].diff_id == is.layers[i].diff_id;
            tars = tars || !same_tar;
            compressed = compressed || (same_tar && was.layers[i].blob != is.layers[i].blob);
        }
        note(tars, "the tars of layers: times, order or headers", "", "");
        note(compressed, "the compression of layers", "", "");
        note(
            difference.packaging.size() == before && (was.manifest != is.manifest || was.config != is.config),
            "the bytes of config or manifest", "", "");
    }

    std::size_t most_;
};

}  // namespace

ImageDifference image_difference(const ReadImages& was, const ReadImages& is, std::size_t most) {
    ImageComparer comparison(most);
    // A platform may come more than once: then the first is compared with the first.
    using Key = std::tuple<ImagePlatform, std::size_t>;
    const auto keyed = [](const ReadImages& images) {
        std::map<Key, const ReadImage*> all;
        for (const ReadImage& image : images.images) {
            std::size_t number = 0;
            while (all.contains({image.platform, number})) ++number;
            all[{image.platform, number}] = &image;
        }
        return all;
    };
    const auto old = keyed(was), now = keyed(is);
    for (const auto& [key, image] : old) {
        const auto found = now.find(key);
        if (found == now.end())
            comparison.content({image->platform.str(), "has no image any more", "", "", ""});
        else
            comparison.images(*image, *found->second);
    }
    for (const auto& [key, image] : now)
        if (!old.contains(key)) comparison.content({image->platform.str(), "has a new image", "", "", ""});
    if (comparison.difference.identical() && was.digest && is.digest && was.digest != is.digest)
        comparison.packaging({"", "the index", "", digest_text(*was.digest), digest_text(*is.digest)});
    return comparison.difference;
}

}  // namespace verbatim::oci
