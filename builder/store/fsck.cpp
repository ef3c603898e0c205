#include "store/fsck.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "store/disk.h"
#include "store/folders.h"
#include "store/references.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

class Examination {
  public:
    Examination(const Store& store, const EventSink& events)
        : store_(store), events_(events), references_([this](const Digest& digest) { return tree(digest); }) {
        report_.store = store.root().string();
    }

    FsckReport run(bool repair) {
        // Outcomes first: what a run adds meanwhile is of no concern then, and what they need is there.
        read_outcomes();
        blobs_ = folders::blobs(store_.root());
        shared_ = folders::shared_trees(store_.root());
        hash_blobs();
        for (const auto& [digest, outcome] : outcomes_)
            for (const auto& [name, root] : outcome.trees) references_.add(root);
        report_.trees = references_.trees().size();
        check_references();
        blame();
        hash_shared();
        count_others();
        if (repair) remove_damage();
        return std::move(report_);
    }

  private:
    std::string place(const fs::path& path) const { return path.lexically_relative(store_.root()).string(); }

    void found(Damage::Kind kind, const fs::path& path, std::string what) {
        report_.damage.push_back({kind, place(path), std::move(what), {}});
    }

    void bad(const Digest& digest, Damage::Kind kind, std::string what) {
        if (!bad_.insert(digest).second) return;
        at_[digest] = report_.damage.size();
        found(kind, store_.blob_path(digest), std::move(what));
    }

    void read_outcomes() {
        const auto listing = folders::outcomes(store_.root());
        strange(listing);
        for (const auto& [digest, path] : listing.named) {
            ++report_.outcomes;
            try {
                outcomes_[digest] = Outcome::from_json(read_file(path, 1U << 20U), digest.hex());
            } catch (const Error& error) {
                if (!fs::exists(path)) continue;
                found(Damage::Kind::outcome, path, error.message());
                unreadable_.push_back(path);
            }
        }
    }

    void hash_blobs() {
        strange(blobs_);
        std::uint64_t total = 0;
        for (const auto& [digest, path] : blobs_.named) {
            struct stat info{};
            if (::lstat(path.c_str(), &info) == 0) total += static_cast<std::uint64_t>(info.st_size);
        }
        begin("hash blobs", total);
        for (const auto& [digest, path] : blobs_.named) {
            throw_if_interrupted();
            hash_blob(digest, path);
        }
        end();
    }

    void hash_blob(const Digest& digest, const fs::path& path) {
        struct stat info{};
        if (::lstat(path.c_str(), &info) != 0) {
            if (errno != ENOENT) bad(digest, Damage::Kind::blob, std::strerror(errno));
            return;
        }
        ++report_.blobs;
        report_.blob_bytes += static_cast<std::uint64_t>(info.st_size);
        if (!S_ISREG(info.st_mode)) {
            bad(digest, Damage::Kind::blob, "it is no file");
            return;
        }
        try {
            if (const Digest content = sha256_file(path); content != digest)
                bad(digest, Damage::Kind::blob, "its content hashes to " + content.hex());
        } catch (const Error& error) {
            bad(digest, Damage::Kind::blob, error.message());
        }
        advance(static_cast<std::uint64_t>(info.st_size));
    }

    std::optional<Tree> tree(const Digest& digest) {
        throw_if_interrupted();
        if (bad_.contains(digest)) return std::nullopt;
        if (!store_.has(digest)) {
            bad(digest, Damage::Kind::missing, "a tree that is needed is not there");
            return std::nullopt;
        }
        try {
            return store_.get_tree(digest);
        } catch (const Error& error) {
            bad(digest, error.kind() == Failure::damaged ? Damage::Kind::blob : Damage::Kind::tree,
                error.message());
            return std::nullopt;
        }
    }

    void check_references() {
        for (const auto& [digest, size] : references_.blobs()) {
            struct stat info{};
            if (::lstat(store_.blob_path(digest).c_str(), &info) != 0)
                bad(digest, Damage::Kind::missing, "a blob that is needed is not there");
            else if (static_cast<std::uint64_t>(info.st_size) != size)
                bad(digest, Damage::Kind::blob,
                    fmt::format("it has {} bytes where a tree says {}", info.st_size, size));
        }
    }

