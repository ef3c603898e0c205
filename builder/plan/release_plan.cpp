#include "plan/release_plan.h"

#include "base/error.h"
#include "base/text.h"
#include "catalog/template.h"
#include "plan/extender.h"
#include "plan/licence_tool.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace verbatim {

namespace {

// Where the result of an action is found.
struct Output {
    std::size_t action = 0;
    std::string output, file;
};

// An Arrange with its inputs, as it comes together.
struct Arrangement {
    Arrange arrange;
    std::vector<Input> inputs;

    void place(const Output& from, const std::string& file, const std::string& to,
               std::vector<std::string> without = {}) {
        const auto same = [&](const Input& input) {
            return input.action == from.action && input.output == from.output;
        };
        auto input = std::find_if(inputs.begin(), inputs.end(), same);
        if (input == inputs.end())
            input = inputs.insert(inputs.end(),
                                  {"input-" + std::to_string(inputs.size()), from.action, from.output, {}});
        arrange.places.push_back({input->name, file, to, std::move(without)});
    }
};

// All that one component adds.
class ComponentPackager {
  public:
    ComponentPackager(const ReleaseInputs& in, const ComponentPin& pin, std::size_t classifier,
                      ReleasePlan& result)
        : in_(in),
          pin_(pin),
          project_(in.plan.projects.at(pin.project)),
          packaging_(*project_.packaging),
          classifier_(classifier),
          result_(result),
          extender_(result.plan) {
        values_ = {
            {"tag", pin.tag.value},
            {"tag_without_v", pin.tag.value.starts_with("v") ? pin.tag.value.substr(1) : pin.tag.value},
            {"branch", in.plan.release.branch},
            {"number", std::to_string(in.number)}};
    }

    void run() {
        find_source();
        attribution_ = add_attribution();
        result_.attribution[pin_.project] = attribution_;
        result_.sources[pin_.project] = source_;
        if (packaging_.binaries) add_binaries();
        for (const ImageDefinition& image : packaging_.images) add_image(image);
        for (const ArchiveDefinition& archive : packaging_.archives) add_archives(archive);
    }

  private:
    using Values = std::map<std::string, std::string>;

    // What its builds are made of. Not told by the actions' component: two of one source share them.
    void find_source() {
        std::vector<std::size_t> todo;
        for (const Artifact& artifact : result_.plan.artifacts)
            if (artifact.component == pin_.project) todo.push_back(artifact.action);
        std::set<std::size_t> seen;
        while (!todo.empty()) {
            const std::size_t at = todo.back();
            todo.pop_back();
            if (!seen.insert(at).second) continue;
            const Action& action = result_.plan.actions.at(at);
            if (std::holds_alternative<MakeSource>(action.operation)) source_ = at;
            if (std::holds_alternative<FetchModules>(action.operation)) modules_ = at;
            for (const Input& input : action.inputs) todo.push_back(input.action);
        }
    }

    // The source's commit and its time, without the source itself.
    Input time_input() const { return {"time", source_, "tree", {".git/HEAD"}}; }

    Values of_platform(const Platform& platform) const {
        Values values = values_;
        values["os"] = platform.os;
        values["arch"] = platform.arch;
        return values;
    }

    std::vector<const Artifact*> artifacts(const Platform& platform) const {
        std::vector<const Artifact*> found;
        for (const Artifact& artifact : result_.plan.artifacts)
            if (artifact.component == pin_.project && artifact.platform == platform)
                found.push_back(&artifact);
        return found;
    }

