#include "patch/plan.h"

#include "base/text.h"
#include "patch/bounds.h"
#include "patch/delta.h"
#include "patch/diff_lines.h"
#include "patch/refusal.h"
#include "patch/safe_path.h"

#include <fmt/format.h>

#include <algorithm>

namespace verbatim::patch {

namespace {

using Kind = FileChange::Kind;

constexpr std::uint32_t type_bits = 0170000;
constexpr std::uint32_t plain_file = 0100644;
const std::string empty_blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

bool is_full_id(std::string_view text) {
    return text.size() == 40 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_null_id(std::string_view text) {
    return text.find_first_not_of('0') == std::string_view::npos;
}

std::string lower_hex(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    return text;
}

bool is_removal_of_path(const FileChange& change) {
    return change.new_path.empty() || change.kind == Kind::rename;
}

}  // namespace

bool is_link(std::uint32_t mode) {
    return (mode & type_bits) == 0120000;
}
bool is_submodule(std::uint32_t mode) {
    return (mode & type_bits) == 0160000;
}

Links::Links(const std::vector<FileChange>& changes) {
    for (const FileChange& change : changes) {
        if (is_link(change.old_mode) && (change.kind == Kind::rename || change.kind == Kind::remove))
            removed_.insert(change.old_path);
        if (is_link(change.new_mode)) kept_.insert(change.new_path);
    }
}

bool Links::is_beyond_one(TreeEditor& tree, std::string_view path, Work& work) const {
    for (auto slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
        const std::string_view above = path.substr(0, slash);
        work.add(above.size());
        if (kept_.contains(above)) return true;
        if (removed_.contains(above)) continue;
        const auto entry = tree.find(above);
        if (entry && is_link(entry->mode)) return true;
    }
    return false;
}

Planner::Planner(TreeEditor& tree, const Mail& mail, const std::vector<FileChange>& changes,
                 NewObjects& objects, Work& work)
    : tree_(tree), mail_(mail), objects_(objects), work_(work), links_(changes) {
    // Of two files that change places, the one that is renamed first finds the other there.
    for (const FileChange& change : changes)
        if (is_removal_of_path(change)) states_[change.old_path] = {State::goes, nullptr};
}

PatchRefused Planner::refused(const Planned& plan, const std::string& reason, bool applied_already) const {
    Refusal refusal;
    refusal.line = plan.change->line;
    refusal.target = shown(*plan.change);
    refusal.reason = reason;
    refusal.applied_already = applied_already;
    return patch::refused(mail_, std::move(refusal));
}

const Planned& Planner::plan(const FileChange& change) {
    planned_.push_back(std::make_unique<Planned>(Planned{
        &change, change.kind, change.old_path, change.new_path, change.old_mode, change.new_mode, {}, {}}));
    Planned& plan = *planned_.back();
    check_paths(plan);
    find_old(plan);
    check_creation(plan);
    check_modes(plan);
    check_paths(plan);  // again, with the modes that the tree has
    if (plan.kind != Kind::remove && links_.is_beyond_one(tree_, plan.new_path, work_))
        throw refused(plan, plan.new_path + " is beyond a symbolic link");
    find_content(plan);
    record(plan);
    return plan;
}

void Planner::check_paths(const Planned& plan) const {
    const auto check = [&](const std::string& path, std::uint32_t mode) {
        if (path.empty() || is_safe_path(path, mode)) return;
        throw Error(Failure::mismatch,
                    short_name(mail_) + " wants to write to " + path + ", where no checkout may write")
            .at(place_of(mail_, plan.change->line))
            .note("Paths stay within the tree and out of git's own folder.");
    };
    check(plan.old_path, plan.old_mode);
    check(plan.new_path, plan.new_mode);
    if (!is_short_path(plan.new_path)) throw refused(plan, "the path is longer than file systems have them");
}

bool Planner::goes_or_is_gone(const std::string& path) const {
    const auto state = states_.find(path);
    return state != states_.end() && state->second.is != State::made;
}

// Finds what is to be changed, by an earlier diff of the mail or in the tree, and its mode.
void Planner::find_old(Planned& plan) {
    if (plan.old_path.empty()) return;
    std::uint32_t mode = 0;
    const auto state = states_.find(plan.old_path);
    // Renames and copies are about the files as they were before the mail.
    const bool looks_back = plan.kind != Kind::rename && plan.kind != Kind::copy && state != states_.end();
    if (looks_back && state->second.is == State::gone)
        throw refused(plan, plan.old_path + " was renamed or removed by a diff before this one");
    if (looks_back && state->second.is == State::made) {
        const Planned& by = *state->second.by;
        mode = by.new_mode;
        plan.id = by.id;
        plan.content = by.content;
    } else if (const auto entry = tree_.find(plan.old_path)) {
        mode = entry->mode;
        plan.id = entry->id;
    } else if (plan.change->creates_if_absent && !tree_.is_below_an_entry(plan.old_path)) {
        plan.kind = Kind::create;
        plan.old_path.clear();
        return;
    } else {
        throw refused(plan, plan.old_path + " does not exist", is_applied_already(plan));
    }
    if (plan.old_mode == 0) plan.old_mode = mode;
    if (((mode ^ plan.old_mode) & type_bits) != 0)
        throw refused(plan, fmt::format("{} is of another type: its mode is {:06o}, not {:06o}",
                                        plan.old_path, mode, plan.old_mode));
    if (plan.new_mode == 0 && plan.kind != Kind::remove) plan.new_mode = mode;
}

void Planner::check_creation(Planned& plan) const {
    if (plan.kind == Kind::modify || plan.kind == Kind::remove) return;
    if (!goes_or_is_gone(plan.new_path)) {
        if (const auto there = tree_.find(plan.new_path)) {
            bool same = false;
            if (plan.kind == Kind::create && !is_submodule(there->mode)) {
                const std::string content = bytes_of(there->mode, there->id);
                same = plan.change->binary ? plan.change->new_blob == there->id
                                           : reverse_fits(*plan.change, content);
            }
            throw refused(plan, plan.new_path + ", which it makes, exists already", same);
        }
    }
    if (plan.new_mode == 0) plan.new_mode = plan.kind == Kind::create ? plain_file : plan.old_mode;
}

void Planner::check_modes(Planned& plan) const {
    if (plan.old_path.empty() || plan.new_path.empty()) return;
    if (plan.new_mode == 0) plan.new_mode = plan.old_mode;
    if (((plan.old_mode ^ plan.new_mode) & type_bits) != 0)
        throw refused(plan, fmt::format("it makes another type of {}: {:06o} of {:06o}", plan.new_path,
                                        plan.new_mode, plan.old_mode));
}

std::string Planner::bytes_of(std::uint32_t mode, const std::string& id) const {
    if (is_submodule(mode)) return "Subproject commit " + id + "\n";
    return objects_.need(id, git::Type::blob, "a patch to be applied to it").data;
}

std::string Planner::bytes_of(const Planned& plan) const {
    if (plan.content) return *plan.content;
    return plan.id.empty() ? std::string() : bytes_of(plan.old_mode, plan.id);
}

void Planner::find_content(Planned& plan) {
    const FileChange& change = *plan.change;
    if (change.binary || !change.hunks.empty()) {
        const std::string before = bytes_of(plan);
        plan.content = std::make_shared<const std::string>(change.binary ? binary_applied(plan, before)
                                                                         : hunks_applied(plan, before));
        plan.id.clear();
    } else if (plan.id.empty() && !plan.content) {
        plan.content = std::make_shared<const std::string>();
    }
    const bool empty = plan.content ? plan.content->empty() : plan.id == empty_blob;
    if (plan.kind == Kind::remove) {
        if (!empty)
            throw refused(plan, plan.old_path + ", which it removes, has more content than it knows of");
        return;
    }
    if (!plan.content) return;
    bytes_ += plan.content->size();
    if (bytes_ > bounds::result_bytes)
        throw refused(plan, "it makes more than " + human_size(bounds::result_bytes) + " of files");
    if (is_link(plan.new_mode) &&
        (empty || plan.content->size() > bounds::path_bytes || plan.content->find('\0') != std::string::npos))
        throw refused(plan, plan.new_path + " would be a symbolic link to nothing that has a name");
    if (!is_submodule(plan.new_mode)) return;
    constexpr std::string_view head = "Subproject commit ";
    const std::string commit = plan.content->starts_with(head) ? plan.content->substr(head.size(), 40) : "";
    if (!is_full_id(commit) || is_null_id(commit))
        throw refused(plan, "it does not say which commit the submodule " + plan.new_path + " is at");
    plan.id = lower_hex(commit);
}

void Planner::record(const Planned& plan) {
    if (!plan.new_path.empty()) states_[plan.new_path] = {State::made, &plan};
    if (is_removal_of_path(*plan.change)) states_[plan.old_path] = {State::gone, nullptr};
}

std::string Planner::hunks_applied(const Planned& plan, const std::string& before) {
    const FileChange& change = *plan.change;
    auto result = apply_hunks(before, change.hunks, work_);
    if (auto* text = std::get_if<std::string>(&result)) return std::move(*text);
    auto& failure = std::get<HunkFailure>(result);
    const Hunk& hunk = change.hunks.at(failure.hunk - 1);
    Refusal refusal;
    refusal.line = hunk.line;
    refusal.target = shown(change);
    refusal.hunk = failure.hunk;
    refusal.expected = std::move(failure.expected);
    refusal.expected_at = std::max<std::uint64_t>(hunk.old_start, 1);
    refusal.found = std::move(failure.found);
    refusal.nearest = failure.nearest;
    refusal.nearest_matching = failure.nearest_matching;
    refusal.applied_already = reverse_fits(change, before);
    refusal.reason = fmt::format("hunk {} of {} does not find its lines", failure.hunk, shown(change));
    throw patch::refused(mail_, std::move(refusal));
}

// git wants both ids whole, and takes the new content by its id where the repository has it.
std::string Planner::binary_applied(const Planned& plan, const std::string& before) const {
    const FileChange& change = *plan.change;
    if (!is_full_id(change.old_blob) || !is_full_id(change.new_blob))
        throw refused(plan, "a binary patch needs whole object ids in its \"index\" line");
    if (!plan.old_path.empty()) {
        const std::string id = git::object_id(git::Type::blob, before);
        if (id != change.old_blob)
            throw refused(plan,
                          fmt::format("{} has the id {}, and the binary patch is for {}", plan.old_path, id,
                                      change.old_blob),
                          id == change.new_blob);
    }
    if (is_null_id(change.new_blob)) return {};
    if (auto there = objects_.find(lower_hex(change.new_blob)); there && there->type == git::Type::blob)
        return std::move(there->data);
    if (!change.forward) throw refused(plan, "it says that " + shown(change) + " differs, but not how");
    const bool literal = change.forward->kind == BinaryData::Kind::literal;
    auto after = literal ? std::optional(change.forward->data) : apply_delta(before, change.forward->data);
    if (!after) throw refused(plan, "the delta for " + shown(change) + " is malformed");
    if (git::object_id(git::Type::blob, *after) != change.new_blob)
        throw refused(plan, "what it makes of " + shown(change) + " has another id than it says");
    return std::move(*after);
}

// Whether the content is what the change would make.
bool Planner::reverse_fits(const FileChange& change, const std::string& content) const {
    Work work;
    const auto result = apply_hunks(content, reversed(change.hunks), work);
    const auto* before = std::get_if<std::string>(&result);
    return before != nullptr && (change.kind != Kind::create || before->empty());
}

// Of a change whose file is not there.
bool Planner::is_applied_already(const Planned& plan) {
    if (plan.kind == Kind::remove) return true;
    if (plan.kind != Kind::rename) return false;
    const auto there = tree_.find(plan.new_path);
    return there && !is_submodule(there->mode) && !plan.change->binary &&
           reverse_fits(*plan.change, bytes_of(there->mode, there->id));
}

}  // namespace verbatim::patch