    // Which outcomes need what is bad.
    void blame() {
        if (bad_.empty()) return;
        for (const auto& [digest, outcome] : outcomes_) {
            std::set<Digest> needed;
            for (const auto& [name, root] : outcome.trees) needed.merge(references_.needed_of(bad_, root));
            if (needed.empty()) continue;
            report_.to_rebuild.push_back(outcome.action);
            broken_.push_back(digest);
            for (const Digest& one : needed) report_.damage[at_.at(one)].needed_by.push_back(outcome.action);
        }
        std::sort(report_.to_rebuild.begin(), report_.to_rebuild.end());
    }

    void hash_shared() {
        strange(shared_);
        std::uint64_t total = 0;
        for (const auto& [digest, path] : shared_.named) total += folders::amount(path).bytes;
        begin("hash shared trees", total);
        for (const auto& [digest, path] : shared_.named) {
            ++report_.shared_trees;
            const auto file = [this](const fs::path& one) {
                throw_if_interrupted();
                advance(folders::amount(one).bytes);
                return sha256_file(one);
            };
            std::string what;
            try {
                if (disk::digest_directory(path, file, sha256) != digest) what = "it was changed";
            } catch (const Error& error) {
                if (error.kind() == Failure::interrupted) throw;
                what = error.message();
            } catch (const fs::filesystem_error& error) {
                what = error.what();
            }
            if (what.empty() || !fs::exists(path)) continue;  // a run may have just taken it away
            found(Damage::Kind::shared, path, what);
            changed_.push_back(path);
        }
        end();
    }

    void count_others() {
        strange(folders::temporary(store_.root()));
        strange(folders::modules(store_.root()));
    }

    void strange(const folders::Listing& listing) {
        report_.leftovers += listing.unfinished.size();
        for (const fs::path& path : listing.strange) report_.strange.push_back(place(path));
    }

    // Outcomes go before what they need: killed between, the store is not worse than before.
    void remove_damage() {
        for (const fs::path& path : unreadable_) remove_tree(path);
        for (const Digest& digest : broken_)
            remove_tree(store_.root() / "outcomes" / (digest.hex() + ".json"));
        disk::sync(store_.root());
        for (const Digest& digest : bad_) remove_tree(store_.blob_path(digest));
        for (const fs::path& path : changed_) remove_tree(path);
        report_.repaired = true;
    }

    void begin(const std::string& what, std::uint64_t total) {
        subject_ = what;
        total_ = total;
        done_ = told_ = 0;
        begun_ = std::chrono::steady_clock::now();
        tell(Event::Kind::started);
    }

    void advance(std::uint64_t bytes) {
        done_ += bytes;
        if (done_ < told_ + (16U << 20U)) return;
        told_ = done_;
        tell(Event::Kind::progress);
    }

    void end() { tell(Event::Kind::finished); }

    void tell(Event::Kind kind) const {
        Event event;
        event.kind = kind;
        event.subject = subject_;
        if (kind == Event::Kind::progress) {
            event.done = done_;
            event.total = total_;
            event.unit = "bytes";
        }
        if (kind == Event::Kind::finished) {
            event.text = "done";
            event.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begun_);
        }
        emit(events_, event);
    }

    const Store& store_;
    const EventSink& events_;
    FsckReport report_;
    References references_;
    folders::Listing blobs_, shared_;
    std::map<Digest, Outcome> outcomes_;
    std::vector<fs::path> unreadable_, changed_;
    std::vector<Digest> broken_;
    std::unordered_set<Digest> bad_;
    std::map<Digest, std::size_t> at_;  // where in report_.damage
    std::string subject_;
    std::uint64_t total_ = 0, done_ = 0, told_ = 0;
    std::chrono::steady_clock::time_point begun_;
};

}  // namespace

std::string_view damage_name(Damage::Kind kind) {
    switch (kind) {
        case Damage::Kind::blob:
            return "damaged blob";
        case Damage::Kind::missing:
            return "missing blob";
        case Damage::Kind::tree:
            return "damaged tree";
        case Damage::Kind::outcome:
            return "damaged outcome";
        case Damage::Kind::shared:
            return "changed shared tree";
    }
    return "";
}

FsckReport fsck(const Store& store, bool repair, const EventSink& events) {
    return Examination(store, events).run(repair);
}

}  // namespace verbatim