    std::size_t add_attribution() {
        CollectLicences collect{pin_.project, pin_.tag.value, {}, {}};
        std::map<std::size_t, std::string> builds;  // → folder of the module
        for (const Artifact& artifact : result_.plan.artifacts)
            if (artifact.component == pin_.project) builds[artifact.action] = module_of(artifact);
        std::vector<Input> inputs;
        for (const auto& [build, folder] : builds) {
            const std::string& name = result_.plan.actions.at(build).name;
            inputs.push_back({name, build, "bin", {}});
            collect.built[name] = folder;
            if (!toolchain_of(build)) collect.not_go.insert(name);
        }
        if (modules_) inputs.push_back({"modules", *modules_, "proxy", {}});
        inputs.push_back({"source", source_, "tree", {}});
        for (const auto& [build, folder] : builds)
            if (const auto toolchain = toolchain_of(build)) {
                inputs.push_back(*toolchain);
                break;
            }
        const std::size_t collected =
            extender_.add("licences of " + pin_.project, pin_.project, collect, inputs);
        const std::size_t report = extender_.add(
            "recognise licences of " + pin_.project, pin_.project, licence_tool_run(),
            {root_of(classifier_), {"tool", classifier_, "bin", {}}, {"licences", collected, "tree", {}}});
        MakeAttribution make{pin_.project, upstream(), {}};
        for (const auto& [module, found] : packaging_.licences)
            make.overrides.push_back({module, found.spdx, found.because});
        return extender_.add("attribution of " + pin_.project, pin_.project, make,
                             {{"licences", collected, "tree", {}}, {"report", report, "report", {}}});
    }

    // Of a build by the go command.
    std::optional<Input> toolchain_of(std::size_t build) const {
        for (const Input& input : result_.plan.actions.at(build).inputs)
            if (input.name == "toolchain") return input;
        return std::nullopt;
    }

    std::string module_of(const Artifact& artifact) const {
        const std::string& file = artifact.name;
        for (const ModuleBuild& build : project_.builds)
            for (const auto& [name, package] : build.binaries)
                if (name == file || name + ".exe" == file)
                    for (const auto& platform : build.platforms)
                        if (platform.value == artifact.platform)
                            return build.is_go() ? build.folder.value : ".";
        throw Error(Failure::definition, "no build of " + pin_.project + " makes " + file);
    }

    // Its address, for people; none of a source that lies in the project.
    std::string upstream() const {
        return project_.source.value.starts_with("embedded:") ? "" : project_.source.value;
    }

    Input root_of(std::size_t run) const {
        for (const Input& input : result_.plan.actions.at(run).inputs)
            if (input.name == "root") return input;
        throw Error(Failure::definition, "the classifier of licences has no builder root");
    }

    void add_binaries() {
        for (const Artifact& artifact : result_.plan.artifacts)
            if (artifact.component == pin_.project)
                publish(file_product(Product::Kind::binary, folder_of(artifact.platform) + artifact.file,
                                     artifact.name + " binary for " + artifact.platform.str(),
                                     {artifact.platform}, {artifact.action, "bin", artifact.file}),
                        artifact.platform.os == "windows" ? without_exe(artifact.name) : artifact.name);
    }

    static std::string without_exe(std::string name) {
        if (name.ends_with(".exe")) name.resize(name.size() - 4);
        return name;
    }

    static std::string folder_of(const Platform& platform) {
        return "bin/" + platform.os + "/" + platform.arch + "/";
    }

    // `name`: below the component's folder; what is an asset is called so.
    Product file_product(Product::Kind kind, const std::string& name, const std::string& description,
                         std::vector<Platform> platforms, const Output& made) const {
        const std::string folder = packaging_.artifacts + "/" + pin_.tag.value;
        return {kind,        pin_.project,
                name,        folder + "/" + name,
                description, std::move(platforms),
                made.action, made.output,
                made.file,   folder};
    }

    // `of`: the binary or image that it is or belongs to.
    void publish(Product product, const std::string& of = "") {
        const auto elsewhere = packaging_.listed_in.find(of);
        product.listed_in = elsewhere == packaging_.listed_in.end() ? packaging_.name : elsewhere->second;
        result_.products.push_back(std::move(product));
    }

