// The layers of an image stand one on the other, the base's lowest. So where the lowest differs and there are
// others above it, the base is another one; what differs above it is the image's own.
#include "base/text.h"
#include "cause/packing_causes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace verbatim {

namespace {

using Kind = Cause::Kind;
using Images = std::vector<const oci::ReadImage*>;

std::string layer_text(const oci::ReadLayer& layer) {
    return "sha256:" + layer.diff_id.short_hex() + "…";
}

class ImageRules {
  public:
    ImageRules(const oci::ReadImages& was, const oci::ReadImages& is, const oci::ImageDifference& difference)
        : was_(was), is_(is), difference_(difference) {}

    std::vector<Cause> run() {
        platforms();
        for (const oci::ReadImage& a : was_.images)
            for (const oci::ReadImage& b : is_.images)
                if (a.platform == b.platform) {
                    layers(a, b);
                    config(a, b);
                    break;
                }
        files();
        packaging();
        std::stable_sort(causes_.begin(), causes_.end(),
                         [](const Cause& a, const Cause& b) { return a.kind < b.kind; });
        return std::move(causes_);
    }

  private:
    void add(Kind kind, std::string text, std::vector<std::string> evidence, std::string next) {
        causes_.push_back({kind, std::move(text), std::move(evidence), std::move(next), {}});
    }

    void platforms() {
        const auto of = [](const oci::ReadImages& images) {
            std::set<std::string> all;
            for (const auto& image : images.images) all.insert(printable(image.platform.str()));
            return std::vector<std::string>(all.begin(), all.end());
        };
        const auto a = of(was_), b = of(is_);
        if (a != b)
            add(Kind::platforms,
                "they are for other platforms: " + join(a, ", ") + " in A, " + join(b, ", ") + " in B", {},
                "build for the platforms of A, or compare one platform of each");
    }

    void layers(const oci::ReadImage& a, const oci::ReadImage& b) {
        const auto &x = a.layers, &y = b.layers;
        if (x.empty() || y.empty() || x.size() + y.size() < 3) return;  // nothing lies on a base
        if (x.front().diff_id == y.front().diff_id) return;
        // The same file system in other layers is no other base.
        if (a.files == b.files) return;
        std::size_t above = 0;
        while (above < x.size() && above < y.size() &&
               x[x.size() - 1 - above].diff_id == y[y.size() - 1 - above].diff_id)
            ++above;
        std::vector<std::string> evidence = {
            "the lowest layer: " + layer_text(x.front()) + " in A, " + layer_text(y.front()) + " in B",
            fmt::format("layers: {} in A, {} in B; of the highest, {} the same", x.size(), y.size(), above)};
        add(Kind::base_layer, "another base image, for " + printable(a.platform.str()), std::move(evidence),
            "build on the base image of A: its digest goes into the lock (base images), as a tag moves");
    }

    void config(const oci::ReadImage& a, const oci::ReadImage& b) {
        if (a.runtime == b.runtime) return;
        std::vector<std::string> evidence;
        const auto was = nlohmann::json::parse(a.runtime, nullptr, false),
                   is = nlohmann::json::parse(b.runtime, nullptr, false);
        std::set<std::string> names;
        for (const auto* side : {&was, &is})
            if (side->is_object())
                for (const auto& [name, value] : side->items()) names.insert(name);
        const auto shown = [](const nlohmann::json& side, const std::string& name) {
            if (!side.is_object() || !side.contains(name)) return std::string("none");
            std::string text = side[name].dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
            constexpr std::size_t longest = 160;
            return text.size() > longest ? text.substr(0, longest) + "…" : text;
        };
        for (const std::string& name : names)
            if (shown(was, name) != shown(is, name))
                evidence.push_back(printable(name) + ": " + shown(was, name) + " in A, " + shown(is, name) +
                                   " in B");
        add(Kind::config,
            "the config says otherwise how the program is run, for " + printable(a.platform.str()),
            std::move(evidence), "compare the image's definition (release: images of the project)");
    }

    void files() {
        constexpr std::size_t most = 5;
        std::vector<std::string> bytes, members;
        std::size_t bytes_count = 0, members_count = 0;
        for (const auto& one : difference_.content) {
            if (one.path.empty()) continue;
            const bool differs = one.what == "differs";
            auto& list = differs ? bytes : members;
            ++(differs ? bytes_count : members_count);
            if (list.size() < most)
                list.push_back(
                    printable(one.path) + " " + one.what +
                    (differs ? ": " + printable(one.was) + " in A; " + printable(one.is) + " in B" : ""));
        }
        if (!bytes.empty())
            add(Kind::content, counted(bytes_count, "file") + (bytes_count == 1 ? " differs" : " differ"),
                bytes, "take the file out of both images and compare: verbatim explain FILE FILE");
        if (!members.empty())
            add(Kind::members,
                counted(members_count, "file") + (members_count == 1 ? " is" : " are") + " in one image only",
                members, "compare what is packed, and the base images");
    }

    void packaging() {
        const bool other_layers =
            std::any_of(difference_.packaging.begin(), difference_.packaging.end(),
                        [](const auto& one) { return one.what == "the number of layers"; });
        for (const auto& one : difference_.packaging) {
            const std::string values =
                one.was.empty() && one.is.empty()
                    ? std::string()
                    : ": " + printable(one.was) + " in A, " + printable(one.is) + " in B";
            const std::string text = one.what + " differs" + values;
            if (one.what == "the time of making")
                add(Kind::times, text, {}, "set the config's time to the commit's (SOURCE_DATE_EPOCH)");
            else if (one.what.starts_with("the tars of layers") && other_layers)
                continue;  // they cannot be equal then
            else if (one.what.starts_with("the tars of layers"))
                add(Kind::times, "the same files are packed otherwise: times, order or headers of the layers",
                    {}, "give all files one time, the commit's, and pack them in sorted order");
            else if (one.what == "the compression of layers")
                add(Kind::compression, text, {}, "compress layers with the same program at the same level");
            else if (one.what == "the history" || one.what == "the number of layers")
                add(Kind::layers, text, {}, "make the same layers in the same steps");
            else
                add(Kind::format, text, {}, "write the same kind of image (OCI or Docker)");
        }
    }

    const oci::ReadImages &was_, &is_;
    const oci::ImageDifference& difference_;
    std::vector<Cause> causes_;
};

}  // namespace

std::vector<Cause> image_causes(const oci::ReadImages& was, const oci::ReadImages& is,
                                const oci::ImageDifference& difference) {
    return ImageRules(was, is, difference).run();
}

}  // namespace verbatim
