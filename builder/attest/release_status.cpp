#include "attest/release_status.h"

#include "attest/field_reader.h"
#include "attest/release_manifest.h"
#include "attest/rfc3339.h"
#include "attest/yaml_text.h"
#include "base/error.h"

namespace verbatim {

namespace {

constexpr std::string_view status_version = "verbatim.example/v1";

ReleaseStatus::State read_state(const yaml::Node& node) {
    const std::string text = yaml::as_text(node).value;
    for (const auto state : {ReleaseStatus::State::withdrawn, ReleaseStatus::State::superseded})
        if (text == state_name(state)) return state;
    yaml::refuse(node, "\"" + text + "\" is no state of a release", "expected withdrawn or superseded");
}

std::int64_t read_superseding(const yaml::Node& node, std::int64_t number) {
    const std::int64_t by = whole_number(node);
    if (by <= number)
        yaml::refuse(node, "a release is superseded by a later one", "expected a number above its own");
    return by;
}

ReleaseStatus read_spec(FieldReader reader) {
    ReleaseStatus status;
    status.channel = reader.text("channel", dns_name);
    status.number = whole_number(reader.need("number"));
    status.state = read_state(reader.need("state"));
    status.date = yaml::as_time(reader.need("date")).value;
    if (status.state == ReleaseStatus::State::superseded)
        status.superseded_by = read_superseding(reader.need("supersededBy"), status.number);
    else if (const yaml::Node* by = reader.find("supersededBy"))
        status.superseded_by = read_superseding(*by, status.number);
    status.reason = status.state == ReleaseStatus::State::withdrawn
                        ? reader.text("reason", any_text)
                        : reader.optional_text("reason", any_text);
    reader.finish();
    return status;
}

}  // namespace

std::string_view state_name(ReleaseStatus::State state) {
    return state == ReleaseStatus::State::withdrawn ? "withdrawn" : "superseded";
}

std::string release_status_yaml(const ReleaseStatus& status) {
    std::string text = "apiVersion: " + std::string(status_version) +
                       "\nkind: ReleaseStatus\nmetadata:\n  name: " +
                       yaml_scalar(release_name(status.channel, status.number)) +
                       "\nspec:\n  channel: " + yaml_scalar(status.channel) +
                       "\n  date: " + yaml_scalar(rfc3339_text(status.date)) +
                       "\n  number: " + std::to_string(status.number) + "\n";
    if (!status.reason.empty()) text += "  reason: " + yaml_scalar(status.reason) + "\n";
    text += "  state: " + std::string(state_name(status.state)) + "\n";
    if (status.superseded_by) text += "  supersededBy: " + std::to_string(*status.superseded_by) + "\n";
    if (parse_release_status("the ReleaseStatus to be written", text) != status)
        throw Error(Failure::definition, "the ReleaseStatus would not be read back as what was meant")
            .note("Its text would be:\n" + text);
    return text;
}

ReleaseStatus parse_release_status(const std::string& name, std::string_view text) {
    const yaml::Node root = yaml::parse(name, text);
    QuirkNotes notes;
    FieldReader top(root, "a ReleaseStatus", "", notes);
    top.equal("apiVersion", status_version);
    top.equal("kind", "ReleaseStatus");
    FieldReader metadata(top.need("metadata"), "the metadata", "metadata", notes);
    const yaml::Node& called = metadata.need("name");
    metadata.finish();
    ReleaseStatus status = read_spec({top.need("spec"), "a ReleaseStatus's spec", "spec", notes});
    top.finish();
    const std::string meant = release_name(status.channel, status.number);
    if (yaml::as_text(called).value != meant)
        yaml::refuse(called, "the name is not that of the release, " + meant, "here");
    return status;
}

std::optional<std::int64_t> latest_release(const std::set<std::int64_t>& released,
                                           const std::map<std::int64_t, ReleaseStatus>& statuses) {
    std::optional<std::int64_t> latest;
    for (const std::int64_t number : released) {
        const auto status = statuses.find(number);
        if (status == statuses.end() || status->second.state != ReleaseStatus::State::withdrawn)
            latest = number;
    }
    return latest;
}

}  // namespace verbatim
