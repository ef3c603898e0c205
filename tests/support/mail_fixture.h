// For tests: mails that are whole but for what a test is about.
#pragma once

#include "patch/mail.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::test {

inline const std::string diff =
    "diff --git a/f b/f\nnew file mode 100644\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n";
inline const std::string head = "From: A U Thor <a@example.test>\nDate: Thu, 2 Jan 2020 03:04:05 +0100\n";

inline std::vector<patch::Mail> read_all(std::string content) {
    return patch::read_mails({.name = "0001.patch", .content = std::move(content)});
}

// The one mail in it.
inline patch::Mail read_one(std::string content) {
    auto mails = read_all(std::move(content));
    if (mails.size() != 1) throw std::logic_error("not one mail");
    return std::move(mails.front());
}

inline std::string author_from(const std::string& from, const std::string& date = "@1577930645 +0100") {
    return read_one("From: " + from + "\nDate: " + date + "\nSubject: s\n\n---\n" + diff).author.str();
}

inline std::string message_of(const std::string& subject, const std::string& body) {
    return read_one(head + "Subject: " + subject + "\n\n" + body + "---\n" + diff).message;
}

// Of a mail with these headers besides the usual, and this body, which brings its diff along.
inline patch::Mail read_encoded(const std::string& headers, const std::string& body) {
    return read_one(head + "Subject: s\n" + headers + "\n" + body);
}

}  // namespace verbatim::test
