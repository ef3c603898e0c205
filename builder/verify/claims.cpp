#include "verify/claims.h"

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/text.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

constexpr std::uint64_t sums_limit = 64U << 20U;

bool is_sums_file(const fs::path& path) {
    const std::string name = path.filename().string();
    const std::string extension = path.extension().string();
    return name == "CHECKSUMS" || name == "SHA256SUM" || name == "SHA512SUM" || extension == ".sha256" ||
           extension == ".sha512";
}

// A link that stays in the folder says nothing new, as its target is a claim itself; one that leads out would
// make a claim of a file that is not part of what the user gave.
void check_link(const fs::path& link, const fs::path& folder) {
    const fs::path target = fs::weakly_canonical(link).lexically_relative(folder);
    if (!target.empty() && *target.begin() != "..") return;
    throw Error(Failure::usage, "the link " + link.string() + " leads out of the folder to verify against")
        .note("It names " + fs::read_symlink(link).string() + ".")
        .next("put the file itself in its place, or give --against the folder that holds both");
}

std::vector<Claim> folder_claims(const fs::path& given) {
    const fs::path folder = fs::canonical(given);
    std::vector<Claim> claims;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        throw_if_interrupted();
        if (entry.is_symlink()) {
            check_link(entry.path(), folder);
            continue;
        }
        if (!entry.is_regular_file() || is_sums_file(entry.path())) continue;
        const std::string path = entry.path().lexically_relative(folder).generic_string();
        claims.push_back(
            {sha256_file(entry.path()), path, {}, {SourceText::make((given / path).string(), ""), 0, 0}});
    }
    std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.path < b.path; });
    return claims;
}

}  // namespace

std::vector<Claim> distro_claims(const Store& store, const Digest& tree, const std::string& branch,
                                 const std::string& distro) {
    std::vector<Claim> all;
    for (const auto& [path, entry] : store.files(tree)) {
        const std::vector<std::string> parts = split(path, '/');
        if (parts.size() != 5 || parts[0] != "projects" || parts[3] != branch || parts[4] != "CHECKSUMS")
            continue;
        const std::string name = path + " of " + distro;
        if (entry.kind == TreeEntry::Kind::symlink)
            throw Error(Failure::definition, name + " is a link, not a file");
        const auto claims = parse_checksums(name, store.get(entry.digest), parts[1] + "/" + parts[2]);
        all.insert(all.end(), claims.begin(), claims.end());
    }
    return all;
}

std::vector<Claim> claims_against(const fs::path& path) {
    try {
        if (fs::is_directory(path)) return folder_claims(path);
        if (fs::exists(path)) return parse_checksums(path.string(), read_file(path, sums_limit), "");
    } catch (const fs::filesystem_error& error) {
        throw Error(Failure::usage, "what to verify against cannot be read: " + error.path1().string() +
                                        ": " + error.code().message());
    }
    throw Error(Failure::usage, "there is no file or folder " + path.string() + " to verify against");
}

}  // namespace verbatim
