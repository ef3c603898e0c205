#include "plan/action.h"

#include "catalog/template.h"

namespace verbatim {

namespace {

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;  // which compilers before clang 17 do not find themselves

std::map<std::string, std::string> plain(const std::map<std::string, Located<ObjectId>>& located) {
    std::map<std::string, std::string> values;
    for (const auto& [name, id] : located) values[name] = id.value;
    return values;
}

// Raised whenever the same pins would give another tree than before, or none: what is refused now may lie in
// a store as an outcome.
constexpr int version_of_fetch_commit = 1;
constexpr int version_of_fetch_distro = 3;
constexpr int version_of_fetch_toolchain = 1;
constexpr int version_of_fetch_root = 1;
constexpr int version_of_fetch_modules = 2;
constexpr int version_of_fetch_patches = 1;
constexpr int version_of_apply_series = 1;
constexpr int version_of_make_source = 2;
constexpr int version_of_fetch_files = 1;
constexpr int version_of_fetch_image = 1;
constexpr int version_of_arrange = 1;
constexpr int version_of_pack_archive = 1;
constexpr int version_of_collect_licences = 1;
constexpr int version_of_make_attribution = 1;
constexpr int version_of_make_image = 1;
constexpr int version_of_make_image_index = 1;
constexpr int version_of_pack_image = 1;
constexpr int version_of_take_prepared = 2;
constexpr int version_of_run = 1;

void tell(const FetchCommit& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_commit);
    v.text("url", fetch.url);
    v.text("tag", fetch.tag.value);
    v.text("tag_object", fetch.tag_object.value);
    v.text("commit", fetch.commit.value);
    v.number("commit_time", fetch.commit_time.value);
    v.pairs("tags", plain(fetch.tags));
}

void tell(const FetchDistro& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_distro);
    v.text("url", fetch.url);
    v.text("branch", fetch.branch);
    v.text("commit", fetch.commit.value);
    v.pairs("checksums", plain(fetch.checksums));
    v.pairs("patches", plain(fetch.patches));
    v.text("patches_of", fetch.patches_of);
}

void tell(const FetchToolchain& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_toolchain);
    v.text("go", fetch.version);
    v.text("module_version", fetch.module_version);
    v.text("h1", fetch.h1.value);
}

void tell(const FetchRoot& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_root);
    v.text("root", fetch.name);
    std::map<std::string, std::string> packages;
    for (const DebianPackage& package : fetch.packages)
        packages[package.name + " " + package.version] = package.sha256.value.hex();
    v.pairs("packages", packages);
}

void tell(const FetchModules& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_modules);
    v.texts("folders", fetch.folders);
}

void tell(const FetchPatches& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_patches);
    std::map<std::string, std::string> files;
    for (const auto& [name, digest] : fetch.files) files[name] = digest.hex();
    v.pairs("files", files);
}

void tell(const ApplySeries& series, FieldVisitor& v) {
    v.number("version", version_of_apply_series);
    v.text("pinned_commit", series.pinned_commit);
    v.text("committer", series.committer);
    v.text("distro", series.distro);
    v.text("patched_commit", series.patched_commit ? series.patched_commit->value : "");
}

void tell(const MakeSource& source, FieldVisitor& v) {
    v.number("version", version_of_make_source);
    v.text("commit", source.commit);
    v.text("pinned_commit", source.pinned_commit);
    v.pairs("tags", source.tags);
    v.texts("markers", source.markers);
}

void tell(const FetchFiles& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_files);
    std::map<std::string, std::string> files;
    for (const auto& [name, digest] : fetch.files) files[name] = digest.hex();
    v.pairs("files", files);
}

// The same bits wherever they come from: the reference is not part of it.
void tell(const FetchImage& fetch, FieldVisitor& v) {
    v.number("version", version_of_fetch_image);
    v.text("digest", fetch.digest.hex());
    v.text("platform", fetch.platform.str());
}

