// What could not be delivered, kept in a file of JSON lines until somebody delivers it again
// (docs/formats/webhooks.md). Whoever is killed meanwhile leaves the lines that were there, or all; two
// processes may use it at a time.
#pragma once

#include "publish/webhook.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace verbatim {

struct DeadLetter {
    std::string webhook;  // Url::shown(): without password and query
    Notice notice;
    std::string why;         // the last time
    std::int64_t tries = 0;  // in all
    std::int64_t since = 0;  // when it was first kept: seconds since 1970
};

struct DeadLetterFile {
    std::vector<DeadLetter> letters;
    // Lines that are no letters, with their numbers, from 1: somebody wrote into the file. They stay in it.
    std::vector<std::size_t> unread;
};

constexpr std::uint64_t dead_letters_limit = 64U << 20U;  // bytes; what would make it larger is refused

// Nothing where there is no such file. Throws Error (store).
DeadLetterFile read_dead_letters(const std::filesystem::path& file);

// Durable when it returns. Throws Error (store): a full disk, no permission, a file that is as large as it
// may get.
void keep_dead_letters(const std::filesystem::path& file, const std::vector<DeadLetter>& letters);

// Takes those out that were delivered, by webhook and id, and notes a further failure of others: `failed` are
// the letters as they are now. Lines that others added meanwhile stay, and so do `unread` ones. The file goes
// with its last line.
void settle_dead_letters(const std::filesystem::path& file, const std::vector<DeadLetter>& delivered,
                         const std::vector<DeadLetter>& failed);

}  // namespace verbatim
