#include "execute/perform.h"

#include "base/error.h"
#include "base/text.h"
#include "execute/stamp_check.h"
#include "fetch/builder_root.h"
#include "fetch/commit.h"
#include "fetch/go_modules.h"
#include "fetch/go_toolchain.h"
#include "fetch/image.h"
#include "fetch/patches.h"
#include "plan/standard_library.h"
#include "transform/arrange.h"
#include "transform/attribution.h"
#include "transform/image.h"
#include "transform/licences.h"
#include "transform/pack_archive.h"
#include "transform/pack_image.h"
#include "transform/prepared.h"
#include "transform/series.h"
#include "transform/source.h"
#include "transform/standard_library.h"

#include <fmt/format.h>

#include <fstream>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr int shown_log_lines = 12;

// The end of a log, read from its end: it may be large.
std::string last_lines(const fs::path& log) {
    std::ifstream in(log, std::ios::binary | std::ios::ate);
    const auto size = static_cast<std::int64_t>(in.tellg());
    const std::int64_t from = std::max<std::int64_t>(0, size - 8192);
    in.seekg(from);
    std::string text(static_cast<std::size_t>(std::max<std::int64_t>(size - from, 0)), '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    std::vector<std::string> lines = split(trim(text), '\n');
    if (lines.size() > shown_log_lines) lines.erase(lines.begin(), lines.end() - shown_log_lines);
    for (std::string& line : lines) line = "| " + line.substr(0, 400);
    return join(lines, "\n");
}

class Performer {
  public:
    Performer(Store& store, FetchContext context, Sandbox sandbox)
        : store_(store), context_(std::move(context)), sandbox_(std::move(sandbox)) {}

    Outcome operator()(const Work& work) {
        outcome_ = {};
        std::visit([&](const auto& operation) { perform(operation, work); }, work.operation);
        outcome_.action = work.action.name;
        return std::move(outcome_);
    }

  private:
    void perform(const FetchCommit& fetch, const Work&) {
        outcome_.trees["objects"] = fetch_commit(fetch, context_);
    }
    void perform(const FetchDistro& fetch, const Work&) {
        outcome_.trees["tree"] = fetch_distro(fetch, context_);
    }
    void perform(const FetchToolchain& fetch, const Work&) {
        outcome_.trees["tree"] = fetch_toolchain(fetch, context_);
    }
    void perform(const FetchRoot& fetch, const Work&) {
        outcome_.trees["tree"] = fetch_root(fetch, context_);
    }

    void perform(const FetchModules& fetch, const Work& work) {
        outcome_.trees["proxy"] =
            fetch_modules(fetch, work.inputs.at("source"), work.action.component, context_);
    }

    void perform(const FetchPatches& fetch, const Work&) {
        outcome_.trees["tree"] = fetch_patches(fetch, context_);
    }

    void perform(const FetchFiles& fetch, const Work&) {
        outcome_.trees["tree"] = fetch_files(fetch, context_);
    }

    void perform(const FetchImage& fetch, const Work&) {
        const Located<std::string> reference{fetch.reference.value + "@sha256:" + fetch.digest.hex(),
                                             fetch.reference.at};
        outcome_.trees["image"] = fetch_image(reference, fetch.platform, context_).tree;
    }

    void perform(const Arrange& places, const Work& work) {
        outcome_.trees["tree"] = arrange(places, work.inputs, store_);
    }

    void perform(const PackArchive& pack, const Work& work) {
        outcome_.trees["file"] = pack_archive(work.inputs.at("tree"), archive_format_of(pack.name).value(),
                                              pack.name, std::stoll(pack.time), store_);
    }

    void perform(const CollectLicences& collect, const Work& work) {
        LicenceSources sources{collect.component, collect.version, {}, work.inputs.at("source"), {}, {}};
        for (const auto& [input, module] : collect.built)
            sources.built.push_back({input, module, work.inputs.at(input), !collect.not_go.contains(input)});
        if (const auto toolchain = work.inputs.find("toolchain"); toolchain != work.inputs.end())
            sources.toolchain = toolchain->second;
        if (const auto modules = work.inputs.find("modules"); modules != work.inputs.end())
            sources.modules = modules->second;
        outcome_.trees["tree"] = collect_licences(sources, store_);
    }

    void perform(const MakeAttribution& make, const Work& work) {
        AttributionOf of{make.component, make.source, {}};
        for (const auto& [module, spdx, because] : make.overrides)
            of.overrides.push_back({module, spdx, because});
        const Attribution made =
            make_attribution(of, work.inputs.at("licences"), work.inputs.at("report"), store_);
        outcome_.trees["tree"] = made.tree;
        for (const std::string& note : made.notes) tell(work, note);
    }

    void perform(const MakeImage& make, const Work& work) {
        const ImageConfig config{make.platform, make.entrypoint,         make.command, make.environment,
                                 make.user,     make.directory,          make.ports,   make.volumes,
                                 make.labels,   std::stoll(make.created)};
        const auto base = work.inputs.find("base");
        take(make_image(base == work.inputs.end() ? std::nullopt : std::optional(base->second),
                        work.inputs.at("files"), config, store_));
    }

    void perform(const MakeImageIndex& index, const Work& work) {
        std::vector<PlatformImage> images;
        for (const Platform& platform : index.platforms)
            images.push_back({platform, work.inputs.at(platform.str())});
        take(make_image_index(images, store_));
    }

    void take(const MadeImage& made) {
        outcome_.trees["image"] = made.tree;
        outcome_.values["image_digest"] = made.digest.hex();
    }

    void perform(const PackImage& pack, const Work& work) {
        const ImageFormat format = pack.format == PackImage::Format::oci_archive
                                       ? ImageFormat::oci_archive
                                       : ImageFormat::docker_archive;
        outcome_.trees["file"] = pack_image(
            work.inputs.at("image"), {pack.name, format, pack.reference, std::stoll(pack.time)}, store_);
    }

    void perform(const ApplySeries& series, const Work& work) {
        const auto tree = [&](const char* name) {
            const auto found = work.inputs.find(name);
            return found == work.inputs.end() ? std::nullopt : std::optional<Digest>(found->second);
        };
        const PatchedCommit patched =
            apply_patches(series, work.inputs.at("objects"), {tree("distro"), tree("own")}, store_);
        outcome_.trees["objects"] = patched.objects;
        outcome_.values = {{"patched_commit", patched.commit}, {"patches", std::to_string(patched.patches)}};
    }

    void perform(const MakeSource& source, const Work& work) {
        std::vector<Digest> objects = {work.inputs.at("objects")};
        if (const auto patched = work.inputs.find("patched"); patched != work.inputs.end())
            objects.push_back(patched->second);
        MadeSource made = make_source(source, objects, store_);
        outcome_.trees["tree"] = made.tree;
        outcome_.values = std::move(made.values);
    }

    void perform(const TakePrepared& take, const Work& work) {
        outcome_.trees["tree"] =
            take_prepared(take, work.inputs.at("source"), work.inputs.at("made"), store_);
        outcome_.values = take.values;
    }

    void perform(const RunCommand& run, const Work& work) {
        const auto library = work.inputs.find(standard_library_input);
        if (library != work.inputs.end())
            check_standard_library(library->second, run.environment.at("GOOS"), run.environment.at("GOARCH"),
                                   store_);
        take(sandbox_(run, work.inputs, work.log), run, work);
    }

    void tell(const Work& work, const std::string& text) {
        Event event;
        event.kind = Event::Kind::note;
        event.subject = work.action.name;
        event.text = text;
        emit(context_.events, event);
    }

    void take(const RunResult& result, const RunCommand& run, const Work& work) {
        if (!result.succeeded) {
            Error error(result.disk_full ? Failure::store : Failure::build,
                        work.action.name + ": the command " + result.failure);
            error.note(join(run.argv, " "));
            if (const std::string tail = last_lines(work.log); tail != "| ") error.note(tail);
            if (result.disk_full) error.next("free some disk space, then run the same command again");
            throw error.note("log: " + work.log.string());
        }
        outcome_.trees = result.outputs;
        for (const auto& [name, output] : run.outputs)
            if (output.compiler_cache)
                outcome_.trees[name] =
                    normal_standard_library(outcome_.trees.at(name), run.environment.at("GOOS"),
                                            run.environment.at("GOARCH"), store_);
        check_stamps(run, outcome_.trees, store_);
    }

    Store& store_;
    FetchContext context_;
    Sandbox sandbox_;
    Outcome outcome_;
};

}  // namespace

Perform make_perform(Store& store, FetchContext context, Sandbox sandbox) {
    // One performer a call: several threads perform at once.
    return [&store, context = std::move(context), sandbox = std::move(sandbox)](const Work& work) {
        return Performer(store, context, sandbox)(work);
    };
}

}  // namespace verbatim
