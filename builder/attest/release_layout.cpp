#include "attest/release_layout.h"

#include "attest/release_docs.h"
#include "attest/release_manifest.h"

#include <charconv>

namespace verbatim {

namespace {

std::optional<std::int64_t> number_between(std::string_view text, std::string_view before,
                                           std::string_view after) {
    if (!text.starts_with(before) || !text.ends_with(after) || text.size() <= before.size() + after.size())
        return std::nullopt;
    text = text.substr(before.size(), text.size() - before.size() - after.size());
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1 || text[0] == '0')
        return std::nullopt;
    return number;
}

std::string name_before_number(std::string_view channel) {
    return "kubernetes-" + std::string(channel) + "-eks-";
}

}  // namespace

std::string channel_folder(std::string_view channel) {
    return "kubernetes-" + std::string(channel);
}

std::string channel_manifest(std::string_view channel) {
    return "releasechannels/" + std::string(channel) + ".yaml";
}

std::string ReleaseLayout::folder() const {
    return channel_folder(channel) + "/releases/" + std::to_string(number);
}

std::string ReleaseLayout::artifacts() const {
    return folder() + "/artifacts";
}

std::string ReleaseLayout::images() const {
    return folder() + "/images";
}

std::string ReleaseLayout::lock() const {
    return folder() + "/lock.yaml";
}

std::string ReleaseLayout::manifest() const {
    return channel_folder(channel) + "/" + release_name(channel, number) + ".yaml";
}

std::string ReleaseLayout::status() const {
    return channel_folder(channel) + "/" + release_name(channel, number) + ".status.yaml";
}

std::string ReleaseLayout::docs() const {
    return "docs/contents/releases/" + channel + "/" + std::to_string(number);
}

std::string ReleaseLayout::changelog() const {
    return docs() + "/" + release_changelog_name(channel, number);
}

std::optional<std::int64_t> number_of_manifest(std::string_view channel, std::string_view file_name) {
    return number_between(file_name, name_before_number(channel), ".yaml");
}

std::optional<std::int64_t> number_of_status(std::string_view channel, std::string_view file_name) {
    return number_between(file_name, name_before_number(channel), ".status.yaml");
}

}  // namespace verbatim
