#include "cli/read_runs.h"

#include "attest/rfc3339.h"
#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace fs = std::filesystem;

namespace verbatim {

namespace {

using RunJson = nlohmann::json;

constexpr std::uint64_t runs_length_limit = 256U << 20U;
constexpr int runs_depth_limit = 16;
constexpr std::size_t runs_limit = 10'000, units_limit = 20'000, list_limit = 20'000, text_limit = 64U << 10U;

// A value with the way to it, which is part of every complaint.
class JsonNode {
  public:
    JsonNode(const RunJson& value, std::string path, const std::string& file)
        : value_(value), path_(std::move(path)), file_(file) {}

    [[nodiscard]] Error refuse(const std::string& what) const {
        return Error(Failure::definition, file_ + " cannot be used: " + what)
            .note("at " + printable(path_.empty() ? "the whole" : path_))
            .next(
                "docs/formats/run-json.md says what a run is; `verbatim report` writes site/run.json in that "
                "form");
    }
    [[nodiscard]] JsonNode member(const char* name) const {
        const auto found = object().find(name);
        if (found == value_.end()) throw refuse(fmt::format("there is no \"{}\"", name));
        return {*found, path_.empty() ? name : path_ + "." + name, file_};
    }
    [[nodiscard]] bool has(const char* name) const { return object().contains(name); }
    [[nodiscard]] std::vector<JsonNode> list(const char* name, std::size_t most = list_limit) const {
        return member(name).elements(most);
    }
    [[nodiscard]] std::vector<JsonNode> elements(std::size_t most) const {
        if (!value_.is_array()) throw refuse("it is no list");
        if (value_.size() > most) throw refuse(fmt::format("it has more than {} elements", most));
        std::vector<JsonNode> all;
        for (std::size_t i = 0; i < value_.size(); ++i)
            all.emplace_back(value_[i], fmt::format("{}[{}]", path_, i), file_);
        return all;
    }
    [[nodiscard]] std::string text() const {
        if (!value_.is_string()) throw refuse("it is no string");
        const auto& text = value_.get_ref<const std::string&>();
        if (text.size() > text_limit) throw refuse("it is longer than " + human_size(text_limit));
        return text;
    }
    [[nodiscard]] std::string text(const char* name) const { return member(name).text(); }
    [[nodiscard]] bool is_null() const { return value_.is_null(); }
    [[nodiscard]] bool is_array() const { return value_.is_array(); }
    // Null means empty.
    [[nodiscard]] std::string text_or_nothing(const char* name) const {
        const JsonNode node = member(name);
        return node.is_null() ? std::string() : node.text();
    }
    // One of a sha256 in hex, or null.
    [[nodiscard]] std::string digest_or_nothing(const char* name) const {
        const JsonNode node = member(name);
        if (node.is_null()) return {};
        const std::string hex = node.text();
        const bool fits = hex.size() == 64 && std::all_of(hex.begin(), hex.end(), [](char c) {
                              return is_digit(c) || (c >= 'a' && c <= 'f');
                          });
        if (!fits) throw node.refuse("it is no sha256 of 64 lower-case hexadecimal digits");
        return hex;
    }
    [[nodiscard]] std::int64_t number(const char* name, std::int64_t most) const {
        const JsonNode node = member(name);
        if (!node.value_.is_number_unsigned() ||
            node.value_.get<std::uint64_t>() > static_cast<std::uint64_t>(most))
            throw node.refuse(fmt::format("it is no whole number from 0 to {}", most));
        return node.value_.get<std::int64_t>();
    }
    [[nodiscard]] bool truth(const char* name) const {
        const JsonNode node = member(name);
        if (!node.value_.is_boolean()) throw node.refuse("it is neither true nor false");
        return node.value_.get<bool>();
    }
    [[nodiscard]] std::int64_t time() const {
        const auto parsed = parse_rfc3339(text());
        if (!parsed) throw refuse("it is no time such as 2026-06-01T20:47:35Z");
        return parsed->seconds;
    }

