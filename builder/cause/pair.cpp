// What a file is, its first bytes tell; of a tar, whether it is an image, its members do. A pair of one kind
// is compared by that kind's rules, and then, within it, each file that differs: at most so many and so deep.
#include "cause/pair.h"

#include "base/files.h"
#include "base/text.h"
#include "cause/folder.h"
#include "cause/packing_causes.h"
#include "inspect/archive_listing.h"
#include "inspect/image.h"
#include "inspect/image_files.h"
#include "inspect/zip.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>

namespace verbatim {

namespace {

namespace files = std::filesystem;
using Subject = Explanation::Subject;

constexpr std::uint64_t largest_binary = 2ULL << 30U;    // bytes
constexpr std::uint64_t largest_unpacked = 8ULL << 30U;  // bytes, of an archive whose members are looked into
constexpr std::size_t most_parts = 40, most_members = 100;
constexpr int deepest = 4;

std::string first_bytes(const files::path& file) {
    std::FILE* stream = std::fopen(file.c_str(), "rb");
    if (stream == nullptr) throw disk_error("read", file, errno);
    std::string bytes(512, '\0');
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), stream));
    std::fclose(stream);
    return bytes;
}

bool is_executable(std::string_view head) {
    for (const std::string_view magic : {"\x7f"
                                         "ELF",
                                         "MZ", "\xcf\xfa\xed\xfe", "\xfe\xed\xfa\xcf"})
        if (head.starts_with(magic)) return true;
    return false;
}

bool is_packed(std::string_view head) {
    using namespace std::literals;
    return head.starts_with("\x1f\x8b"sv) || head.starts_with("PK\x03\x04"sv) ||
           head.starts_with("PK\x05\x06"sv) || (head.size() >= 262 && head.substr(257, 5) == "ustar"sv);
}

bool lists_image(const ArchiveListing& listing) {
    return std::any_of(listing.members.begin(), listing.members.end(), [](const ArchiveMember& member) {
        const std::string path = plain_path(member.path);
        return path == "oci-layout" || path == "manifest.json";
    });
}

class Explainer {
  public:
    explicit Explainer(files::path scratch) : scratch_(std::move(scratch)) {}

    Explanation pair(const files::path& was, const files::path& is, const std::string& path, int depth) {
        Explanation made;
        made.path = path;
        const bool a_folder = files::is_directory(was), b_folder = files::is_directory(is);
        if (a_folder != b_folder && !image_folder(a_folder ? was : is))
            return different(std::move(made),
                             a_folder ? "A is a folder, B is a file" : "A is a file, B is a folder");
        if (!a_folder) made.was_sha256 = sha256_file(was);
        if (!b_folder) made.is_sha256 = sha256_file(is);
        if (made.was_sha256 && made.was_sha256 == made.is_sha256) {
            made.subject = subject_of(was);
            made.same = true;
            return made;
        }
        const Subject a = subject_of(was), b = subject_of(is);
        if (a != b) {
            const std::string kinds = "A is of the kind " + std::string(to_string(a)) + ", B of the kind " +
                                      std::string(to_string(b));
            made.notes.push_back(kinds);
            return a_folder || b_folder ? different(std::move(made), kinds) : plain(std::move(made), was, is);
        }
        made.subject = a;
        switch (a) {
            case Subject::binary:
                return binaries(std::move(made), was, is);
            case Subject::archive:
                return archives(std::move(made), was, is, depth);
            case Subject::image:
                return images(std::move(made), was, is);
            case Subject::folder:
                return folders(std::move(made), was, is, depth);
            default:
                return plain(std::move(made), was, is);
        }
    }

  private:
    static bool image_folder(const files::path& place) { return files::exists(place / "oci-layout"); }

    static Subject subject_of(const files::path& place) {
        if (files::is_directory(place)) return image_folder(place) ? Subject::image : Subject::folder;
        const std::string head = first_bytes(place);
        if (is_executable(head)) return Subject::binary;
        if (!is_packed(head)) return Subject::file;
        try {
            return lists_image(list_archive(place, "the archive")) ? Subject::image : Subject::archive;
        } catch (const Error&) {
            return Subject::archive;  // said where it is compared
        }
    }

    static Explanation different(Explanation made, const std::string& text) {
        made.subject = Subject::different;
        made.causes = {{Cause::Kind::members, text, {}, "name two of the same kind", {}}};
        return made;
    }

