#include "report/doctor_report.h"

#include "golden.h"

#include <nlohmann/json.hpp>

using namespace verbatim;
using Result = Diagnosis::Result;

namespace {

std::vector<Diagnosis> of_every_kind(const std::string& seen) {
    return {{"store", Result::ok, seen, ""},
            {"limits", Result::warn, seen, "run as root"},
            {"user namespaces", Result::fail, seen, "as root: " + seen},
            {"git", Result::not_checked, "offline", ""}};
}

}  // namespace

TEST(DoctorReport, AsText) {
    test::expect_golden("doctor.txt", doctor_text(of_every_kind("/store"), Style{}));
}

TEST(DoctorReport, AsJson) {
    test::expect_golden("doctor.json", doctor_json(of_every_kind("/store")));
}

TEST(DoctorReport, WordsStandBesideTheColours) {
    const std::string coloured = doctor_text(of_every_kind("/store"), Style{true});
    for (const char* word : {"ok", "warning", "FAILED", "skipped"})
        EXPECT_NE(coloured.find(word), std::string::npos) << word;
    EXPECT_NE(coloured.find("\x1b[31m"), std::string::npos);
}

TEST(DoctorReport, ShowsHostileTextWithoutItsControlBytes) {
    test::expect_harmless(doctor_text(of_every_kind(test::hostile), Style{}));
    test::expect_harmless(doctor_json(of_every_kind(test::hostile)));
}
