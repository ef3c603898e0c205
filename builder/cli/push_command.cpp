#include "base/scratch_folder.h"
#include "base/text.h"
#include "cli/workspace.h"
#include "publish/push.h"
#include "publish/release_images.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct PushCommandOptions {
    std::string folder, registry, channel;
    std::int64_t number = 0;
    std::vector<std::string> without_tls;
    bool replace = false, json = false;
};

struct PushedImage {
    ReleaseImage image;
    std::string target;
    std::optional<Pushed> pushed;
    std::string error;
};

void tell(const PushedImage& one) {
    if (one.pushed)
        fmt::print("{}  {}\n    sha256:{}\n", one.pushed->changed ? "pushed  " : "is there", one.target,
                   one.pushed->digest.hex());
    else
        fmt::print("failed    {}\n", one.target);
    std::fflush(stdout);
}

// docs/formats/commands-json.md
std::string push_json(const PushCommandOptions& options, const ReleaseLayout& layout,
                      const std::vector<PushedImage>& all) {
    Json images = Json::array();
    for (const PushedImage& one : all)
        images.push_back({{"image", one.target},
                          {"digest", "sha256:" + one.image.digest.hex()},
                          {"state", !one.pushed           ? "failed"
                                    : one.pushed->changed ? "pushed"
                                                          : "unchanged"},
                          {"error", one.error.empty() ? Json(nullptr) : Json(one.error)}});
    return json_text({{"format", "verbatim.push/1"},
                      {"folder", options.folder},
                      {"registry", options.registry},
                      {"release", layout.channel},
                      {"number", layout.number},
                      {"images", images}});
}

ExitStatus push(const PushCommandOptions& options, const Globals& globals) {
    const Workspace workspace(globals);
    const ReleaseLayout layout = find_release(options.folder, options.channel, options.number);
    refuse_withdrawn(options.folder, layout);
    PushOptions how;
    how.registries.without_tls = {options.without_tls.begin(), options.without_tls.end()};
    const ScratchFolder scratch("verbatim-push-");
    how.registries.scratch = scratch.path();
    how.replace = options.replace;
    std::vector<PushedImage> all;
    bool failed = false;
    for (ReleaseImage& image : release_images(options.folder, layout)) {
        PushedImage one{std::move(image), "", std::nullopt, ""};
        one.target = options.registry + "/" + one.image.repository + ":" + one.image.tag;
        try {
            one.pushed = push_image(one.image.layout, parse_push_target(one.target), how);
        } catch (const Error& error) {
            if (error.kind() == Failure::interrupted || error.kind() == Failure::usage) throw;
            one.error = error.render();
            std::fputs((one.error + "\n").c_str(), stderr);
            failed = true;
        }
        if (!options.json) tell(one);
        all.push_back(std::move(one));
    }
    if (options.json) std::fputs(push_json(options, layout, all).c_str(), stdout);
    if (failed) return ExitStatus::nothing_compared;
    if (all.empty()) {
        std::fputs("This release has no images.\n", stderr);
        return ExitStatus::nothing_to_check;
    }
    return ExitStatus::ok;
}

}  // namespace

RunCommandLine declare_push(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<PushCommandOptions>();
    app.add_option("DIR", options->folder, "The folder that `verbatim release --out` wrote")
        ->required()
        ->type_name("");
    app.add_option("REGISTRY", options->registry, "HOST or HOST/PATH; its credentials are those of skopeo")
        ->required()
        ->type_name("");
    app.add_option("--release", options->channel, "The branch (default: the only one in DIR)")
        ->type_name("BRANCH");
    app.add_option("--number", options->number, "The release's number (default: the channel's latest)")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
        ->type_name("N");
    app.add_option("--without-tls", options->without_tls,
                   "A registry that is spoken to over http; one on loopback always is")
        ->type_name("HOST")
        ->allow_extra_args(false);
    app.add_flag("--replace", options->replace, "Move a tag that stands for another image");
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] { return push(*options, globals); };
}

}  // namespace verbatim
