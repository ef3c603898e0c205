#include "fetch/apt_sources.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <vector>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> all;
    for (std::string word; in >> word;) all.push_back(word);
    return all;
}

bool contains(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

void consider(std::string uri, const std::string& suite, const std::vector<std::string>& components,
              DebianMirrors& mirrors) {
    if (!uri.starts_with("http://") && !uri.starts_with("https://") && !uri.starts_with("file:/")) return;
    while (uri.ends_with("/")) uri.pop_back();
    if (!contains(components, "main") || uri.substr(uri.find("://") + 3).find("/debian") == std::string::npos)
        return;
    std::string& place =
        suite.ends_with("-security") || suite.ends_with("/updates") ? mirrors.security : mirrors.main;
    if (place.empty()) place = uri;
}

}  // namespace

void parse_apt_list(std::string_view text, DebianMirrors& mirrors) {
    for (const std::string& whole : split(text, '\n')) {
        std::string line(trim(whole.substr(0, whole.find('#'))));
        if (!line.starts_with("deb ") && !line.starts_with("deb\t")) continue;
        line.erase(0, 4);
        if (const auto open = line.find('[');
            open != std::string::npos && trim(line.substr(0, open)).empty()) {
            const auto close = line.find(']', open);
            if (close == std::string::npos) continue;
            line.erase(0, close + 1);
        }
        const std::vector<std::string> fields = words(line);
        if (fields.size() < 3) continue;
        consider(fields[0], fields[1], {fields.begin() + 2, fields.end()}, mirrors);
    }
}

void parse_apt_deb822(std::string_view text, DebianMirrors& mirrors) {
    std::map<std::string, std::string> fields;
    std::string last;
    const auto finish = [&] {
        const bool enabled = !contains({"no", "false", "without", "off", "disable", "0"}, fields["enabled"]);
        if (enabled && contains(words(fields["types"]), "deb"))
            for (const std::string& uri : words(fields["uris"]))
                for (const std::string& suite : words(fields["suites"]))
                    consider(uri, suite, words(fields["components"]), mirrors);
        fields.clear();
        last.clear();
    };
    for (const std::string& line : split(text, '\n')) {
        if (line.starts_with("#")) continue;
        if (trim(line).empty()) {
            finish();
        } else if (line.starts_with(" ") || line.starts_with("\t")) {
            fields[last] += " " + std::string(trim(line));
        } else if (const auto colon = line.find(':'); colon != std::string::npos) {
            last = line.substr(0, colon);
            std::transform(last.begin(), last.end(), last.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            fields[last] = trim(std::string_view(line).substr(colon + 1));
        }
    }
    finish();
}

DebianMirrors find_debian_mirrors(const fs::path& etc_apt) {
    DebianMirrors mirrors;
    std::vector<fs::path> files = {etc_apt / "sources.list"};
    std::error_code error;
    for (fs::directory_iterator at(etc_apt / "sources.list.d", error), end; !error && at != end;
         at.increment(error))
        files.push_back(at->path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        // One that only root may read holds a password, and is not Debian's own.
        if (!fs::is_regular_file(file, error) || access(file.c_str(), R_OK) != 0) continue;
        if (file.extension() == ".list") parse_apt_list(read_file(file), mirrors);
        if (file.extension() == ".sources") parse_apt_deb822(read_file(file), mirrors);
    }
    return mirrors;
}

std::string debian_mirror_in_force(const std::string& archive, const std::string& setting) {
    std::string place = setting;
    if (place.empty()) {
        const DebianMirrors found = find_debian_mirrors("/etc/apt");
        place = archive == "security" ? found.security : found.main;
    }
    while (place.ends_with("/")) place.pop_back();
    if (!place.empty())
        return place.find("://") == std::string::npos && !place.starts_with("file:") ? "file://" + place
                                                                                     : place;
    const std::string flag = archive == "security" ? "--debian-security-mirror" : "--debian-mirror";
    throw Error(Failure::unavailable, "no Debian mirror is known for the archive " + archive)
        .note("Neither the settings name one, nor do apt's files below /etc/apt.")
        .next("give one with " + flag + " URL (the folder that holds dists/ and pool/)");
}

}  // namespace verbatim
