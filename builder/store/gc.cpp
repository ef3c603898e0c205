#include "store/gc.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "store/disk.h"
#include "store/marker.h"
#include "store/names.h"
#include "store/references.h"

#include <algorithm>
#include <numeric>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::int64_t day = std::int64_t{24} * 60 * 60;
constexpr std::int64_t failed_log_days = 7;  // of a build that failed: somebody may still want to read it

class Collection {
  public:
    Collection(const Store& store, const GcOptions& options)
        : store_(store),
          options_(options),
          references_([this](const Digest& digest) { return tree(digest); }) {
        report_.store = store.root().string();
        report_.dry_run = options.dry_run;
    }

    // From what names to what is named: killed between, no outcome speaks of what is gone.
    GcReport run() {
        outcomes();
        if (!options_.dry_run) disk::sync(store_.root());
        const fs::path& root = store_.root();
        by_digest("blobs", folders::blobs(root),
                  [&](const Digest& digest, const fs::path&) { return references_.contains(digest); });
        by_digest("shared trees", folders::shared_trees(root), [&](const Digest& digest, const fs::path&) {
            return references_.trees().contains(digest);
        });
        by_digest("modules", folders::modules(root),
                  [&](const Digest&, const fs::path& path) { return names_kept_blob(path); });
        mirrors();
        by_digest("logs", folders::logs(root), [&](const Digest& digest, const fs::path& path) {
            return kept_.contains(digest) ||
                   (!forgotten_.contains(digest) &&
                    folders::changed_at(path) > options_.now - failed_log_days * day);
        });
        leftovers();
        return std::move(report_);
    }

  private:
    GcReport::Kind& kind(const std::string& name) {
        report_.kinds.push_back({name, 0, 0, 0});
        return report_.kinds.back();
    }

    void remove(const fs::path& path, GcReport::Kind& kind) {
        throw_if_interrupted();
        kind.freed_bytes += folders::amount(path).bytes;
        ++kind.removed;
        if (!options_.dry_run) remove_tree(path);
    }

    std::optional<Tree> tree(const Digest& digest) {
        throw_if_interrupted();
        try {
            return store_.get_tree(digest);
        } catch (const Error&) {
            lacking_ = true;
            return std::nullopt;
        }
    }

    void outcomes() {
        GcReport::Kind& outcomes = kind("outcomes");
        const auto listing = folders::outcomes(store_.root());
        unfinished_ = listing.unfinished;
        for (const auto& [digest, path] : listing.named) {
            std::optional<Outcome> outcome;
            try {
                outcome = Outcome::from_json(read_file(path, 1U << 20U), digest.hex());
            } catch (const Error&) {
                ++report_.damaged_outcomes;
            }
            // What an earlier version made with a shared compiler cache counts for nothing.
            if (outcome &&
                (!outcome->cold || (options_.keep_days &&
                                    folders::changed_at(path) < options_.now - *options_.keep_days * day))) {
                report_.forgotten.push_back(outcome->action);
                forgotten_.insert(digest);
                remove(path, outcomes);
                continue;
            }
            ++outcomes.kept;
            kept_.insert(digest);
            if (!outcome) continue;
            lacking_ = false;
            for (const auto& [name, root] : outcome->trees) references_.add(root);
            if (lacking_) ++report_.damaged_outcomes;
        }
        std::sort(report_.forgotten.begin(), report_.forgotten.end());
    }

    template <typename Keep>
    void by_digest(const std::string& name, const folders::Listing& listing, Keep keep) {
        GcReport::Kind& found = kind(name);
        unfinished_.insert(unfinished_.end(), listing.unfinished.begin(), listing.unfinished.end());
        for (const auto& [digest, path] : listing.named)
            if (keep(digest, path))
                ++found.kept;
            else
                remove(path, found);
    }

    // Each use of one sets its folder's time. What upstream takes long to send is removed only where asked.
    void mirrors() {
        GcReport::Kind& mirrors = kind("mirrors");
        for (const fs::path& path : folders::below(store_.root() / "mirrors"))
            if (!options_.keep_days || !is_mirror(path) ||
                folders::changed_at(path) > options_.now - *options_.keep_days * day)
                ++mirrors.kept;
            else
                remove(path, mirrors);
    }

    static bool is_mirror(const fs::path& path) {
        return names::is_mirror(path.filename().string()) && folders::is_real(path) &&
               fs::exists(path / "HEAD");  // else not begun
    }

    bool names_kept_blob(const fs::path& path) const {
        try {
            const auto digest = Digest::parse(read_file(path, 1000));
            return digest && references_.contains(*digest);
        } catch (const Error&) {
            return false;
        }
    }

    // Nobody else is in the store, so nobody is at work in tmp/ or holds one of the locks.
    void leftovers() {
        GcReport::Kind& locks = kind("locks");
        for (const fs::path& path : folders::below(store_.root() / "locks"))
            if (names::is_lock(path.filename().string()))
                remove(path, locks);
            else
                ++locks.kept;  // "in-use", and what is not ours
        GcReport::Kind& leftovers = kind("leftovers");
        for (const fs::path& path : folders::temporary(store_.root()).unfinished) remove(path, leftovers);
        for (const fs::path& path : folders::below(store_.root()))
            if (names::is_unfinished(path.filename().string(), marker::file_name)) remove(path, leftovers);
        for (const fs::path& path : unfinished_) remove(path, leftovers);
    }

    const Store& store_;
    const GcOptions& options_;
    GcReport report_;
    References references_;
    bool lacking_ = false;
    std::set<Digest> kept_, forgotten_;
    std::vector<fs::path> unfinished_;
};

}  // namespace

std::uint64_t GcReport::freed_bytes() const {
    return std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Kind& kind) { return sum + kind.freed_bytes; });
}

GcReport gc(const Store& store, const GcOptions& options) {
    return Collection(store, options).run();
}

}  // namespace verbatim
