// A suite of a Debian archive as its mirror has it today, its Release file's signature checked by gpgv: what
// packages it offers for a machine.
#pragma once

#include "fetch/context.h"
#include "pin/debian_index.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

class DebianSuite {
  public:
    // `archive`: "main" or "security" (fetch/apt_sources.h); `suite`: "bookworm", "bookworm-security".
    // `keyring`: who may sign. Throws Error (unavailable) where the mirror has no such suite or gpgv is
    // missing, Error (mismatch) where the signature or the suite's name is not right.
    DebianSuite(std::string archive, std::string suite, const std::filesystem::path& keyring,
                FetchContext& context);

    [[nodiscard]] const std::string& archive() const { return archive_; }
    [[nodiscard]] const std::string& name() const { return suite_; }
    [[nodiscard]] const std::string& date() const {
        return release_.date;
    }  // "Sat, 09 Nov 2026 10:00:00 UTC"

    // `arch`: as Debian names it, "amd64". Throws Error (unavailable), Error (mismatch).
    [[nodiscard]] std::multimap<std::string, PackageOffer> packages(
        const std::string& arch, const std::vector<std::string>& wanted) const;

  private:
    [[nodiscard]] std::string get(const std::string& path, std::uint64_t limit) const;

    std::string archive_, suite_, root_;
    FetchContext& context_;
    DebianReleaseFile release_;
};

// Is version `a` newer than `b`, as dpkg has it? Throws Error (unavailable) where dpkg is missing.
bool is_newer_package(const std::string& a, const std::string& b);

}  // namespace verbatim
