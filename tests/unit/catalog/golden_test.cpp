// tests/golden/catalog/FORM-CASE.yaml is refused with exactly the text of FORM-CASE.error.
// VERBATIM_UPDATE_GOLDEN=1 writes the .error files anew; review them as you would code.
#include "base/error.h"
#include "base/files.h"
#include "catalog/catalog.h"
#include "catalog/notify.h"
#include "catalog/yaml.h"
#include "cli/settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

using namespace verbatim;
namespace fs = std::filesystem;

namespace {

const fs::path folder = GOLDEN_FOLDER;

std::vector<std::string> names(const std::string& extension) {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == extension) found.push_back(entry.path().stem().string());
    std::sort(found.begin(), found.end());
    return found;
}

void parse(const std::string& name, const std::string& text) {
    const std::string form = name.substr(0, name.find('-'));
    const std::string file = name + ".yaml";
    if (form == "yaml") return static_cast<void>(yaml::parse(file, text));
    if (form == "project") return static_cast<void>(parse_project(file, text, "org/repo"));
    if (form == "release") return static_cast<void>(parse_release(file, text, "1-36"));
    if (form == "toolchain") return static_cast<void>(parse_toolchain(file, text, "go1.25.12"));
    if (form == "notify") return static_cast<void>(parse_notify(file, text));
    if (form == "root") return static_cast<void>(parse_root(file, text, "git"));
    if (form == "settings")
        return static_cast<void>(resolve_settings({}, {{"HOME", "/home/me"}}, SettingsFile{file, text}, {}));
    FAIL() << "no form is called " << form;
}

class Golden : public testing::TestWithParam<std::string> {};

}  // namespace

TEST_P(Golden, IsRefusedWithThisError) {
    const std::string text = read_file(folder / (GetParam() + ".yaml"));
    const fs::path golden = folder / (GetParam() + ".error");
    try {
        parse(GetParam(), text);
        FAIL() << "nothing was refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Failure::definition);
        if (std::getenv("VERBATIM_UPDATE_GOLDEN") != nullptr) write_file(golden, error.render());
        EXPECT_EQ(error.render(), read_file(golden));
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, Golden, testing::ValuesIn(names(".yaml")), [](const auto& info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

TEST(GoldenFolder, EveryErrorBelongsToACase) {
    EXPECT_EQ(names(".error"), names(".yaml"));
    EXPECT_GE(names(".yaml").size(), 100U);
}
