// `verbatim verify --against MANIFEST`: every file and image of a published Release manifest is a claim.
#include "base/http.h"
#include "base/text.h"
#include "cli/verification.h"
#include "report/events_json.h"
#include "verify/asset_comparison.h"
#include "verify/published.h"

#include <algorithm>
#include <map>

namespace verbatim {

namespace {

class ManifestVerification {
  public:
    ManifestVerification(const VerifyOptions& options, const Globals& globals)
        : options_(options), globals_(globals), workspace_(globals) {}

    ExitStatus run() {
        const auto begin = std::chrono::steady_clock::now();
        const Selection& asked = options_.selection;
        // Refuses components and platforms that there are not.
        release_ = workspace_.catalog().release(asked.release);
        std::vector<std::string> buildable = asked.components;
        std::erase_if(buildable, [&](const std::string& one) { return release_.unbuildable.contains(one); });
        (void)workspace_.plan(asked.release, buildable, asked.platforms);
        with_events(
            [&](const EventSink& events) { published_ = read_published_manifest(options_.against, events); });
        check_channel();
        claims_ = manifest_claims(published_.manifest);
        const ReleaseInputs inputs =
            workspace_.release_inputs(asked.release, published_.manifest.number, options_.cold);
        plan_ = plan_release(inputs);
        make_scope(inputs);
        start_report();
        list_assets();
        judge_again();
        if (report_.findings.in_scope() > 0) {
            build();
            look_into_all();
        }
        name_components();
        std::set<std::size_t> made;
        for (const std::size_t asset : wanted_) made.insert(products_[asset]->action);
        report_.definitions.add(plan_.plan, made, inputs.plan.projects);
        report_.elapsed = since(begin);
        return show(report_, options_.json);
    }

  private:
    void check_channel() const {
        const std::string& channel = published_.manifest.channel;
        if (channel == release_.branch) return;
        throw Error(Failure::usage,
                    "the manifest is of a release of " + printable(channel) + ", not of " + release_.branch)
            .note("Read from " + printable(published_.name) + ".")
            .next("verbatim verify " + printable(channel) + " --against …, if there is such a lock");
    }

    void make_scope(const ReleaseInputs& inputs) {
        for (const ComponentPin& pin : release_.components) {
            const auto& packaging = inputs.plan.projects.at(pin.project).packaging;
            if (!packaging) continue;
            for (const std::string& name : packaging->components()) {
                projects_.emplace(name, pin.project);
                if (is_asked_for(pin.project)) scope_.tags[name] = pin.tag.value;
            }
        }
        for (const auto& [project, one] : release_.unbuildable)
            for (const std::string& name : published_names(project, one.tag.at)) {
                projects_.emplace(name, project);
                if (is_asked_for(project)) scope_.unbuildable[name] = missing_input(one);
            }
        for (const std::string& text : options_.selection.platforms)
            scope_.platforms.insert(Platform::parse(text).value());
    }

    bool is_asked_for(const std::string& project) const {
        const auto& asked = options_.selection.components;
        return asked.empty() || std::find(asked.begin(), asked.end(), project) != asked.end();
    }

    // What manifests call a component of which there may be no definition here.
    std::set<std::string> published_names(const std::string& project, const Position& at) const {
        const auto defined = workspace_.catalog().projects();
        if (std::find(defined.begin(), defined.end(), project) != defined.end()) {
            const Project own = workspace_.catalog().project(project, at);
            if (own.packaging) return own.packaging->components();
        }
        return {project.substr(project.rfind('/') + 1)};
    }

    void start_report() {
        report_.release = release_.branch;
        report_.origin = published_.name;
        for (const Quirk& quirk : published_.quirks) report_.quirks.push_back(quirk_text(quirk));
        for (const ComponentPin& pin : release_.components)
            if (plan_.sources.contains(pin.project) && is_asked_for(pin.project))
                report_.components.push_back({pin.project, pin.tag.value, pin.go.value, 0});
        for (const auto& [project, one] : release_.unbuildable)
            if (is_asked_for(project)) report_.components.push_back({project, one.tag.value, "", 0});
    }

