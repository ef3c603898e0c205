#include "patch/write_mail.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace verbatim::patch {

namespace {

bool is_plain(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; }) &&
           text.find("=?") == std::string::npos;
}

// RFC 2047, encoding Q; a new word before the line grows long, never within a letter.
std::string encoded(const std::string& text) {
    constexpr std::size_t longest = 60;
    const std::string begin = "=?UTF-8?q?";
    std::string all = begin, word;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) ++end;
        std::string letter;
        for (; i < end; ++i) {
            const auto c = static_cast<unsigned char>(text[i]);
            const bool safe = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            letter += safe ? std::string(1, text[i]) : fmt::format("={:02X}", c);
        }
        if (word.size() + letter.size() > longest) {
            all += word + "?=\n " + begin;
            word.clear();
        }
        word += letter;
    }
    return all + word + "?=";
}

// RFC 5322: a name with any of these stands in quotes.
std::string phrase(const std::string& name) {
    if (!is_plain(name)) return encoded(name);
    if (name.find_first_of("()<>[]:;@\\,.\"") == std::string::npos) return name;
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

std::string mail_date(const Signature& author) {
    const std::time_t local = author.time + std::int64_t{author.zone} * 60;
    const int zone = author.zone < 0 ? -author.zone : author.zone;
    std::tm parts{};
    ::gmtime_r(&local, &parts);
    constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}{:02}{:02}",
                       days.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                       months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900, parts.tm_hour,
                       parts.tm_min, parts.tm_sec, author.zone < 0 ? '-' : '+', zone / 60, zone % 60);
}

}  // namespace

std::string patch_file_name(std::size_t number, const std::string& subject) {
    constexpr std::size_t longest = 64;
    std::string name = fmt::format("{:04}", number);
    bool gap = true;
    for (const char c : subject) {
        const bool kept = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                          c == '_' || (c == '.' && name.back() != '.');
        if (!kept) {
            gap = true;
            continue;
        }
        if (name.size() + 2 > longest) break;
        if (gap) name += '-';
        gap = false;
        name += c;
    }
    while (name.back() == '.' || name.back() == '-') name.pop_back();
    return name + ".patch";
}

std::string write_mail(const Signature& author, const std::string& message, const std::string& diff) {
    // The subject is the message's first paragraph.
    const auto end = message.find("\n\n");
    std::string subject = message.substr(0, end);
    while (!subject.empty() && subject.back() == '\n') subject.pop_back();
    std::replace(subject.begin(), subject.end(), '\n', ' ');
    const std::string body = end == std::string::npos ? "" : message.substr(end + 2);
    std::string mail = "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n";
    mail += "From: " + phrase(author.name) + " <" + author.mail + ">\n";
    mail += "Date: " + mail_date(author) + "\n";
    mail += "Subject: [PATCH] " + (is_plain(subject) ? subject : encoded(subject)) + "\n";
    if (!is_plain(body) && std::any_of(body.begin(), body.end(), [](unsigned char c) { return c >= 0x80; }))
        mail +=
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n";
    return mail + "\n" + body + "---\n" + diff + "-- \nverbatim\n";
}

}  // namespace verbatim::patch
