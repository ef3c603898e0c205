#include "verify/claims.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <algorithm>
#include <map>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

bool is_sums_file(const fs::path& path) {
    const std::string name = path.filename().string();
    const std::string extension = path.extension().string();
    return name == "CHECKSUMS" || name == "SHA256SUM" || name == "SHA512SUM" || extension == ".sha256" ||
           extension == ".sha512";
}

std::vector<Claim> folder_claims(const fs::path& folder) {
    std::vector<Claim> claims;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.is_symlink() || is_sums_file(entry.path())) continue;
        const std::string path = entry.path().lexically_relative(folder).generic_string();
        claims.push_back(
            {sha256_file(entry.path()), path, {}, {SourceText::make(entry.path().string(), ""), 0, 0}});
    }
    std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.path < b.path; });
    return claims;
}

}  // namespace

std::vector<Claim> parse_checksums(const std::string& name, std::string_view text,
                                   const std::string& project) {
    const auto source = SourceText::make(name, text);
    std::vector<Claim> claims;
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < source->lines.size(); ++i) {
        const std::string& line = source->lines[i];
        if (trim(line).empty()) continue;
        const auto refuse = [&](std::size_t column, const std::string& expected) {
            return Error(Failure::definition, "this is no line of a sums file")
                .at({source, static_cast<int>(i) + 1, static_cast<int>(column) + 1}, expected)
                .note("A line is a SHA-256 in 64 lower-case hexadecimal digits, two blanks, and a path.");
        };
        const std::size_t digits = std::min(line.find_first_not_of("0123456789abcdef"), line.size());
        if (digits != 64)
            throw refuse(std::min<std::size_t>(digits, 64), digits < 64
                                                                ? "expected 64 hexadecimal digits before this"
                                                                : "expected a blank after 64 digits");
        if (line.size() < 66 || line[64] != ' ' || (line[65] != ' ' && line[65] != '*'))
            throw refuse(64, "expected two blanks");
        std::string path = line.substr(66);
        if (path.starts_with("./")) path.erase(0, 2);
        if (!is_contained_path(path)) throw refuse(66, "expected a path that stays in its folder");
        Claim claim{*Digest::parse(std::string_view(line).substr(0, 64)),
                    path,
                    project,
                    {source, static_cast<int>(i) + 1, 1}};
        const auto [at, added] = seen.try_emplace(path, claims.size());
        if (!added) {
            if (claims[at->second].sha256 == claim.sha256) continue;
            throw refuse(
                66, "another digest for it stands in line " + std::to_string(claims[at->second].at.line));
        }
        claims.push_back(std::move(claim));
    }
    return claims;
}

std::vector<Claim> distro_claims(const Store& store, const Digest& tree, const std::string& branch,
                                 const std::string& distro) {
    std::vector<Claim> all;
    for (const auto& [path, entry] : store.files(tree)) {
        const std::vector<std::string> parts = split(path, '/');
        if (parts.size() != 5 || parts[0] != "projects" || parts[3] != branch || parts[4] != "CHECKSUMS")
            continue;
        const auto claims =
            parse_checksums(path + " of " + distro, store.get(entry.digest), parts[1] + "/" + parts[2]);
        all.insert(all.end(), claims.begin(), claims.end());
    }
    return all;
}

std::vector<Claim> claims_against(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return folder_claims(path);
    if (!fs::exists(path, error))
        throw Error(Failure::usage, "there is no file or folder " + path.string() + " to verify against");
    return parse_checksums(path.string(), read_file(path, 64U << 20U), "");
}

}  // namespace verbatim