    void list_assets() {
        for (const Product& product : plan_.products) {
            if (product.asset.empty()) continue;
            BuiltAsset asset{.component = product.listed_in};
            if (product.kind == Product::Kind::image) {
                asset.type = AssetType::image;
                asset.repository = product.path.substr(0, product.path.rfind(':'));
            } else {
                asset.path = product.path;
            }
            asset.left_out = is_left_out(product.platforms, scope_);
            assets_.push_back(std::move(asset));
            products_.push_back(&product);
        }
    }

    void judge_again() { report_.findings = judge_manifest(claims_, assets_, comparisons_, scope_); }

    // By place in assets_; those that claims with such a verdict are of.
    template <typename Wanted>
    std::map<std::size_t, const ManifestClaim*> claimed(Wanted wanted) const {
        std::map<std::size_t, const ManifestClaim*> found;
        for (std::size_t i = 0; i < claims_.size(); ++i)
            if (const BuiltAsset* asset = claimed_asset(claims_[i], assets_);
                asset != nullptr && wanted(report_.findings.claims[i].verdict))
                found[static_cast<std::size_t>(asset - assets_.data())] = &claims_[i];
        return found;
    }

    // All actions behind a product.
    void gather(std::size_t action, std::set<std::size_t>& all) const {
        if (!all.insert(action).second) return;
        for (const Input& input : plan_.plan.actions[action].inputs) gather(input.action, all);
    }

    void build() {
        std::set<std::size_t> targets, all, builds;
        for (const auto& [asset, claim] : claimed([](Verdict v) { return v != Verdict::out_of_scope; })) {
            wanted_.insert(asset);
            targets.insert(products_[asset]->action);
            gather(products_[asset]->action, all);
        }
        results_.resize(plan_.plan.actions.size());
        if (!targets.empty()) results_ = workspace_.execute(plan_.plan, targets, Check::content);
        report_.errors = rendered_errors(results_);
        count_patches(plan_.plan, results_, report_);
        for (const Artifact& artifact : plan_.plan.artifacts)
            if (all.contains(artifact.action)) builds.insert(artifact.action);
        count_builds(builds, results_, report_);
        take_results();
    }

    void take_results() {
        for (const std::size_t i : wanted_) {
            const Product& product = *products_[i];
            BuiltAsset& asset = assets_[i];
            asset.digest.reset();
            if (!results_[product.action].outcome) {
                const FailedAction failed =
                    why_failed(plan_.plan, product.action, results_, workspace_.store());
                asset.failure = failed.why;
                asset.log = failed.log;
            } else if (product.kind == Product::Kind::image) {
                asset.digest = Digest::parse(results_[product.action].outcome->values.at("image_digest"));
            } else {
                take_file(product, asset);
            }
        }
    }

    void take_file(const Product& product, BuiltAsset& asset) {
        const Digest& tree = results_[product.action].outcome->trees.at(product.output);
        const auto entry = workspace_.store().find(tree, product.file);
        if (!entry || entry->kind == TreeEntry::Kind::directory || entry->kind == TreeEntry::Kind::symlink) {
            asset.failure = plan_.plan.actions[product.action].name + " made no file " + product.file;
            return;
        }
        const FileSums sums = file_sums(workspace_.store().blob_path(entry->digest));
        if (sums.sha256 != entry->digest)
            throw Error(Failure::damaged, "the blob " + entry->digest.hex() + " in the store is damaged")
                .next("verbatim store fsck --repair, and the same command again");
        asset.digest = sums.sha256;
        asset.sha512 = sums.sha512;
    }