    static Explanation binaries(Explanation made, const files::path& was, const files::path& is) {
        const std::string a = read_file(was, largest_binary), b = read_file(is, largest_binary);
        BinaryPair pair;
        try {
            const Executable x = parse_executable(a), y = parse_executable(b);
            pair.was.platform = platform_of(x);
            pair.is.platform = platform_of(y);
            pair.difference = compare_executables(x, y);
        } catch (const Error& error) {
            made.notes.push_back("not compared as programs: " + printable(error.message()));
            return plain(std::move(made), was, is);
        }
        const auto information = [&made](std::string_view bytes, const char* name) {
            try {
                return std::optional<BuildInfo>(parse_build_info(bytes, name));
            } catch (const Error& error) {
                made.notes.push_back(printable(error.message()));
                return std::optional<BuildInfo>();
            }
        };
        pair.was.info = information(a, "A");
        pair.is.info = information(b, "B");
        for (const std::string& problem : pair.difference.problems) made.notes.push_back(printable(problem));
        made.facts = side_by_side(pair);
        made.causes = binary_causes(pair);
        const bool nothing = pair.difference.sections.empty() && made.causes.empty();
        made.bits = std::move(pair.difference);
        return nothing ? plain(std::move(made), was, is) : made;
    }

    static std::string platform_of(const Executable& file) {
        const char* format = file.format == Executable::Format::elf  ? "ELF"
                             : file.format == Executable::Format::pe ? "PE"
                                                                     : "Mach-O";
        const std::string_view name = file.architecture();
        return fmt::format("{}, {}", format,
                           name.empty() ? "machine " + std::to_string(file.machine) : std::string(name));
    }

    Explanation archives(Explanation made, const files::path& was, const files::path& is, int depth) {
        ArchiveListing a, b;
        try {
            a = list_archive(was, "A");
            b = list_archive(is, "B");
        } catch (const Error& error) {
            if (error.kind() != Failure::mismatch) throw;
            made.notes.push_back("not compared as archives: " + printable(error.message()));
            return plain(std::move(made), was, is);
        }
        const ArchiveComparison comparison = compare_archives(a, b, {" in A", " in B", "A", "B"});
        std::vector<std::string> other_bytes;
        for (const auto* list : {&comparison.content, &comparison.packaging})
            for (const ArchiveDifference& one : *list) {
                made.members.push_back({one.path, one.text});
                if (one.kind == ArchiveDifference::Kind::content) other_bytes.push_back(one.path);
            }
        if (!other_bytes.empty()) archive_parts(made, {a, was}, {b, is}, other_bytes, depth);
        return joined(std::move(made), archive_causes(comparison));
    }

    struct Listed {
        const ArchiveListing& listing;
        const files::path& file;
    };

    void archive_parts(Explanation& made, const Listed& was, const Listed& is,
                       const std::vector<std::string>& paths, int depth) {
        try {
            const auto x = unpacked(was), y = unpacked(is);
            std::map<std::string, std::pair<files::path, files::path>> pairs;
            for (const std::string& path : paths)
                if (x.contains(path) && y.contains(path)) pairs[path] = {x.at(path), y.at(path)};
            parts(made, pairs, depth);
        } catch (const Error& error) {
            if (error.kind() != Failure::mismatch) throw;
            made.notes.push_back("members are not looked into: " + printable(error.message()));
        }
    }

