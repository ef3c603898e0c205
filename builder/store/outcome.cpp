#include "store/outcome.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace verbatim {

using nlohmann::json;

std::string Outcome::to_json() const {
    json trees_json = json::object();
    for (const auto& [name, digest] : trees) trees_json[name] = digest.hex();
    const json record = {
        {"format", "verbatim.outcome/1"}, {"action", action},   {"trees", trees_json}, {"values", values},
        {"milliseconds", milliseconds},   {"made_at", made_at}, {"cold", cold}};
    return record.dump(1, ' ', true, json::error_handler_t::replace) + "\n";
}

Outcome Outcome::from_json(std::string_view text, const std::string& name) {
    try {
        const json record = json::parse(text);
        if (record.at("format") != "verbatim.outcome/1") throw Error(Failure::store, "unknown format");
        Outcome outcome;
        outcome.action = record.at("action");
        outcome.values = record.at("values").get<std::map<std::string, std::string>>();
        outcome.milliseconds = record.at("milliseconds");
        outcome.made_at = record.at("made_at");
        outcome.cold = record.value("cold", true);  // older ones were all made cold
        for (const auto& [key, value] : record.at("trees").items()) {
            const auto digest = Digest::parse(value.get<std::string>());
            if (!digest) throw Error(Failure::store, "a digest is none");
            outcome.trees[key] = *digest;
        }
        return outcome;
    } catch (const std::exception& error) {
        throw Error(Failure::store, "the outcome " + name + " in the store cannot be read: " + error.what());
    }
}

}  // namespace verbatim