  private:
    [[nodiscard]] const RunJson& object() const {
        if (!value_.is_object()) throw refuse("it is no object");
        return value_;
    }
    const RunJson& value_;
    std::string path_;
    const std::string& file_;
};

std::string words_of(std::string key) {
    std::replace(key.begin(), key.end(), '_', ' ');
    return key;
}

std::vector<std::string> texts_of(const JsonNode& node, const char* name) {
    std::vector<std::string> texts;
    for (const JsonNode& one : node.list(name)) texts.push_back(one.text());
    return texts;
}

FileResult file_of_run(const JsonNode& node) {
    FileResult file;
    file.path = node.text("path");
    file.verdict = words_of(node.text("verdict"));
    file.claimed = node.digest_or_nothing("claimed_sha256");
    file.built = node.digest_or_nothing("built_sha256");
    file.reason = node.text_or_nothing("reason");
    file.expected = node.text_or_nothing("expected");
    return file;
}

UnitPins pins_of_run(const JsonNode& node) {
    UnitPins pins;
    pins.tag = node.text_or_nothing("tag");
    pins.commit = node.text_or_nothing("commit");
    pins.go = node.text_or_nothing("go");
    pins.go_declared = node.text_or_nothing("go_declared");
    pins.distro = node.text_or_nothing("distro");
    pins.checksums = node.text_or_nothing("checksums");
    pins.patches = node.text_or_nothing("patches");
    return pins;
}

Steadiness steadiness_of_run(const JsonNode& node) {
    Steadiness steadiness;
    steadiness.rounds = static_cast<int>(node.number("rounds", 1'000'000'000));
    steadiness.varied = texts_of(node, "varied");
    for (const JsonNode& one : node.list("not_varied"))
        steadiness.not_varied[one.text("axis")] = one.text("because");
    for (const JsonNode& one : node.list("variances"))
        steadiness.variances.push_back({one.text("axis"), one.text("from"), one.text("to"),
                                        one.text("action"), one.text_or_nothing("cause"),
                                        texts_of(one, "paths")});
    steadiness.failure = node.text_or_nothing("failure");
    steadiness.cut_short = node.truth("cut_short");
    return steadiness;
}

UnitResult unit_of_run(const JsonNode& node) {
    UnitResult result;
    result.unit = {node.text("release"), node.text("component"), node.text_or_nothing("platform")};
    const auto state = unit_state_of(words_of(node.text("state")));
    if (!state) throw node.member("state").refuse("it is no state");
    result.state = *state;
    result.cause = node.text_or_nothing("cause");
    result.expected = node.truth("expected");
    for (const JsonNode& one : node.list("files")) result.files.push_back(file_of_run(one));
    result.pins = pins_of_run(node.member("pins"));
    // Runs that an earlier Verbatim wrote say nothing of these two.
    if (node.has("definitions")) result.definitions = node.digest_or_nothing("definitions");
    if (node.has("not_own")) result.not_own = texts_of(node, "not_own");
    result.actions = texts_of(node, "actions");
    result.evidence = texts_of(node, "evidence");
    // A hundred years of milliseconds.
    result.milliseconds = node.number("elapsed_milliseconds", 3'155'760'000'000);
    if (const JsonNode steadiness = node.member("steadiness"); !steadiness.is_null())
        result.steadiness = steadiness_of_run(steadiness);
    return result;
}

// Runs that an earlier Verbatim wrote say nothing of it.
std::vector<NumberedRelease> published_of_run(const JsonNode& node) {
    std::vector<NumberedRelease> published;
    if (!node.has("published")) return published;
    constexpr std::int64_t most = 1'000'000;
    for (const JsonNode& one : node.list("published"))
        published.push_back({one.text("release"), one.number("number", most),
                             one.member("newest_before").is_null() ? 0 : one.number("newest_before", most),
                             one.text_or_nothing("distro")});
    return published;
}

Run run_of(const JsonNode& node) {
    if (const JsonNode format = node.member("format"); format.text() != "verbatim.run/1")
        throw format.refuse("it is not verbatim.run/1");
    Run run;
    run.id = node.number("id", std::numeric_limits<std::int64_t>::max());
    run.kind = node.text("kind");
    run.configuration = node.text("configuration");
    run.version = node.text("version");
    run.host = node.text("host");
    run.started = node.member("started").time();
    const JsonNode ended = node.member("ended");
    run.ended = ended.is_null() ? 0 : ended.time();
    if (!ended.is_null() && run.ended < run.started) throw ended.refuse("it is before the run started");
    const auto ending = run_ending_of(words_of(node.text("ending")));
    if (!ending) throw node.member("ending").refuse("it is no ending");
    run.ending = *ending;
    run.error = node.text_or_nothing("error");
    // Who does not say it is an earlier Verbatim, whose components shared it.
    run.shared_cache = !node.has("shared_cache") || node.truth("shared_cache");
    for (const JsonNode& one : node.list("units", units_limit)) run.units.push_back(unit_of_run(one));
    run.published = published_of_run(node);
    const auto by_name = [](const UnitResult& a, const UnitResult& b) { return a.unit < b.unit; };
    std::sort(run.units.begin(), run.units.end(), by_name);
    const auto twice = std::adjacent_find(run.units.begin(), run.units.end(),
                                          [](const auto& a, const auto& b) { return a.unit == b.unit; });
    if (twice != run.units.end())
        throw node.member("units").refuse("there are two of " + printable(twice->unit.release) + " " +
                                          printable(twice->unit.component) + " " +
                                          printable(twice->unit.platform));
    return run;
}

// nlohmann's "… at line 3, column 7: …", which has the position.
RunJson parse_json(std::string_view text, const std::string& name) {
    const auto bounded = [&](int depth, RunJson::parse_event_t, RunJson&) {
        if (depth > runs_depth_limit)
            throw Error(Failure::definition, name + " cannot be used: its JSON is nested too deep");
        return true;
    };
    try {
        return RunJson::parse(text, bounded);
    } catch (const RunJson::exception& error) {
        const std::string why = error.what();
        const std::size_t from = why.find("] ");
        throw Error(Failure::definition, name + " is no JSON")
            .note(printable(why.substr(from == std::string::npos ? 0 : from + 2).substr(0, 300)))
            .next("give a file of runs as docs/formats/run-json.md says");
    }
}

}  // namespace

std::vector<Run> parse_runs(std::string_view text, const std::string& name) {
    const RunJson json = parse_json(text, name);
    const JsonNode root(json, "", name);
    std::vector<Run> runs;
    if (root.is_array())
        for (const JsonNode& one : root.elements(runs_limit)) runs.push_back(run_of(one));
    else
        runs.push_back(run_of(root));
    std::stable_sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
        return std::pair(a.started, a.id) < std::pair(b.started, b.id);
    });
    return runs;
}

std::vector<Run> read_runs(const fs::path& file) {
    return parse_runs(read_file(file, runs_length_limit), file.string());
}

}  // namespace verbatim