    // `platform` is absent for what is one for all.
    void place(Arrangement& into, const std::string& path, const Content& content,
               const std::optional<Platform>& platform) const {
        const std::string to = path == "." ? "" : path;
        const auto below = [&](const std::string& name) { return to.empty() ? name : to + "/" + name; };
        const Output attribution{attribution_, "tree", ""};
        switch (content.kind) {
            case Content::Kind::binaries:
                for (const Artifact* artifact : artifacts(*platform))
                    into.place({artifact->action, "bin", ""}, artifact->file, below(artifact->file));
                break;
            case Content::Kind::binary:
                for (const Artifact* artifact : artifacts(*platform))
                    if (artifact->name == content.name || artifact->name == content.name + ".exe")
                        into.place({artifact->action, "bin", ""}, artifact->file, to);
                break;
            case Content::Kind::attribution:
                into.place(attribution, "ATTRIBUTION.txt", to);
                break;
            case Content::Kind::licenses:
                into.place(attribution, "LICENSES", to);
                break;
            case Content::Kind::source:
                into.place({source_, "tree", ""}, content.name, to, left_out());
                break;
            case Content::Kind::image: {
                const Output& tar = image_tars_.at({content.name, *platform});
                into.place(tar, tar.file, to);
                break;
            }
            case Content::Kind::image_tag:
                into.arrange.texts[to] = tag() + "\n";
                break;
            case Content::Kind::image_name:
                into.arrange.texts[to] = reference(content.name) + "\n";
                break;
            case Content::Kind::archive: {
                const auto one = archives_.find({content.name, platform});
                const Output& file =
                    one != archives_.end() ? one->second : archives_.at({content.name, std::nullopt});
                into.place(file, file.file, to);
                break;
            }
        }
    }

    // Of the source's tree: what lay there for the build alone.
    std::vector<std::string> left_out() const {
        std::vector<std::string> paths = {".git"};
        for (const std::string& marker :
             std::get<MakeSource>(result_.plan.actions.at(source_).operation).markers)
            paths.push_back(marker);
        return paths;
    }

    std::string tag() const { return image_tag(pin_.tag.value, in_.plan.release.branch, in_.number); }

    std::string reference(const std::string& image_name) const {
        for (const ImageDefinition& image : packaging_.images)
            if (image.name == image_name)
                return in_.plan.release.publish->registry + "/" + image.repository + ":" + tag();
        throw Error(Failure::definition, "no image " + image_name);
    }

    Arrangement arrangement(const Contents& contents, const std::optional<Platform>& platform,
                            const Values& values) const {
        Arrangement arrangement;
        for (const auto& [path, content] : contents)
            place(arrangement, expand(path, values), content, platform);
        return arrangement;
    }

    void add_archives(const ArchiveDefinition& archive) {
        if (archive.platforms.empty()) add_archive(archive, std::nullopt, values_);
        for (const Platform& platform : archive.platforms)
            add_archive(archive, platform, of_platform(platform));
    }

    void add_archive(const ArchiveDefinition& archive, const std::optional<Platform>& platform,
                     const Values& values) {
        const std::string name = expand(archive.name, values);
        const Arrangement content = arrangement(archive.contents, platform, values);
        const std::size_t tree = extender_.add("arrange " + pin_.project + " " + name, pin_.project,
                                               content.arrange, content.inputs);
        const std::size_t packed =
            extender_.add("pack " + pin_.project + " " + name, pin_.project, PackArchive{name},
                          {{"tree", tree, "tree", {}}, time_input()});
        archives_[{archive.name, platform}] = {packed, "file", name};
        publish(file_product(Product::Kind::archive, name, expand(archive.description, values),
                             platform ? std::vector{*platform} : everywhere(), {packed, "file", name}));
    }

    // The platforms that the project is built for.
    std::vector<Platform> everywhere() const {
        std::set<Platform> all;
        for (const Artifact& artifact : result_.plan.artifacts)
            if (artifact.component == pin_.project) all.insert(artifact.platform);
        return {all.begin(), all.end()};
    }

    void add_image(const ImageDefinition& image) {
        MakeImageIndex index{image.platforms};
        std::vector<Input> layouts;
        for (const Platform& platform : image.platforms) {
            const std::size_t made = add_image_of(image, platform);
            layouts.push_back({platform.str(), made, "image", {}});
            add_image_tar(image, platform, made);
        }
        const std::size_t all =
            extender_.add("index of image " + image.repository, pin_.project, index, layouts);
        publish({Product::Kind::image, pin_.project, image.name + "-image", image.repository + ":" + tag(),
                 expand(image.description, values_), image.platforms, all, "image", ""},
                image.name);
        const std::string file = image.name + ".oci.tar";
        const std::size_t packed =
            extender_.add("pack " + image.repository + " " + file, pin_.project,
                          PackImage{PackImage::Format::oci_archive, file, reference(image.name)},
                          {{"image", all, "image", {}}, time_input()});
        Product product = file_product(Product::Kind::image_tar, "images/" + file, "", image.platforms,
                                       {packed, "file", file});
        product.asset.clear();
        publish(std::move(product));
    }

