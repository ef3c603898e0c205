#include "report/run_report.h"
#include "report/xml.h"

#include <fmt/format.h>

#include <map>

namespace verbatim {

namespace {

// One release's cases, and how many of them are what.
struct JunitSuite {
    std::string cases;
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    std::int64_t milliseconds = 0;

    enum class Result { passed, failure, error, skipped };

    void add(const UnitResult& unit, const std::string& name, Result result, const std::string& type,
             const std::string& message, const std::string& details = {}) {
        ++tests;
        const std::string& component = unit.unit.component;
        cases +=
            fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml_text(component), xml_text(name));
        if (result == Result::passed) {
            cases += "/>\n";
            return;
        }
        const char* element = "skipped";
        if (result == Result::failure) element = "failure";
        if (result == Result::error) element = "error";
        ++(result == Result::failure ? failures : result == Result::error ? errors : skipped);
        cases += fmt::format(">\n      <{}{} message=\"{}\"", element,
                             result == Result::skipped ? "" : fmt::format(" type=\"{}\"", xml_text(type)),
                             xml_text(message));
        cases += details.empty() ? "/>\n" : fmt::format(">{}</{}>\n", details, element);
        cases += "    </testcase>\n";
    }
};

std::string details_of(const UnitResult& unit, const FileResult* file) {
    std::string text;
    const auto line = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{}: {}\n", name, xml_text(value));
    };
    if (file != nullptr) {
        line("claimed sha256", file->claimed);
        line("built sha256", file->built);
    }
    line("cause", unit.cause);
    for (const std::string& command : unit.evidence) line("see", command);
    return text;
}

JunitSuite::Result result_of(const std::string& verdict, const std::string& expected) {
    using enum JunitSuite::Result;
    if (verdict == "reproduced") return passed;
    if (!expected.empty() || verdict == "not run") return skipped;
    return verdict == "failed" || verdict == "unbuildable" ? error : failure;
}

std::string message_of(const std::string& verdict, const std::string& reason, const std::string& expected) {
    std::string text = verdict;
    if (!expected.empty()) text += ", as expected: " + expected;
    if (!reason.empty()) text += (expected.empty() ? ": " : "; ") + reason;
    return text;
}

void add_unit(JunitSuite& suite, const UnitResult& unit) {
    suite.milliseconds += unit.milliseconds;
    const std::string platform = unit.unit.platform.empty() ? "every platform" : unit.unit.platform;
    const std::string state(unit_state_name(unit.state));
    bool any = false;
    if (unit.state != UnitState::not_run)
        for (const FileResult& file : unit.files) {
            if (file.verdict == "unclaimed" || file.verdict == "out of scope") continue;
            any = true;
            const auto result = result_of(file.verdict, file.expected);
            suite.add(unit, file.path, result, file.verdict,
                      message_of(file.verdict, file.reason, file.expected),
                      result == JunitSuite::Result::passed ? "" : details_of(unit, &file));
        }
    // What no claim says: that nobody looked, that there was nothing to look at, that it is unsteady.
    if (!any || unit.state == UnitState::unsteady) {
        const std::string why = unit.state == UnitState::not_run
                                    ? "this run did not look at it"
                                    : (unit.expected ? std::string() : unit.cause);
        suite.add(unit, platform, result_of(state, unit.expected ? unit.cause + " " : ""), state,
                  message_of(state, why, unit.expected ? unit.cause : ""),
                  unit.state == UnitState::not_run ? "" : details_of(unit, nullptr));
    }
}

}  // namespace

std::string junit_xml(const Run& run) {
    std::map<std::string, JunitSuite> suites;
    for (const UnitResult& unit : run.units) add_unit(suites[unit.unit.release], unit);
    JunitSuite all;
    std::string text;
    for (const auto& [release, suite] : suites) {
        text += fmt::format(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
            "time=\"{}.{:03}\">\n{}  </testsuite>\n",
            xml_text(release), suite.tests, suite.failures, suite.errors, suite.skipped,
            suite.milliseconds / 1000, suite.milliseconds % 1000, suite.cases);
        all.tests += suite.tests;
        all.failures += suite.failures;
        all.errors += suite.errors;
        all.skipped += suite.skipped;
        all.milliseconds += suite.milliseconds;
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" "
        "errors=\"{}\" skipped=\"{}\" time=\"{}.{:03}\">\n{}</testsuites>\n",
        xml_text(run.configuration.empty() ? run.kind : run.configuration), all.tests, all.failures,
        all.errors, all.skipped, all.milliseconds / 1000, all.milliseconds % 1000, text);
}

}  // namespace verbatim
