#include "publish/push.h"

#include "base/error.h"
#include "base/files.h"
#include "inspect/image_files.h"
#include "inspect/oci.h"

#include <algorithm>
#include <optional>
#include <set>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

bool only_of(std::string_view text, std::string_view marks) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

// What the folder holds, each blob of it proven.
oci::Descriptor proven_entry(const fs::path& layout) {
    const std::string what = "the image in " + layout.string();
    const fs::path version = layout / "oci-layout", index = layout / "index.json";
    std::error_code error;
    if (!fs::is_regular_file(version, error) || !fs::is_regular_file(index, error))
        throw Error(Failure::mismatch, what + " is no OCI layout: it lacks oci-layout or index.json");
    oci::check_layout_version(read_file(version, oci::document_limit), what);
    oci::Descriptor entry = oci::only_entry(read_file(index, oci::document_limit), what);
    const oci::FindBlob find = oci::blobs_of_layout(layout);
    std::set<Digest> checked;
    for (const oci::Descriptor& manifest : oci::manifests_below(find, entry, what)) {
        for (const oci::Descriptor& layer : oci::read_manifest(find, manifest, what).manifest.layers)
            if (checked.insert(layer.digest).second) oci::check_layer(find, layer, what);
    }
    return entry;
}

class Registry {
  public:
    Registry(const PushTarget& target, const PushOptions& options)
        : target_(target),
          host_(registry_host(target.name)),
          work_(options.registries.scratch.empty() ? fs::temp_directory_path() : options.registries.scratch,
                "push-"),
          registries_{options.registries.without_tls, work_.path()} {}

    // What the tag stands for; nothing where there is no such tag. `expected` is what we hope for.
    [[nodiscard]] std::optional<Digest> digest(const Digest& expected) const {
        std::vector<std::string> words = {"inspect", "--raw"};
        if (!needs_tls(host_, registries_)) words.emplace_back("--tls-verify=false");
        words.push_back("docker://" + target_.str());
        const SkopeoResult result = run_skopeo(words, registries_);
        if (result.succeeded) return sha256(raw_manifest(result.output, expected));
        if (registry_trouble(result.output) == RegistryTrouble::absent) return std::nullopt;
        throw registry_error("ask for " + target_.str(), host_, result.output);
    }

    // `before`: what the tag stood for, `entry`: what it is to stand for.
    void copy(const fs::path& layout, const std::optional<Digest>& before, const Digest& entry) const {
        std::vector<std::string> words = {"copy", "--quiet", "--all", "--preserve-digests"};
        if (!needs_tls(host_, registries_)) words.emplace_back("--dest-tls-verify=false");
        // In the layout's folder, as a colon in its path would be read as a tag.
        words.insert(words.end(), {"oci:.", "docker://" + target_.str()});
        const SkopeoResult result = run_skopeo(words, registries_, layout);
        if (!result.succeeded)
            throw push_error(target_.name, target_.tag, result.output).note(tag_now(before, entry));
    }

  private:
    // After a copy that failed: a connection may break when the registry has taken the tag already.
    [[nodiscard]] std::string tag_now(const std::optional<Digest>& before, const Digest& entry) const {
        std::optional<Digest> now;
        try {
            now = digest(entry);
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted) throw;
            return "Whether the tag was set is not known: the registry cannot be asked now.";
        }
        if (now == before) return "The tag was not set: it stands for what it stood for before.";
        if (now == entry)
            return "The tag was set: it stands for this image, " + oci::digest_text(entry) + ".";
        return "The tag has changed meanwhile: it stands for " +
               (now ? oci::digest_text(*now) : std::string("nothing")) + ".";
    }

    const PushTarget& target_;
    std::string host_;
    TemporaryDirectory work_;  // what skopeo leaves where it is ended goes with it
    Registries registries_;
};

}  // namespace

PushTarget parse_push_target(const std::string& text) {
    const auto slash = text.find('/');
    const auto colon = text.rfind(':');
    if (slash == std::string::npos || slash == 0 || colon == std::string::npos || colon < slash ||
        text.find("..") != std::string::npos || text.find("//") != std::string::npos ||
        !only_of(text.substr(0, slash), ".:-[]") ||
        !only_of(text.substr(slash + 1, colon - slash - 1), "._-/") ||
        !only_of(text.substr(colon + 1), "._-") || text.size() - colon > 129)
        throw Error(Failure::usage, "\"" + text + "\" is no place to push an image to")
            .next("write HOST/REPOSITORY:TAG, for example registry.example.org/etcd-io/etcd:v3.6.12");
    return {text.substr(0, colon), text.substr(colon + 1)};
}

Pushed push_image(const fs::path& layout, const PushTarget& target, const PushOptions& options) {
    const oci::Descriptor entry = proven_entry(layout);
    const Registry registry(target, options);
    const std::optional<Digest> before = registry.digest(entry.digest);
    if (before == entry.digest) return {false, entry.digest};
    if (before && !options.replace)
        throw Error(Failure::mismatch, target.str() + " stands for another image already")
            .note("there     " + oci::digest_text(*before) + "\nto push   " + oci::digest_text(entry.digest))
            .note("Nothing was pushed.")
            .next("push under another tag; what is published does not change");

    Event event;
    event.kind = Event::Kind::started;
    event.subject = "push " + target.str();
    emit(options.events, event);
    registry.copy(layout, before, entry.digest);
    const std::optional<Digest> after = registry.digest(entry.digest);
    if (after != entry.digest)
        throw Error(Failure::mismatch, "the registry has another image than the one that was pushed")
            .note("expected " + oci::digest_text(entry.digest) + "\ncame     " +
                  (after ? oci::digest_text(*after) : "nothing") + "\nfrom     " + target.str())
            .next(
                "the same command again; if it stays so, the registry rewrites images or somebody else "
                "pushes "
                "there");
    event.kind = Event::Kind::finished;
    event.text = "pushed";
    emit(options.events, event);
    return {true, entry.digest};
}

}  // namespace verbatim