void tell(const Arrange& arrange, FieldVisitor& v) {
    v.number("version", version_of_arrange);
    for (const Arrange::Place& place : arrange.places) {
        v.enter("place");
        v.text("input", place.input);
        v.text("from", place.from);
        v.text("to", place.to);
        v.texts("without", place.without);
        v.leave();
    }
    v.pairs("texts", arrange.texts);
}

void tell(const PackArchive& pack, FieldVisitor& v) {
    v.number("version", version_of_pack_archive);
    v.text("name", pack.name);
    v.text("time", pack.time);
}

void tell(const CollectLicences& collect, FieldVisitor& v) {
    v.number("version", version_of_collect_licences);
    v.text("component", collect.component);
    v.text("component_version", collect.version);
    v.pairs("built", collect.built);
    if (!collect.not_go.empty()) v.texts("not_go", {collect.not_go.begin(), collect.not_go.end()});
}

void tell(const MakeAttribution& make, FieldVisitor& v) {
    v.number("version", version_of_make_attribution);
    v.text("component", make.component);
    v.text("source", make.source);
    for (const MakeAttribution::Override& found : make.overrides) {
        v.enter("override");
        v.text("module", found.module);
        v.text("spdx", found.spdx);
        v.text("because", found.because);
        v.leave();
    }
}

void tell(const MakeImage& image, FieldVisitor& v) {
    v.number("version", version_of_make_image);
    v.text("platform", image.platform.str());
    v.texts("entrypoint", image.entrypoint);
    v.texts("command", image.command);
    v.pairs("environment", image.environment);
    v.text("user", image.user);
    v.text("directory", image.directory);
    v.texts("ports", image.ports);
    v.texts("volumes", image.volumes);
    v.pairs("labels", image.labels);
    v.text("created", image.created);
}

void tell(const MakeImageIndex& index, FieldVisitor& v) {
    v.number("version", version_of_make_image_index);
    for (const Platform& platform : index.platforms) v.text("platform", platform.str());
}

void tell(const PackImage& pack, FieldVisitor& v) {
    v.number("version", version_of_pack_image);
    v.text("format", pack.format == PackImage::Format::oci_archive ? "oci-archive" : "docker-archive");
    v.text("name", pack.name);
    v.text("reference", pack.reference);
    v.text("time", pack.time);
}

void tell(const TakePrepared& take, FieldVisitor& v) {
    v.number("version", version_of_take_prepared);
    v.texts("outputs", take.outputs);
    v.texts("discard", take.discard);
    v.pairs("values", take.values);
}

void tell(const Circumstances& about, FieldVisitor& v) {
    v.enter("circumstances");
    v.text("instance", about.instance);
    v.text("host_name", about.host_name);
    v.number("user", about.user);
    v.number("group", about.group);
    v.number("umask", about.umask);
    v.number("processors", about.processors);
    v.number("directories_reversed", about.directories_reversed ? 1 : 0);
    v.number("old_kernel", about.old_kernel ? 1 : 0);
    v.leave();
}

void tell(const RunCommand& run, FieldVisitor& v) {
    v.number("version", version_of_run);
    v.texts("argv", run.argv);
    v.pairs("environment", run.environment);
    v.text("directory", run.directory);
    for (const Mount& mount : run.mounts) {
        v.enter("mount");
        v.text("input", mount.input);
        v.text("at", mount.at);
        v.number("writable", mount.writable ? 1 : 0);
        v.number("skip_if_empty", mount.skip_if_empty ? 1 : 0);
        v.leave();
    }
    v.texts("scratch", run.scratch);
    for (const auto& [name, output] : run.outputs) {
        v.enter("output");
        v.text("name", name);
        v.text("at", output.at);
        v.number("optional", output.optional ? 1 : 0);
        if (!output.without.empty()) v.texts("without", output.without);
        if (!output.files.empty()) v.pairs("files", output.files);
        if (output.compiler_cache) v.number("compiler_cache", 1);
        v.leave();
    }
    v.pairs("stamps", run.stamps);
    v.number("time_limit_seconds", run.time_limit_seconds);
    // memory_bytes guides the scheduler only: it changes no bit.
    if (run.circumstances != Circumstances()) tell(run.circumstances, v);
}

