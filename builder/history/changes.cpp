#include "history/changes.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim {

namespace {

constexpr std::size_t digits_shown = 12;

std::string or_none(const std::string& text) {
    return text.empty() ? "none" : text;
}

// An id by its first digits; of "aws/eks-distro@178844623f23…" the name stays.
std::string short_id(const std::string& id) {
    const std::size_t at = id.rfind('@');
    const std::size_t from = at == std::string::npos ? 0 : at + 1;
    return or_none(id.substr(0, from) + id.substr(from, digits_shown));
}

// Where two ids begin alike, their first digits would say that nothing changed.
std::string change_of_ids(const std::string& from, const std::string& to) {
    const std::string a = short_id(from), b = short_id(to);
    return a == b ? or_none(from) + " → " + or_none(to) : a + " → " + b;
}

class Between {
  public:
    std::vector<std::string> lines(const LastKnown& before, const UnitResult& now, const Run& run) {
        pins(before.result.pins, now.pins);
        claims(before.result.files, now.files);
        word("Verbatim", before.version, run.version);
        word("host", before.host, run.host);
        // Pins go into run digests, so these tell something new only where the pins are the same.
        if (lines_.empty()) builds(before.result.actions, now.actions);
        if (lines_.empty())
            lines_.emplace_back(
                "nothing that is recorded changed: the cause lies in the machine or in chance");
        return std::move(lines_);
    }

  private:
    void word(const char* what, const std::string& from, const std::string& to) {
        if (from != to) lines_.push_back(fmt::format("{} {} → {}", what, or_none(from), or_none(to)));
    }
    void id(const std::string& what, const std::string& from, const std::string& to) {
        if (from != to) lines_.push_back(what + " " + change_of_ids(from, to));
    }

    void pins(const UnitPins& from, const UnitPins& to) {
        word("tag", from.tag, to.tag);
        id("commit", from.commit, to.commit);
        word("toolchain", from.go, to.go);
        word("declared Go", from.go_declared, to.go_declared);
        id("distro", from.distro, to.distro);
        id("CHECKSUMS", from.checksums, to.checksums);
        id("patches", from.patches, to.patches);
    }

    static std::map<std::string, std::string> claimed(const std::vector<FileResult>& files) {
        std::map<std::string, std::string> all;
        for (const FileResult& file : files)
            if (!file.claimed.empty()) all[file.path] = file.claimed;
        return all;
    }

    void claims(const std::vector<FileResult>& from, const std::vector<FileResult>& to) {
        const auto before = claimed(from), now = claimed(to);
        for (const auto& [path, digest] : before) {
            const auto found = now.find(path);
            if (found == now.end())
                lines_.push_back("no claim of " + path + " any more");
            else
                id("claim of " + path, digest, found->second);
        }
        for (const auto& [path, digest] : now)
            if (!before.contains(path)) lines_.push_back("a claim of " + path + " that was none before");
    }

    void builds(std::vector<std::string> from, std::vector<std::string> to) {
        std::sort(from.begin(), from.end());
        std::sort(to.begin(), to.end());
        if (!from.empty() && !to.empty() && from != to)
            lines_.emplace_back(
                "the builds have other run digests: a definition, the builder root or what Verbatim makes of "
                "them changed");
    }

    std::vector<std::string> lines_;
};

}  // namespace

std::vector<StateChange> changes(const std::map<UnitName, LastKnown>& before, const Run& now) {
    std::vector<StateChange> all;
    for (const UnitResult& result : now.units) {
        if (result.state == UnitState::not_run) continue;
        StateChange change;
        change.unit = result.unit;
        change.to = result.state;
        change.expected = result.expected;
        change.cause = result.cause;
        if (const auto found = before.find(result.unit); found != before.end()) {
            if (found->second.result.state == result.state) continue;
            change.from = found->second.result.state;
            change.last_seen = found->second.when;
            change.between = Between().lines(found->second, result, now);
        }
        all.push_back(std::move(change));
    }
    std::stable_sort(all.begin(), all.end(), [](const StateChange& a, const StateChange& b) {
        if (a.is_regression() != b.is_regression()) return a.is_regression();
        return a.unit < b.unit;
    });
    return all;
}

}  // namespace verbatim
