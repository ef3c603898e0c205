#include "attest/crds.h"
#include "attest/release_docs.h"
#include "attest/rfc3339.h"
#include "base/text.h"
#include "cli/workspace.h"
#include "diff/changelog.h"
#include "diff/look_up.h"
#include "pin/lock_change.h"
#include "publish/assemble.h"
#include "publish/release_folder.h"
#include "report/json.h"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

struct ReleaseOptions {
    std::string release, out, date, withdraw, reason;
    std::int64_t number = 0, superseded_by = 0;
    bool json = false;
};

std::optional<std::int64_t> given_date(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto time = parse_rfc3339(text);
    if (!time || !time->plain)
        throw Error(Failure::usage, "\"" + text + "\" is no date of a release")
            .note("Expected RFC 3339 in UTC, in whole seconds: 2026-11-21T12:00:00Z.");
    return time->seconds;
}

// Without one, nothing would be marked, and a release be made.
std::string some_reason(const std::string& text) {
    return text.empty() ? "say why it is withdrawn" : "";
}

class ReleaseCommand {
  public:
    ReleaseCommand(const ReleaseOptions& options, const Globals& globals)
        : options_(options), workspace_(globals) {}

    ExitStatus run() {
        const auto begin = std::chrono::steady_clock::now();
        release_ = workspace_.catalog().release(options_.release);
        layout_ = {release_.branch, number()};
        if (!options_.withdraw.empty() || options_.superseded_by != 0) return mark();
        date_ = given_date(options_.date);
        const ReleaseInputs inputs = workspace_.release_inputs(options_.release, layout_.number, true);
        plan_ = plan_release(inputs);
        std::set<std::size_t> targets;
        for (const Product& product : plan_.products) targets.insert(product.action);
        const auto results = workspace_.execute(plan_.plan, targets, Check::content);
        const auto errors = rendered_errors(results);
        for (const std::string& error : errors) std::fputs((error + "\n").c_str(), stderr);
        count(results);
        if (!errors.empty()) {
            std::fputs("Nothing was published, since not everything could be made.\n", stderr);
            if (options_.json) tell_json(errors, begin);
            return ExitStatus::nothing_compared;
        }
        built_ = built_products(
            plan_, [&](std::size_t action) -> const Outcome& { return *results[action].outcome; },
            workspace_.store());
        if (!date_) date_ = newest_commit(results);
        ReleaseFolder folder(options_.out);
        const Digest tree = assemble(inputs.plan.projects, folder);
        published_ = folder.publish(tree, layout_, *date_, workspace_.store());
        folder.write_definitions();
        channel_ = folder.update_channel(release_.branch, *release_.publish);
        options_.json ? tell_json({}, begin) : tell(begin);
        return ExitStatus::ok;
    }

  private:
    std::int64_t number() const {
        const std::int64_t number = options_.number != 0 ? options_.number : release_.number;
        if (number < 1)
            throw Error(Failure::usage, "which number has this release of " + release_.branch + "?")
                .note("Neither --number nor the lock's key `number` says.")
                .next("verbatim release " + release_.branch + " --number 1 --out " + options_.out);
        return number;
    }

