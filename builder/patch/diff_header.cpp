// What the lines of a header may say about a name is bound to agree: each is checked against those before.
#include "patch/diff_header.h"

#include "patch/ascii.h"
#include "patch/diff_hunks.h"
#include "patch/diff_names.h"

#include <algorithm>
#include <charconv>

namespace verbatim::patch {

namespace {

constexpr std::string_view git_start = "diff --git ";

class HeaderReader {
  public:
    HeaderReader(const DiffLines& lines, Stripping& stripping) : lines_(lines), stripping_(stripping) {}

    std::optional<DiffHeader> find(std::size_t from);

  private:
    // Reads from "diff --git" on; false where nothing follows it that belongs to a header.
    bool read_git(std::size_t start);
    void read_traditional(std::size_t start);
    // One line of a git header; false where it is none, or its end.
    bool read_line(std::string_view line);
    bool read_extended(std::string_view line);
    void read_index(std::string_view rest);
    void guess_stripping(std::string_view second);
    void check_name(std::string& name, std::string_view rest, bool absent, const std::string& side);
    std::uint32_t mode(std::string_view rest) const;
    void is(FileChange::Kind kind);
    [[nodiscard]] Error unreadable(const std::string& why) const { return lines_.unreadable(at_, why); }

    const DiffLines& lines_;
    Stripping& stripping_;
    std::size_t at_ = 0;  // the line being read
    FileChange change_;
    std::string default_name_;
    // What a git header says is certain, also where it turned out to be none and a traditional one follows.
    bool certain_ = false;
};

bool take(std::string_view& line, std::string_view keyword) {
    if (!line.starts_with(keyword)) return false;
    line.remove_prefix(keyword.size());
    return true;
}

void HeaderReader::is(FileChange::Kind kind) {
    if (change_.kind != FileChange::Kind::modify && change_.kind != kind)
        throw unreadable("this line contradicts one before it in the header");
    change_.kind = kind;
}

std::uint32_t HeaderReader::mode(std::string_view rest) const {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, 8);
    if (error != std::errc{} || end == rest.data() + rest.size() || !is_blank(*end))
        throw unreadable("the mode is no octal number");
    const std::uint32_t type = value & 0170000U;
    if (value > 0177777U || (type != 0 && type != 0100000 && type != 0120000 && type != 0160000))
        throw unreadable("the mode is neither a file's, nor a symbolic link's, nor a submodule's");
    return value;
}

void HeaderReader::check_name(std::string& name, std::string_view rest, bool absent,
                              const std::string& side) {
    if (name.empty() && absent) {
        if (!is_no_file(rest))
            throw unreadable("/dev/null has to stand here, as the " + side + " file does not exist");
        return;
    }
    if (absent) throw unreadable("the " + side + " file does not exist, but has a name");
    const std::string here = name_of(rest, stripping_.folders, NameEnds::at_tab);
    if (!name.empty() && here != name)
        throw unreadable("the " + side + " name is another one than before in the header");
    name = here;
}

// "index OLD..NEW" and perhaps " MODE". What has another form is of no interest.
void HeaderReader::read_index(std::string_view rest) {
    constexpr std::size_t id_length = 40;
    const auto dots = rest.find('.');
    if (dots == std::string_view::npos || rest.substr(dots, 2) != ".." || dots > id_length) return;
    change_.old_blob = rest.substr(0, dots);
    rest.remove_prefix(dots + 2);
    const auto end = std::min(rest.find_first_of(" \n"), rest.size());
    if (end > id_length) return;
    change_.new_blob = rest.substr(0, end);
    if (end < rest.size() && rest[end] == ' ') change_.old_mode = mode(rest.substr(end + 1));
}

bool HeaderReader::read_extended(std::string_view line) {
    using Kind = FileChange::Kind;
    // These names have no "a/" before them.
    const int strip = stripping_.folders > 0 ? stripping_.folders - 1 : 0;
    const auto bare_name = [&](Kind kind, std::string& name) {
        name = name_of(line, strip, NameEnds::with_line);
        is(kind);
        return true;
    };
    if (take(line, "deleted file mode ")) {
        change_.old_path = default_name_;
        change_.old_mode = mode(line);
        is(Kind::remove);
        return true;
    }
    if (take(line, "new file mode ")) {
        change_.new_path = default_name_;
        change_.new_mode = mode(line);
        is(Kind::create);
        return true;
    }
    if (take(line, "copy from ")) return bare_name(Kind::copy, change_.old_path);
    if (take(line, "copy to ")) return bare_name(Kind::copy, change_.new_path);
    if (take(line, "rename from ") || take(line, "rename old "))
        return bare_name(Kind::rename, change_.old_path);
    if (take(line, "rename to ") || take(line, "rename new "))
        return bare_name(Kind::rename, change_.new_path);
    return take(line, "similarity index ") || take(line, "dissimilarity index ");
}

bool HeaderReader::read_line(std::string_view line) {
    using Kind = FileChange::Kind;
    if (!line.ends_with('\n') || line.starts_with("@@ -")) return false;
    if (take(line, "--- "))
        check_name(change_.old_path, line, change_.kind == Kind::create, "old");
    else if (take(line, "+++ "))
        check_name(change_.new_path, line, change_.kind == Kind::remove, "new");
    else if (take(line, "old mode "))
        change_.old_mode = mode(line);
    else if (take(line, "new mode "))
        change_.new_mode = mode(line);
    else if (take(line, "index "))
        read_index(line);
    else
        return read_extended(line);
    return true;
}

bool HeaderReader::read_git(std::size_t start) {
    const std::string_view first = lines_.at(start);
    certain_ = true;
    change_.kind = FileChange::Kind::modify;
    default_name_ =
        name_that_stands_twice(first.substr(git_start.size()), stripping_.folders).value_or(std::string());
    for (at_ = start + 1; at_ < lines_.count() && read_line(lines_.at(at_)); ++at_) {
    }
    if (change_.old_path.empty() && change_.new_path.empty())
        change_.old_path = change_.new_path = default_name_;
    if ((change_.new_path.empty() && change_.kind != FileChange::Kind::remove) ||
        (change_.old_path.empty() && change_.kind != FileChange::Kind::create)) {
        at_ = start;
        throw unreadable("the header does not say which file it is about");
    }
    if ((change_.kind == FileChange::Kind::create && !change_.old_path.empty()) ||
        (change_.kind == FileChange::Kind::remove && !change_.new_path.empty())) {
        at_ = start;
        throw unreadable("the header names the file on the side where it does not exist");
    }
    return at_ > start + 1;
}

void HeaderReader::guess_stripping(std::string_view second) {
    if (stripping_.known) return;
    // Where the name is in no folder, there is none to strip. The old name tells no more than "/dev/null"
    // does.
    const auto bare = [](std::string_view rest) {
        const std::string name = is_no_file(rest) ? std::string() : traditional_name(rest, 0, {});
        return !name.empty() && name.find('/') == std::string::npos;
    };
    if (bare(second)) stripping_ = {0, true};
}

void HeaderReader::read_traditional(std::size_t start) {
    const std::string_view first = lines_.at(start).substr(4), second = lines_.at(start + 1).substr(4);
    at_ = start;
    guess_stripping(second);
    const int strip = stripping_.folders;
    std::string name;
    const auto created = [&] {
        change_.kind = FileChange::Kind::create;
        change_.new_path = name;
    };
    const auto removed = [&] {
        change_.kind = FileChange::Kind::remove;
        change_.old_path = name;
    };
    if (is_no_file(first)) {
        name = traditional_name(second, strip, {});
        created();
    } else if (is_no_file(second)) {
        name = traditional_name(first, strip, {});
        removed();
    } else {
        name = traditional_name(second, strip, traditional_name(first, strip, {}));
        if (has_epoch_time(first))
            created();
        else if (has_epoch_time(second))
            removed();
        else
            change_.old_path = change_.new_path = name;
    }
    if (name.empty()) throw unreadable("no file name can be found here");
}

std::optional<DiffHeader> HeaderReader::find(std::size_t from) {
    const auto found = [&](std::size_t start, std::size_t next, bool git) {
        change_.line = lines_.patch_line(start);
        at_ = start;
        if ((change_.old_path + change_.new_path).find('\0') != std::string::npos)
            throw unreadable("a file name holds a NUL byte");
        const bool open = !git && !certain_ && change_.kind == FileChange::Kind::modify;
        return DiffHeader{std::move(change_), open, next};
    };
    for (std::size_t i = from; i < lines_.count(); ++i) {
        const std::string_view line = lines_.at(i);
        at_ = i;
        if (line.size() < 6) continue;
        if (line.starts_with("@@ -")) {
            if (!is_hunk_header(line)) continue;
            throw unreadable("a hunk stands here, but no header that says of which file");
        }
        // git's own shortest rest of a diff.
        if (lines_.remaining(i) < line.size() + 6) break;
        if (line.starts_with(git_start)) {
            if (read_git(i)) return found(i, at_, true);
            continue;
        }
        if (line.starts_with("--- ") && lines_.at(i + 1).starts_with("+++ ") &&
            lines_.at(i + 2).starts_with("@@ -") && lines_.remaining(i) >= lines_.at(i + 1).size() + 14) {
            read_traditional(i);
            return found(i, i + 2, false);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<DiffHeader> find_header(const DiffLines& lines, std::size_t from, Stripping& stripping) {
    return HeaderReader(lines, stripping).find(from);
}

}  // namespace verbatim::patch
