// For tests/functional/release_manifests.py. With --definitions: the texts of the custom resource
// definitions, as JSON. Else a JSON list with an entry a file, a Release or (NAME.channel.yaml) a
// ReleaseChannel:
// {"text": as we write it, "quirks": [...]} or {"refused": the error}.
#include "attest/crds.h"
#include "attest/release_manifest.h"
#include "base/error.h"
#include "base/files.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <string_view>

using namespace verbatim;

namespace {

nlohmann::json read(const std::string& path) {
    std::vector<Quirk> quirks;
    nlohmann::json entry;
    try {
        const std::string text = read_file(path);
        entry["text"] = path.ends_with(".channel.yaml")
                            ? release_channel_yaml(parse_release_channel(path, text, quirks))
                            : release_yaml(parse_release_manifest(path, text, quirks));
    } catch (const Error& error) {
        return {{"refused", error.render()}};
    }
    entry["quirks"] = nlohmann::json::array();
    for (const Quirk& quirk : quirks) entry["quirks"].push_back(quirk_text(quirk));
    return entry;
}

}  // namespace

int main(int argc, char** argv) {
    nlohmann::json all = nlohmann::json::array();
    if (argc == 2 && std::string_view(argv[1]) == "--definitions")
        all = {{"Release", releases_crd()}, {"ReleaseChannel", release_channels_crd()}};
    else
        for (int i = 1; i < argc; ++i) all.push_back(read(argv[i]));
    std::cout << all.dump() << '\n';
    return 0;
}