    void count(const std::vector<ActionResult>& results) {
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (plan_.plan.actions[i].kind() == "fetch") continue;
            if (results[i].outcome) ++(results[i].from_store ? from_store_ : made_);
            if (results[i].error) ++failed_;
        }
    }

    // The newest commit of all that goes in.
    std::int64_t newest_commit(const std::vector<ActionResult>& results) const {
        std::int64_t newest = 0;
        for (const auto& [component, source] : plan_.sources)
            newest =
                std::max<std::int64_t>(newest, std::stoll(results[source].outcome->values.at("commit_time")));
        return newest;
    }

    ReleaseDocs docs(const ReleaseManifest& manifest) const {
        ReleaseDocs docs;
        docs.manifest = manifest;
        docs.distribution = release_.distro.known() ? release_.distro.name : "";
        docs.manifest_uri = release_.publish->uri + "/" + layout_.manifest();
        docs.changelog_uri = release_.publish->uri + "/" + layout_.changelog();
        return docs;
    }

    // With what became of the release, where something did.
    ReleaseDocs with_status(ReleaseDocs docs, const ReleaseFolder& folder) const {
        const auto statuses = folder.statuses(release_.branch);
        if (const auto status = statuses.find(layout_.number); status != statuses.end())
            docs.status = status->second;
        return docs;
    }

    Digest assemble(const std::map<std::string, Project>& projects, const ReleaseFolder& folder) {
        ReleaseDocs pages =
            docs(compose_manifest(release_, projects, built_, layout_.number, *date_,
                                  release_.distro.known() ? release_.distro.commit.value : ""));
        pages.changes = changes(pages.manifest, folder);
        return assemble_release(layout_, built_, with_status(pages, folder), lock_text(folder),
                                workspace_.store());
    }

    // The one that is out where it says the same pins: a comment makes no other release, and neither does the
    // end of the branch, which its channel tells.
    std::string lock_text(const ReleaseFolder& folder) const {
        if (folder.numbers(release_.branch).contains(layout_.number))
            if (auto out = same_pins_out(folder)) return std::move(*out);
        return read_file(workspace_.catalog().folder() / "releases" / (release_.branch + ".yaml"), 2U << 20U);
    }

    // Nothing where the lock that is out says other pins, or is none any more: publish() tells that.
    std::optional<std::string> same_pins_out(const ReleaseFolder& folder) const {
        try {
            std::string out = folder.read(layout_.lock());
            Release pinned = parse_release(layout_.lock(), out, release_.branch);
            if (pinned.publish && release_.publish) pinned.publish->active = release_.publish->active;
            if (same_release(pinned, release_)) return out;
            return std::nullopt;
        } catch (const Error&) {
            return std::nullopt;
        }
    }

    // Since the release before it that lies in the folder. Throws where what changed cannot be found out: the
    // text may not depend on what can be reached today.
    ReleaseChanges changes(const ReleaseManifest& manifest, const ReleaseFolder& folder) {
        const auto before = folder.before(layout_);
        if (!before) return first_changelog(manifest);
        const ReleaseLayout last{layout_.channel, before->number};
        const auto side = [](const std::string& name, Release release) {
            return LockSide{name, std::move(release), std::nullopt, "", {}};
        };
        const LockSide was = side(release_title(last.channel, last.number),
                                  parse_release(last.lock(), folder.read(last.lock()), last.channel));
        const LockSide is = side(release_title(layout_.channel, layout_.number), release_);
        LookedUp found;
        if (!with_other_patches(was, is).empty()) {
            FetchContext context = workspace_.fetch_context([](const Event&) {});
            const fs::path& definitions = workspace_.catalog().folder();
            found = look_up(was, is, {definitions, definitions}, context);
        }
        const ReleaseDifference difference = lock_difference(was, is, found);
        for (const ComponentDifference& component : difference.components)
            if (!component.patches_problem.empty())
                throw Error(Failure::unavailable,
                            "the changelog cannot tell which patches of " + component.name + " have changed")
                    .note(component.patches_problem);
        return changelog(difference);
    }

    ExitStatus mark() {
        if (!release_.publish)
            throw Error(Failure::definition,
                        "the lock of " + release_.branch + " does not say where it is published")
                .at(release_.at)
                .note("It needs the key `publish`: the release's page names its manifest's address.");
        ReleaseStatus status;
        status.channel = release_.branch;
        status.number = layout_.number;
        status.reason = !options_.withdraw.empty() ? options_.withdraw : options_.reason;
        status.state =
            options_.withdraw.empty() ? ReleaseStatus::State::superseded : ReleaseStatus::State::withdrawn;
        if (options_.superseded_by != 0) status.superseded_by = options_.superseded_by;
        status.date = given_date(options_.date).value_or(std::time(nullptr));
        ReleaseFolder folder(options_.out);
        folder.mark(status);
        folder.write_page(layout_, std::string(release_index_name),
                          release_index(with_status(docs(folder.manifest(layout_)), folder)));
        const ReleaseChannel channel = folder.update_channel(release_.branch, *release_.publish);
        const Json latest = channel.latest_release ? Json(*channel.latest_release) : Json(nullptr);
        if (options_.json)
            std::fputs(json_text({{"format", "verbatim.release-status/1"},
                                  {"release", layout_.channel},
                                  {"number", layout_.number},
                                  {"out", options_.out},
                                  {"state", state_name(status.state)},
                                  {"latest_release", latest}})
                           .c_str(),
                       stdout);
        else
            fmt::print("{} is {}; the channel's latest release is {}\n",
                       release_title(layout_.channel, layout_.number), state_name(status.state),
                       channel.latest_release ? std::to_string(*channel.latest_release) : "none");
        return ExitStatus::ok;
    }

    void tell(std::chrono::steady_clock::time_point begin) const {
        std::size_t images = 0, files = 0;
        for (const BuiltProduct& built : built_)
            ++(built.product.kind == Product::Kind::image ? images : files);
        const std::string title = release_title(layout_.channel, layout_.number);
        if (published_ != Published::made)
            fmt::print("{} is out already, with the same content: {} in {}\n", title,
                       counted(files, "file", "files") + ", " + counted(images, "image", "images"),
                       options_.out);
        else
            fmt::print("{}: {}, {} in {}\n", title, counted(files, "file", "files"),
                       counted(images, "image", "images"), options_.out);
        if (published_ == Published::renewed)
            fmt::print("   written anew, as its status says: {}/{}\n", layout_.docs(), release_index_name);
        fmt::print("   manifest  {}\n", layout_.manifest());
        fmt::print("   channel   {}, latest release {}\n", channel_manifest(layout_.channel),
                   channel_.latest_release ? std::to_string(*channel_.latest_release) : "none");
        fmt::print("   made {} in {}, {} from the store\n", counted(made_, "result", "results"),
                   human_duration(std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::steady_clock::now() - begin)),
                   from_store_);
        fmt::print("   next: verbatim push {} REGISTRY   (its images)\n", options_.out);
    }

    // docs/formats/commands-json.md
    void tell_json(const std::vector<std::string>& errors,
                   std::chrono::steady_clock::time_point begin) const {
        Json files = Json::array(), images = Json::array();
        for (const BuiltProduct& built : built_) {
            if (built.product.kind == Product::Kind::image)
                images.push_back({{"image", built.product.path},
                                  {"component", built.product.component},
                                  {"digest", "sha256:" + built.image.hex()}});
            else
                files.push_back({{"path", layout_.artifacts() + "/" + built.product.path},
                                 {"component", built.product.component},
                                 {"sha256", built.sums.sha256.hex()},
                                 {"sha512", built.sums.sha512},
                                 {"size", built.sums.size}});
        }
        std::fputs(
            json_text({{"format", "verbatim.release/1"},
                       {"release", release_.branch},
                       {"number", layout_.number},
                       {"out", options_.out},
                       {"state", !errors.empty()                 ? "failed"
                                 : published_ == Published::made ? "made"
                                                                 : "unchanged"},
                       {"manifest", layout_.manifest()},
                       {"files", files},
                       {"images", images},
                       {"results", {{"made", made_}, {"from_store", from_store_}, {"failed", failed_}}},
                       {"elapsed_milliseconds", std::chrono::duration_cast<std::chrono::milliseconds>(
                                                    std::chrono::steady_clock::now() - begin)
                                                    .count()},
                       {"errors", errors}})
                .c_str(),
            stdout);
    }

    const ReleaseOptions& options_;
    Workspace workspace_;
    Release release_;
    ReleaseLayout layout_;
    std::optional<std::int64_t> date_;
    ReleasePlan plan_;
    std::vector<BuiltProduct> built_;
    std::size_t made_ = 0, from_store_ = 0, failed_ = 0;
    Published published_ = Published::made;
    ReleaseChannel channel_;
};

}  // namespace

