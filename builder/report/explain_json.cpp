#include "report/explain_record.h"

namespace verbatim {

namespace {

template <typename Value>
Json or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json();
}

Json digest(const std::optional<Digest>& value) {
    return value ? Json(value->hex()) : Json();
}

Json causes(const std::vector<Cause>& all) {
    Json list = Json::array();
    for (const Cause& cause : all)
        list.push_back({{"kind", to_string(cause.kind)},
                        {"text", cause.text},
                        {"evidence", cause.evidence},
                        {"next", cause.next},
                        {"paths", cause.paths}});
    return list;
}

Json sections(const ExecutableDifference& bits) {
    Json list = Json::array();
    for (const SectionDifference& one : bits.sections) {
        const bool both = one.was && one.is;
        list.push_back({{"name", one.name},
                        {"was_size", or_null(one.was)},
                        {"is_size", or_null(one.is)},
                        {"bytes", one.bytes},
                        {"first", both ? Json(one.first) : Json()},
                        {"was_offset", both ? Json(one.at_was) : Json()},
                        {"is_offset", both ? Json(one.at_is) : Json()},
                        {"was_function", text_or_null(one.function_was)},
                        {"is_function", text_or_null(one.function_is)}});
    }
    return list;
}

Json program(const std::optional<ExecutableDifference>& found) {
    if (!found) return {};
    const ExecutableDifference& bits = *found;
    Json functions = Json::array(), strings = Json::array();
    for (const FunctionDifference& one : bits.functions)
        functions.push_back({{"name", one.name},
                             {"was_size", or_null(one.was)},
                             {"is_size", or_null(one.is)},
                             {"first", or_null(one.first)}});
    for (const StringDifference& one : bits.strings)
        strings.push_back(
            {{"was", or_null(one.was)}, {"is", or_null(one.is)}, {"function", text_or_null(one.function)}});
    return {{"sections", sections(bits)},
            {"equal_sections", bits.equal_sections},
            {"was_table", text_or_null(bits.table_was)},
            {"is_table", text_or_null(bits.table_is)},
            {"functions", functions},
            {"functions_count", bits.functions_count},
            {"functions_compared", bits.functions_compared},
            {"strings", strings},
            {"strings_count", bits.strings_count},
            {"was_files", bits.files_was},
            {"is_files", bits.files_is},
            {"was_build_id", text_or_null(bits.build_id_was)},
            {"is_build_id", text_or_null(bits.build_id_is)}};
}

Json described(const Explanation& one) {
    Json facts = Json::array(), members = Json::array(), parts = Json::array();
    for (const SideBySide& fact : one.facts)
        facts.push_back({{"name", fact.name}, {"was", or_null(fact.was)}, {"is", or_null(fact.is)}});
    for (const MemberDifference& member : one.members)
        members.push_back({{"path", text_or_null(member.path)}, {"text", member.text}});
    for (const Explanation& part : one.parts) {
        Json record = {{"path", part.path}};
        record.update(described(part));
        parts.push_back(std::move(record));
    }
    return {{"subject", to_string(one.subject)},
            {"same", one.same},
            {"was_sha256", digest(one.was_sha256)},
            {"is_sha256", digest(one.is_sha256)},
            {"causes", causes(one.causes)},
            {"build_information", facts},
            {"program", program(one.bits)},
            {"members", members},
            {"members_count", one.members_count},
            {"notes", one.notes},
            {"parts", parts}};
}

}  // namespace

Json explain_record(const ExplainReport& report) {
    Json record = {{"format", "verbatim.explain/1"}, {"was", report.was}, {"is", report.is}};
    record.update(described(report.explanation));
    return record;
}

std::string explain_json(const ExplainReport& report) {
    return json_text(explain_record(report));
}

}  // namespace verbatim
