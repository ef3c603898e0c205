#include "verify/asset_comparison.h"

#include "base/error.h"
#include "base/text.h"
#include "inspect/archive_difference.h"
#include "inspect/image_difference.h"

namespace verbatim {

namespace {

constexpr std::size_t shown = 10;  // differences in content; those in packaging are few

AssetComparison in_words(std::vector<std::string> content, std::size_t all,
                         std::vector<std::string> packaging) {
    if (all == 0) return {true, "packed otherwise, the content is the same", std::move(packaging)};
    if (all > content.size()) content.push_back("and " + std::to_string(all - content.size()) + " more");
    return {false, "the content differs", std::move(content)};
}

std::string text_of(const oci::ImageDifference::Finding& finding) {
    std::string text = finding.platform;
    if (!finding.path.empty()) text += (text.empty() ? "\"" : " \"") + finding.path + "\"";
    text += (text.empty() ? "" : finding.path.empty() ? ": " : " ") + finding.what;
    if (!finding.was.empty() && !finding.is.empty())
        text += ": " + finding.was + " published, " + finding.is + " built";
    return text;
}

}  // namespace

AssetComparison compare_archive_files(const std::filesystem::path& published,
                                      const std::filesystem::path& built, const std::string& name) {
    const ArchiveListing ours = list_archive(built, "the built " + name);
    ArchiveListing theirs;
    try {
        theirs = list_archive(published, "the published " + name);
    } catch (const Error& error) {
        if (error.kind() != Failure::mismatch) throw;
        return not_looked_into(error.message());
    }
    const ArchiveComparison compared = compare_archives(theirs, ours);
    std::vector<std::string> content, packaging;
    for (const ArchiveDifference& one : compared.content)
        if (content.size() < shown) content.push_back(one.text);
    for (const ArchiveDifference& one : compared.packaging) packaging.push_back(one.text);
    return in_words(std::move(content), compared.content.size(), std::move(packaging));
}

AssetComparison compare_read_images(const oci::ReadImages& published, const oci::ReadImages& built) {
    const oci::ImageDifference compared = oci::image_difference(published, built);
    std::vector<std::string> content, packaging;
    for (const auto& one : compared.content)
        if (content.size() < shown) content.push_back(text_of(one));
    for (const auto& one : compared.packaging) packaging.push_back(text_of(one));
    // A docker archive has other things around its images, which no finding names.
    if (packaging.empty()) packaging.emplace_back("the bytes around its layers");
    return in_words(std::move(content), compared.content_count, std::move(packaging));
}

AssetComparison not_looked_into(const std::string& why) {
    return {false, "the published one could not be looked into: " + why, {}};
}

}  // namespace verbatim