RunCommandLine declare_release(CLI::App& app, const Globals& globals) {
    auto options = std::make_shared<ReleaseOptions>();
    app.add_option("RELEASE", options->release, "A release branch of releases/, e.g. 1-36 or demo")
        ->required()
        ->type_name("");
    app.add_option("--number", options->number, "The release's number (default: the lock's)")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
        ->type_name("N");
    app.add_option("--out", options->out, "Folder of all releases; this one is added to it")
        ->required()
        ->type_name("DIR");
    app.add_option("--date", options->date,
                   "When it was released, in UTC (default: the newest commit of its components)")
        ->type_name("RFC3339");
    auto* withdraw = app.add_option("--withdraw", options->withdraw,
                                    "Mark a release that is out as withdrawn, and say why")
                         ->check(CLI::Validator(some_reason, ""))
                         ->type_name("REASON");
    auto* superseded =
        app.add_option("--superseded-by", options->superseded_by,
                       "Mark a release that is out as superseded by another number; with --withdraw, the one "
                       "to use instead")
            ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}))
            ->type_name("N");
    app.add_option("--reason", options->reason, "Why it is superseded")
        ->type_name("TEXT")
        ->needs(superseded)
        ->excludes(withdraw);
    app.add_flag("--json", options->json, "One JSON record (docs/formats/commands-json.md)");
    return [options, &globals] { return ReleaseCommand(*options, globals).run(); };
}

}  // namespace verbatim