struct Name {
    std::string_view kind, operation;
};
Name name_of(const FetchCommit&) {
    return {"fetch", "fetch-commit"};
}
Name name_of(const FetchDistro&) {
    return {"fetch", "fetch-distro"};
}
Name name_of(const FetchToolchain&) {
    return {"fetch", "fetch-go-toolchain"};
}
Name name_of(const FetchRoot&) {
    return {"fetch", "fetch-builder-root"};
}
Name name_of(const FetchModules&) {
    return {"fetch", "fetch-go-modules"};
}
Name name_of(const FetchPatches&) {
    return {"fetch", "fetch-patches"};
}
Name name_of(const FetchFiles&) {
    return {"fetch", "fetch-files"};
}
Name name_of(const FetchImage&) {
    return {"fetch", "fetch-image"};
}
Name name_of(const ApplySeries&) {
    return {"transform", "apply-series"};
}
Name name_of(const MakeSource&) {
    return {"transform", "make-source"};
}
Name name_of(const TakePrepared&) {
    return {"transform", "take-prepared"};
}
Name name_of(const Arrange&) {
    return {"transform", "arrange"};
}
Name name_of(const PackArchive&) {
    return {"transform", "pack-archive"};
}
Name name_of(const CollectLicences&) {
    return {"transform", "collect-licences"};
}
Name name_of(const MakeAttribution&) {
    return {"transform", "make-attribution"};
}
Name name_of(const MakeImage&) {
    return {"transform", "make-image"};
}
Name name_of(const MakeImageIndex&) {
    return {"transform", "make-image-index"};
}
Name name_of(const PackImage&) {
    return {"transform", "pack-image"};
}
Name name_of(const RunCommand&) {
    return {"run", "run"};
}

Digest digest(std::string_view domain, const Operation& operation,
              const std::vector<std::pair<Input, Digest>>& inputs) {
    DigestVisitor visitor(domain);
    visitor.text("operation", Action{{}, {}, operation, {}, {}}.operation_name());
    describe(operation, visitor);
    for (const auto& [input, value] : inputs) {
        visitor.enter("input");
        visitor.text("name", input.name);
        visitor.text("output", input.output);
        visitor.texts("only", input.only);
        visitor.text("digest", value.hex());
        visitor.leave();
    }
    return visitor.finish();
}

}  // namespace

std::string_view Action::operation_name() const {
    return std::visit([](const auto& known) { return name_of(known).operation; }, operation);
}

std::string_view Action::kind() const {
    return std::visit([](const auto& known) { return name_of(known).kind; }, operation);
}

Operation resolve(const Operation& operation, const std::map<std::string, std::string>& values) {
    Operation resolved = operation;
    const auto all = [&](std::map<std::string, std::string>& texts) {
        for (auto& [name, text] : texts) text = expand(text, values);
    };
    const auto one = [&](std::string& text) { text = expand(text, values); };
    std::visit(
        Overloaded{[&](MakeSource& source) { one(source.commit); },
                   [&](TakePrepared& take) { all(take.values); }, [&](PackArchive& pack) { one(pack.time); },
                   [&](PackImage& pack) { one(pack.time); },
                   [&](MakeImage& image) {
                       one(image.created);
                       all(image.labels);
                   },
                   [&](RunCommand& run) {
                       for (std::string& argument : run.argv) one(argument);
                       all(run.environment);
                       all(run.stamps);
                   },
                   [](auto&) {}},
        resolved);
    return resolved;
}

bool names_a_result(std::string_view text) {
    const auto names = references(text);
    return names.contains("patched_commit") || names.contains("commit_time") || names.contains("commit_date");
}

void describe(const Operation& operation, FieldVisitor& visitor) {
    std::visit([&](const auto& known) { tell(known, visitor); }, operation);
}

Digest plan_digest(const Operation& operation, const std::vector<std::pair<Input, Digest>>& inputs) {
    return digest("verbatim plan 1", operation, inputs);
}

Digest run_digest(const Operation& operation, const std::vector<std::pair<Input, Digest>>& inputs) {
    return digest("verbatim run 1", operation, inputs);
}

}  // namespace verbatim
