#include "plan/action.h"

#include "catalog/template.h"

namespace verbatim {

namespace {

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

std::map<std::string, std::string> plain(const std::map<std::string, Located<ObjectId>>& located) {
    std::map<std::string, std::string> values;
    for (const auto& [name, id] : located) values[name] = id.value;
    return values;
}

// Raised whenever the same pins would give another tree than before.
constexpr int version_of_fetch_commit = 1;
constexpr int version_of_fetch_distro = 1;
constexpr int version_of_fetch_toolchain = 1;
constexpr int version_of_fetch_root = 1;
constexpr int version_of_fetch_modules = 1;
constexpr int version_of_fetch_patches = 1;
constexpr int version_of_apply_series = 1;
constexpr int version_of_make_source = 1;
constexpr int version_of_take_prepared = 1;
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

void tell(const TakePrepared& take, FieldVisitor& v) {
    v.number("version", version_of_take_prepared);
    v.texts("outputs", take.outputs);
    v.texts("discard", take.discard);
    v.pairs("values", take.values);
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
        v.leave();
    }
    v.pairs("stamps", run.stamps);
    v.number("time_limit_seconds", run.time_limit_seconds);
    // memory_bytes guides the scheduler only: it changes no bit.
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

std::string_view Action::kind() const {
    return std::visit(
        Overloaded{[](const RunCommand&) { return "run"; }, [](const MakeSource&) { return "transform"; },
                   [](const ApplySeries&) { return "transform"; },
                   [](const TakePrepared&) { return "transform"; }, [](const auto&) { return "fetch"; }},
        operation);
}

std::string_view Action::operation_name() const {
    return std::visit(Overloaded{[](const FetchCommit&) { return "fetch-commit"; },
                                 [](const FetchDistro&) { return "fetch-distro"; },
                                 [](const FetchToolchain&) { return "fetch-go-toolchain"; },
                                 [](const FetchRoot&) { return "fetch-builder-root"; },
                                 [](const FetchModules&) { return "fetch-go-modules"; },
                                 [](const FetchPatches&) { return "fetch-patches"; },
                                 [](const ApplySeries&) { return "apply-series"; },
                                 [](const MakeSource&) { return "make-source"; },
                                 [](const TakePrepared&) { return "take-prepared"; },
                                 [](const RunCommand&) { return "run"; }},
                      operation);
}

Operation resolve(const Operation& operation, const std::map<std::string, std::string>& values) {
    if (const auto* source = std::get_if<MakeSource>(&operation)) {
        MakeSource resolved = *source;
        resolved.commit = expand(resolved.commit, values);
        return resolved;
    }
    if (const auto* take = std::get_if<TakePrepared>(&operation)) {
        TakePrepared resolved = *take;
        for (auto& [name, value] : resolved.values) value = expand(value, values);
        return resolved;
    }
    const auto* run = std::get_if<RunCommand>(&operation);
    if (run == nullptr) return operation;
    RunCommand resolved = *run;
    for (std::string& argument : resolved.argv) argument = expand(argument, values);
    for (auto& [name, value] : resolved.environment) value = expand(value, values);
    for (auto& [name, value] : resolved.stamps) value = expand(value, values);
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