    // Plain files by plain path.
    std::map<std::string, files::path> unpacked(const Listed& archive) {
        std::uint64_t total = 0;
        for (const ArchiveMember& member : archive.listing.members) total += member.size;
        if (total > largest_unpacked)
            throw Error(Failure::mismatch, "an archive unpacks to more than " + human_size(largest_unpacked));
        const files::path place = new_place();
        if (archive.listing.format == ArchiveListing::Format::tar)
            return oci::take_apart(archive.file, place, "the archive");
        std::map<std::string, files::path> found;
        read_zip(archive.file, "the archive",
                 [&](const std::string& name, std::string_view content) {
                     const files::path file = place / std::to_string(found.size());
                     write_file(file, content);
                     found[plain_path(name)] = file;
                 },
                 {.files = 100'000, .unpacked = largest_unpacked, .repositories = true});
        return found;
    }

    Explanation images(Explanation made, const files::path& was, const files::path& is) {
        try {
            const oci::ReadImages a = oci::read_images(was, new_place()),
                                  b = oci::read_images(is, new_place());
            const oci::ImageDifference difference = oci::image_difference(a, b, most_members);
            for (const auto* list : {&difference.content, &difference.packaging})
                for (const auto& one : *list)
                    made.members.push_back(
                        {one.path, printable(one.platform) + (one.platform.empty() ? "" : ": ") +
                                       (one.path.empty() ? "" : "\"" + printable(one.path) + "\" ") +
                                       printable(one.what) + values(one)});
            made.members_count = difference.content_count + difference.packaging.size();
            made.same = difference.identical() && !made.was_sha256 && !made.is_sha256;
            made.causes = image_causes(a, b, difference);
            if (made.causes.empty() && !made.same)
                made.causes = {
                    {Cause::Kind::format,
                     "the images are the same in every bit; the files or folders that hold them are "
                     "packed otherwise",
                     {},
                     "compare images by their digests, or write the same format",
                     {}}};
            return made;
        } catch (const Error& error) {
            if (error.kind() != Failure::mismatch) throw;
            made.notes.push_back("not compared as images: " + printable(error.message()));
            return made.was_sha256 && made.is_sha256 ? plain(std::move(made), was, is)
                                                     : different(std::move(made), "one is a damaged image");
        }
    }

    static std::string values(const oci::ImageDifference::Finding& one) {
        if (one.was.empty() && one.is.empty()) return {};
        const auto shown = [](const std::string& text) { return text.empty() ? "none" : printable(text); };
        return ": " + shown(one.was) + " in A; " + shown(one.is) + " in B";
    }

    Explanation folders(Explanation made, const files::path& was, const files::path& is, int depth) {
        FolderComparison comparison = compare_folders(was, is);
        made.same = comparison.members.empty();
        made.members = std::move(comparison.members);
        std::map<std::string, std::pair<files::path, files::path>> pairs;
        for (const std::string& path : comparison.other_bytes) pairs[path] = {was / path, is / path};
        parts(made, pairs, depth);
        return joined(std::move(made), std::move(comparison.causes));
    }

    void parts(Explanation& made, const std::map<std::string, std::pair<files::path, files::path>>& pairs,
               int depth) {
        for (const auto& [path, pair] : pairs) {
            if (made.parts.size() == most_parts || depth >= deepest) {
                made.notes.push_back(fmt::format("{} more files that differ are not looked into",
                                                 pairs.size() - made.parts.size()));
                return;
            }
            made.parts.push_back(this->pair(pair.first, pair.second, path, depth + 1));
        }
    }

    static Explanation joined(Explanation made, std::vector<Cause> own) {
        made.causes = joined_causes(std::move(own), made.parts);
        made.members_count = made.members.size();
        if (made.members.size() > most_members) made.members.resize(most_members);
        return made;
    }

    // Nothing is known of the two but their bytes.
    static Explanation plain(Explanation made, const files::path& was, const files::path& is) {
        const std::string a = read_file(was, largest_binary), b = read_file(is, largest_binary);
        const auto at = static_cast<std::size_t>(
            std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())),
                          b.begin())
                .first -
            a.begin());
        const std::string sizes =
            fmt::format("{} in A, {} in B", counted(a.size(), "byte"), counted(b.size(), "byte"));
        if (at == a.size() || at == b.size()) {
            made.causes.push_back({Cause::Kind::cut_short,
                                   std::string(a.size() < b.size() ? "A" : "B") +
                                       " is cut short: it is the beginning of the other",
                                   {sizes},
                                   "fetch or write it again",
                                   {}});
            return made;
        }
        const auto line = 1 + std::count(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        const bool text = a.find('\0') == std::string::npos && b.find('\0') == std::string::npos;
        const auto whole_line = [at](const std::string& bytes) {
            const std::size_t before = at == 0 ? std::string::npos : bytes.rfind('\n', at - 1);
            const std::size_t begin = before == std::string::npos ? 0 : before + 1;
            constexpr std::size_t longest = 120;
            return printable(bytes.substr(begin, std::min(bytes.find('\n', at) - begin, longest)));
        };
        std::vector<std::string> evidence = {
            fmt::format("the first byte that differs: {} (of {})", at, sizes)};
        if (text) evidence.push_back("\"" + whole_line(a) + "\" in A, \"" + whole_line(b) + "\" in B");
        made.causes.push_back({Cause::Kind::content,
                               text ? fmt::format("the texts differ from line {} on", line)
                                    : fmt::format("the bytes differ from offset {} on", at),
                               std::move(evidence),
                               "look for what writes this file",
                               {}});
        return made;
    }

    files::path new_place() {
        const files::path place = scratch_ / std::to_string(places_++);
        make_directories(place);
        return place;
    }

    files::path scratch_;
    std::size_t places_ = 0;
};

void require(const files::path& place, const char* name) {
    std::error_code error;
    const auto type = files::status(place, error).type();
    if (type == files::file_type::regular || type == files::file_type::directory) return;
    throw Error(Failure::usage,
                std::string(name) + " cannot be explained: " + printable(place.string()) +
                    (type == files::file_type::not_found ? " is not there" : " is neither file nor folder"))
        .next("name a binary, an archive, an image or a folder on this machine");
}

}  // namespace

Explanation explain_pair(const files::path& was, const files::path& is, const files::path& scratch) {
    require(was, "A");
    require(is, "B");
    return Explainer(scratch).pair(was, is, "", 0);
}

}  // namespace verbatim