    std::size_t add_image_of(const ImageDefinition& image, const Platform& platform) {
        const Arrangement content = arrangement(image.contents, platform, of_platform(platform));
        const std::string suffix = image.repository + " " + platform.str();
        const std::size_t files =
            extender_.add("arrange image " + suffix, pin_.project, content.arrange, content.inputs);
        MakeImage make{platform,        image.entrypoint, image.command, image.environment, image.user,
                       image.directory, image.ports,      image.volumes, image.labels};
        if (const auto more = image.platform_environment.find(platform);
            more != image.platform_environment.end())
            for (const auto& [name, value] : more->second) make.environment[name] = value;
        make.labels.emplace("org.opencontainers.image.version", pin_.tag.value);
        make.labels.emplace("org.opencontainers.image.revision", "{patched_commit}");
        if (!upstream().empty()) make.labels.emplace("org.opencontainers.image.source", upstream());
        std::vector<Input> inputs = {{"files", files, "tree", {}}, time_input()};
        if (!image.base.empty())
            if (const BaseImage& base = base_of(image); !base.empty())
                inputs.push_back({"base", add_base(image.base, base, platform), "image", {}});
        return extender_.add("image " + suffix, pin_.project, make, inputs);
    }

    const BaseImage& base_of(const ImageDefinition& image) const {
        const auto base = in_.plan.release.base_images.find(image.base);
        if (base == in_.plan.release.base_images.end())
            throw Error(Failure::definition, "the base image " + image.base + " is not pinned")
                .at(image.at, "the image " + image.name + " is based on it")
                .note("The lock of " + in_.plan.release.branch +
                      " needs it under the key `base_images`, with its digest; or as scratch, for an image "
                      "with nothing below.");
        return base->second;
    }

    std::size_t add_base(const std::string& name, const BaseImage& base, const Platform& platform) {
        return extender_.add("fetch base image " + name + " " + platform.str(), "",
                             FetchImage{base.reference, base.digest, platform}, {});
    }

    void add_image_tar(const ImageDefinition& image, const Platform& platform, std::size_t made) {
        const std::string file = image.name + ".tar";
        const Output packed{
            extender_.add("pack " + image.repository + " " + platform.str() + " " + file, pin_.project,
                          PackImage{PackImage::Format::docker_archive, file, reference(image.name)},
                          {{"image", made, "image", {}}, time_input()}),
            "file", file};
        image_tars_[{image.name, platform}] = packed;
        publish(file_product(Product::Kind::image_tar, folder_of(platform) + file,
                             image.name + " image for " + platform.str(), {platform}, packed),
                image.name);
        Arrange names;
        names.texts[image.name + ".docker_tag"] = tag() + "\n";
        names.texts[image.name + ".docker_image_name"] = reference(image.name) + "\n";
        const std::size_t texts =
            extender_.add("names of image " + image.repository, pin_.project, names, {});
        for (const auto& [name, text] : names.texts) {
            Product product = file_product(Product::Kind::text, folder_of(platform) + name, "", {platform},
                                           {texts, "tree", name});
            product.asset.clear();
            publish(std::move(product));
        }
    }

