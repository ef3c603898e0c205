#include "transform/licence_json.h"

#include "base/error.h"
#include "base/files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

using Json = nlohmann::ordered_json;

constexpr int format = 1;
constexpr auto origins = std::to_array<std::pair<LinkedModule::Origin, std::string_view>>(
    {{LinkedModule::Origin::component, "component"},
     {LinkedModule::Origin::module, "module"},
     {LinkedModule::Origin::toolchain, "toolchain"}});

// Identifiers are shown to people and written into documents.
bool is_identifier(const std::string& text) {
    return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '+' || c == '_';
    });
}

std::vector<std::string> identifiers(const Json& list) {
    auto ids = list.get<std::vector<std::string>>();
    if (!std::all_of(ids.begin(), ids.end(), is_identifier))
        throw Error(Failure::mismatch,
                    "the licence classifier's report names a licence by what is no identifier");
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

}  // namespace

std::string folder_of(const LinkedModule& module) {
    return "modules/" + module.path + (module.version.empty() ? "" : "@" + module.version);
}

std::string write_licensed_modules(const std::vector<LicensedModule>& modules) {
    Json list = Json::array();
    for (const LicensedModule& one : modules) {
        const auto origin = std::find_if(origins.begin(), origins.end(),
                                         [&](const auto& name) { return name.first == one.module.origin; });
        list.push_back({{"path", one.module.path},
                        {"version", one.module.version},
                        {"origin", origin->second},
                        {"sum", one.module.sum},
                        {"replaced_by", one.module.replaced_by},
                        {"folder", one.module.folder},
                        {"files", one.files}});
    }
    return Json{{"version", format}, {"modules", list}}.dump(1) + "\n";
}

std::vector<LicensedModule> parse_licensed_modules(std::string_view text) {
    try {
        const Json root = Json::parse(text);
        if (root.at("version").get<int>() != format) throw std::runtime_error("its version is another");
        std::vector<LicensedModule> modules;
        for (const Json& item : root.at("modules")) {
            LicensedModule one;
            one.module.path = item.at("path").get<std::string>();
            one.module.version = item.at("version").get<std::string>();
            const auto word = item.at("origin").get<std::string>();
            const auto origin = std::find_if(origins.begin(), origins.end(),
                                             [&](const auto& name) { return name.second == word; });
            if (origin == origins.end()) throw std::runtime_error("an origin is not known");
            one.module.origin = origin->first;
            one.module.sum = item.at("sum").get<std::string>();
            one.module.replaced_by = item.at("replaced_by").get<std::string>();
            one.module.folder = item.at("folder").get<std::string>();
            one.files = item.at("files").get<std::vector<std::string>>();
            modules.push_back(std::move(one));
        }
        return modules;
    } catch (const std::exception& error) {
        throw Error(Failure::damaged, "the list of modules with licences cannot be read").note(error.what());
    }
}

LicenceReport parse_licence_report(std::string_view text) {
    try {
        const Json root = Json::parse(text);
        if (root.at("version").get<int>() != format) throw std::runtime_error("its version is another");
        LicenceReport report;
        report.classifier = root.at("classifier").get<std::string>();
        for (const Json& item : root.at("files")) {
            const auto path = item.at("path").get<std::string>();
            ClassifiedFile file{item.at("percent").get<int>(), identifiers(item.at("licences")),
                                identifiers(item.at("named"))};
            if (file.percent < 0 || file.percent > 100)
                throw std::runtime_error("a share is not of 0 to 100 percent");
            if (!report.files.emplace(path, std::move(file)).second)
                throw std::runtime_error("a file comes twice");
        }
        return report;
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {
        throw Error(Failure::mismatch, "the licence classifier's report cannot be read").note(error.what());
    }
}

}  // namespace verbatim
