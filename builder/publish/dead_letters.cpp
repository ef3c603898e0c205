#include "publish/dead_letters.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <utility>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

using LetterJson = nlohmann::ordered_json;
using LetterKey = std::pair<std::string, std::string>;

constexpr const char* letter_format = "verbatim.dead-letter/1";

LetterKey key_of(const DeadLetter& letter) {
    return {letter.webhook, letter.notice.id};
}

std::string line_of(const DeadLetter& letter) {
    const LetterJson record = {{"format", letter_format},
                               {"webhook", letter.webhook},
                               {"event", letter.notice.event},
                               {"delivery", letter.notice.id},
                               {"since", letter.since},
                               {"tries", letter.tries},
                               {"why", letter.why},
                               {"body", letter.notice.body}};
    return record.dump(-1, ' ', true, LetterJson::error_handler_t::replace) + "\n";
}

std::optional<DeadLetter> letter_of(const std::string& line) {
    const LetterJson record = LetterJson::parse(line, nullptr, false);
    if (!record.is_object()) return std::nullopt;
    try {
        if (record.at("format") != letter_format) return std::nullopt;
        DeadLetter letter;
        record.at("webhook").get_to(letter.webhook);
        record.at("event").get_to(letter.notice.event);
        record.at("delivery").get_to(letter.notice.id);
        record.at("body").get_to(letter.notice.body);
        record.at("why").get_to(letter.why);
        record.at("tries").get_to(letter.tries);
        record.at("since").get_to(letter.since);
        return letter;
    } catch (const LetterJson::exception&) {
        return std::nullopt;
    }
}

// Each line with its end; a last one that has none gets it.
std::vector<std::string> lines_in(const fs::path& file) {
    std::error_code error;
    if (!fs::exists(file, error) && !error) return {};
    std::vector<std::string> lines;
    for (const std::string& line : split(read_file(file, dead_letters_limit), '\n'))
        if (!line.empty()) lines.push_back(line + "\n");
    return lines;
}

void synchronise(const fs::path& path, int flags) {
    const FileDescriptor fd(::open(path.c_str(), flags | O_CLOEXEC));
    if (!fd.valid() || ::fsync(fd.get()) != 0) throw disk_error("write", path, errno);
}

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// Holds the file for this process, for no longer than it takes to write it. The lock goes with its holder.
class Held {
  public:
    explicit Held(const fs::path& file) : name_(file.string() + ".lock"), lock_(name_) {}
    ~Held() {
        std::error_code ignored;
        fs::remove(name_, ignored);
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

  private:
    fs::path name_;
    FileLock lock_;
};

// The old lines or the new ones, whenever we are killed; what a killed one left is written over.
void replace_lines(const fs::path& file, const std::vector<std::string>& lines) {
    if (lines.empty()) {
        fs::remove(file);
        return;
    }
    const std::string text = join(lines, "");
    if (text.size() > dead_letters_limit)
        throw Error(Failure::store, file.string() + " would be larger than " + human_size(dead_letters_limit))
            .next("deliver what it holds by `verbatim notify --retry`, or move it away");
    const fs::path part = file.string() + ".part";
    FileWriter writer(part, 0600);
    writer.write(text);
    writer.close();
    synchronise(part, O_RDONLY);
    if (::rename(part.c_str(), file.c_str()) != 0) throw disk_error("write", file, errno);
    synchronise(folder_of(file), O_RDONLY | O_DIRECTORY);
}

}  // namespace

DeadLetterFile read_dead_letters(const fs::path& file) {
    DeadLetterFile all;
    std::size_t number = 0;
    for (const std::string& line : lines_in(file)) {
        ++number;
        if (auto letter = letter_of(line))
            all.letters.push_back(std::move(*letter));
        else
            all.unread.push_back(number);
    }
    return all;
}

void keep_dead_letters(const fs::path& file, const std::vector<DeadLetter>& letters) {
    if (letters.empty()) return;
    const Held held(file);
    std::vector<std::string> lines = lines_in(file);
    for (const DeadLetter& letter : letters) lines.push_back(line_of(letter));
    replace_lines(file, lines);
}

void settle_dead_letters(const fs::path& file, const std::vector<DeadLetter>& delivered,
                         const std::vector<DeadLetter>& failed) {
    if (delivered.empty() && failed.empty()) return;
    std::map<LetterKey, std::string> instead;  // a line, or none
    for (const DeadLetter& letter : delivered) instead[key_of(letter)] = "";
    for (const DeadLetter& letter : failed) instead[key_of(letter)] = line_of(letter);
    const Held held(file);
    std::vector<std::string> lines;
    for (const std::string& line : lines_in(file)) {
        const auto letter = letter_of(line);
        const auto found = letter ? instead.find(key_of(*letter)) : instead.end();
        const std::string& now = found != instead.end() ? found->second : line;
        if (!now.empty()) lines.push_back(now);
    }
    replace_lines(file, lines);
}

}  // namespace verbatim