    const ReleaseInputs& in_;
    const ComponentPin& pin_;
    const Project& project_;
    const Packaging& packaging_;
    std::size_t classifier_;
    ReleasePlan& result_;
    Extender extender_;
    Values values_;
    std::size_t source_ = 0, attribution_ = 0;
    std::optional<std::size_t> modules_;
    std::map<std::pair<std::string, Platform>, Output> image_tars_;
    std::map<std::pair<std::string, std::optional<Platform>>, Output> archives_;
};

// The classifier of licences: our own files, their modules, one build for this host.
std::size_t add_classifier(const ReleaseInputs& in, ReleasePlan& result) {
    Extender extender(result.plan);
    const LicenceTool& tool = in.licences;
    const GoToolchain& go = in.plan.toolchains.at(tool.go.value);
    const BuilderRoot& pins = in.plan.roots.at(tool.root.value);
    const auto host = go.hosts.find(in.plan.host);
    const auto root_host = pins.hosts.find(in.plan.host);
    if (host == go.hosts.end() || root_host == pins.hosts.end())
        throw Error(Failure::definition,
                    "the classifier of licences has no toolchain or builder root for " + in.plan.host.str());
    const std::size_t toolchain =
        extender.add("fetch " + go.version, "",
                     FetchToolchain{go.version, host->second.module_version, host->second.h1}, {});
    const std::size_t root =
        extender.add("fetch builder root " + pins.name, "", FetchRoot{pins.name, root_host->second}, {});
    const std::size_t source =
        extender.add("read " + tool.folder, "", FetchFiles{tool.folder, tool.files}, {});
    const std::size_t modules = extender.add("fetch modules of " + tool.folder, "", FetchModules{{"."}},
                                             {{"source", source, "tree", {"go.mod", "go.sum"}}});
    RunCommand build = licence_tool_build(in.plan.host, go.version);
    std::vector<Input> inputs = {{"root", root, "tree", {}},
                                 {"toolchain", toolchain, "tree", {}},
                                 {"source", source, "tree", {}},
                                 {"modules", modules, "proxy", {}}};
    extender.give_standard_library(build, inputs, go.version, pins.name);
    return extender.add("build the classifier of licences", "", build, inputs);
}

void finish(std::vector<Product>& products) {
    const auto key = [](const Product& product) { return std::tie(product.component, product.path); };
    std::sort(products.begin(), products.end(),
              [&](const Product& a, const Product& b) { return key(a) < key(b); });
    std::map<std::string, const Product*> seen;
    for (const Product& product : products)
        if (const auto [first, is_new] = seen.try_emplace(product.path, &product); !is_new)
            throw Error(Failure::definition, "two things would be published at " + product.path + ": of " +
                                                 first->second->component + " and of " + product.component)
                .note(
                    "The key `artifacts` of a project's `release` names the folder; images need different "
                    "repositories.");
}

// Several components of the lock may be one of the release, where they are of one source at one tag.
void check_released_names(const ReleaseInputs& in, const std::vector<const ComponentPin*>& packaged) {
    std::map<std::string, const ComponentPin*> seen;
    const auto take = [&](const std::string& name, const ComponentPin* pin) {
        const auto [first, is_new] = seen.try_emplace(name, pin);
        const ComponentPin& other = *first->second;
        if (is_new || (other.tag.value == pin->tag.value && other.commit.value == pin->commit.value)) return;
        throw Error(Failure::definition, other.project + " and " + pin->project + " are both released as " +
                                             name + ", at different tags")
            .at(pin->tag.at, "the other is " + other.tag.value)
            .note(
                "A component of a release has one tag and commit: pin them at the same, or name one "
                "otherwise.");
    };
    for (const ComponentPin* pin : packaged)
        for (const std::string& name : in.plan.projects.at(pin->project).packaging->components())
            take(name, pin);
}

}  // namespace

std::string image_tag(const std::string& tag, const std::string& branch, std::int64_t number) {
    return tag + "-eks-" + branch + "-" + std::to_string(number);
}

ReleasePlan plan_release(const ReleaseInputs& inputs) {
    const Release& release = inputs.plan.release;
    if (!release.publish)
        throw Error(Failure::definition,
                    "the lock of " + release.branch + " does not say where it is published")
            .at(release.at)
            .note("It needs the key `publish` with `uri` (of the files) and `registry` (of the images).");
    ReleasePlan result;
    result.plan = make_plan(inputs.plan);
    std::vector<const ComponentPin*> packaged;
    for (const ComponentPin& pin : release.components)
        if (inputs.plan.projects.at(pin.project).packaging) packaged.push_back(&pin);
    if (packaged.empty())
        throw Error(Failure::definition, "nothing of " + release.branch + " goes into a release")
            .at(release.at)
            .note("The project.yaml of a component that does has the key `release`.");
    check_released_names(inputs, packaged);
    const std::size_t classifier = add_classifier(inputs, result);
    for (const ComponentPin* pin : packaged) ComponentPackager(inputs, *pin, classifier, result).run();
    finish(result.products);
    if (inputs.plan.cold) compile_all_in_each_build(result.plan);
    return result;
}

}  // namespace verbatim