    // Judges by bits; then what has other bits is looked into, if the published one can be had.
    void look_into_all() {
        comparisons_.clear();
        judge_again();
        const auto differing = claimed([](Verdict v) { return v == Verdict::differs; });
        if (differing.empty()) return;
        with_events([&](const EventSink& events) {
            FetchContext context = workspace_.fetch_context(events);
            const TemporaryDirectory scratch = workspace_.store().scratch("published-");
            PublishedAssets published(published_, context, scratch.path() / "published");
            make_directories(scratch.path() / "published");
            for (const auto& [asset, claim] : differing)
                if (assets_[asset].digest != claim->digest)
                    look_into(*products_[asset], assets_[asset], *claim, published, scratch.path());
        });
        judge_again();
    }

    void look_into(const Product& product, const BuiltAsset& asset, const ManifestClaim& claim,
                   PublishedAssets& published, const std::filesystem::path& scratch) {
        if (product.kind != Product::Kind::archive && product.kind != Product::Kind::image_tar &&
            product.kind != Product::Kind::image)
            return;  // a program: its bits are all that it is
        AssetComparison& comparison = comparisons_[claim.key()];
        try {
            comparison = compared(product, asset, claim, published, scratch);
        } catch (const Error& error) {
            if (error.kind() != Failure::unavailable && error.kind() != Failure::mismatch &&
                error.kind() != Failure::definition)
                throw;
            comparison = not_looked_into(is_offline() && error.kind() == Failure::unavailable
                                             ? "it is not here, and no network may be used (--offline)"
                                             : error.message());
        }
    }

    AssetComparison compared(const Product& product, const BuiltAsset& asset, const ManifestClaim& claim,
                             PublishedAssets& published, const std::filesystem::path& scratch) {
        Store& store = workspace_.store();
        if (product.kind == Product::Kind::archive)
            return compare_archive_files(published.file(claim), store.blob_path(*asset.digest), claim.key());
        const TemporaryDirectory work(scratch, "built-");
        const auto folder = [&](const char* name) {
            make_directories(work.path() / name);
            return work.path() / name;
        };
        if (product.kind == Product::Kind::image_tar)
            return compare_read_images(oci::read_images(published.file(claim), folder("theirs")),
                                       oci::read_images(store.blob_path(*asset.digest), folder("ours")));
        store.materialise(results_[product.action].outcome->trees.at(product.output), work.path() / "layout",
                          0);
        const oci::ReadImages ours = oci::read_images(work.path() / "layout", folder("ours"));
        std::vector<oci::ImagePlatform> platforms;
        for (const oci::ReadImage& image : ours.images) platforms.push_back(image.platform);
        return compare_read_images(published.image(claim, platforms), ours);
    }

    // The manifest calls components otherwise than the lock.
    void name_components() {
        for (Finding& finding : report_.findings.claims)
            if (const auto project = projects_.find(finding.component); project != projects_.end())
                finding.component = project->second;
    }

    template <typename Work>
    void with_events(Work work) {
        Progress progress(progress_options(globals_));
        EventLines lines(stderr);
        work([&](const Event& event) { globals_.events ? lines(event) : progress(event); });
    }

    const VerifyOptions& options_;
    const Globals& globals_;
    Workspace workspace_;
    Release release_;
    PublishedManifest published_;
    std::vector<ManifestClaim> claims_;
    ReleasePlan plan_;
    std::map<std::string, std::string> projects_;  // component of manifests → of the lock
    ManifestScope scope_;
    std::vector<BuiltAsset> assets_;
    std::vector<const Product*> products_;  // of each asset
    std::set<std::size_t> wanted_;          // assets that are claimed
    std::vector<ActionResult> results_;
    std::map<std::string, AssetComparison> comparisons_;
    VerifyReport report_;
};

}  // namespace

ExitStatus verify_manifest(const VerifyOptions& options, const Globals& globals) {
    return ManifestVerification(options, globals).run();
}

}  // namespace verbatim
