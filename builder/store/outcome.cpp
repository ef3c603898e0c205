#include "store/outcome.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace verbatim {

using nlohmann::json;

namespace {
// Over everything else in the record: one changed bit in a value would be another build's input.
std::string check_of(const json& record) {
    return sha256(record.dump(-1, ' ', true, json::error_handler_t::replace)).hex();
}

json to_record(const MadeOf& made_of) {
    json fields = json::array(), inputs = json::array();
    for (const MadeOf::Field& field : made_of.fields)
        fields.push_back(
            {{"name", field.name}, {"value", field.is_list ? json(field.values) : json(field.values.at(0))}});
    for (const MadeOf::Tree& input : made_of.inputs) {
        json one = {{"name", input.name}, {"output", input.output}, {"digest", input.digest.hex()}};
        if (!input.only.empty()) one["only"] = input.only;
        inputs.push_back(std::move(one));
    }
    return {{"operation", made_of.operation}, {"fields", fields}, {"inputs", inputs}};
}

Digest digest_of(const json& value) {
    const auto digest = Digest::parse(value.get<std::string>());
    if (!digest) throw Error(Failure::store, "a digest is none");
    return *digest;
}

MadeOf from_record(const json& record) {
    MadeOf made_of;
    made_of.operation = record.at("operation");
    for (const json& field : record.at("fields")) {
        const json& value = field.at("value");
        const bool is_list = value.is_array();
        made_of.fields.push_back(
            {field.at("name"), is_list,
             is_list ? value.get<std::vector<std::string>>() : std::vector{value.get<std::string>()}});
    }
    for (const json& input : record.at("inputs"))
        made_of.inputs.push_back({input.at("name"), input.at("output"),
                                  input.value("only", std::vector<std::string>()),
                                  digest_of(input.at("digest"))});
    return made_of;
}

}  // namespace

std::string Outcome::to_json() const {
    json trees_json = json::object();
    for (const auto& [name, digest] : trees) trees_json[name] = digest.hex();
    json record = {
        {"format", "verbatim.outcome/1"}, {"action", action},   {"trees", trees_json}, {"values", values},
        {"milliseconds", milliseconds},   {"made_at", made_at}, {"cold", cold}};
    if (made_of.known()) record["made_of"] = to_record(made_of);
    record["check"] = check_of(record);
    return record.dump(1, ' ', true, json::error_handler_t::replace) + "\n";
}

Outcome Outcome::from_json(std::string_view text, const std::string& name) {
    try {
        json record = json::parse(text);
        if (record.at("format") != "verbatim.outcome/1") throw Error(Failure::store, "unknown format");
        // Records of earlier versions have no check, and exactly these fields.
        if (const auto check = record.find("check"); check != record.end()) {
            const std::string said = *check;
            record.erase(check);
            if (check_of(record) != said) throw Error(Failure::store, "it is not what was written");
        } else if (record.size() != 6) {
            throw Error(Failure::store, "it has unknown fields and no check");
        }
        Outcome outcome;
        outcome.action = record.at("action");
        outcome.values = record.at("values").get<std::map<std::string, std::string>>();
        outcome.milliseconds = record.at("milliseconds");
        outcome.made_at = record.at("made_at");
        outcome.cold = record.value("cold", true);  // older ones were all made cold
        for (const auto& [key, value] : record.at("trees").items()) outcome.trees[key] = digest_of(value);
        if (record.contains("made_of")) outcome.made_of = from_record(record["made_of"]);
        return outcome;
    } catch (const std::exception& error) {
        throw Error(Failure::store, "the outcome " + name + " in the store cannot be read: " + error.what());
    }
}

}  // namespace verbatim
