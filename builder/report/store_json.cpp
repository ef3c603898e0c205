#include "report/json.h"
#include "report/store_report.h"

#include <algorithm>

namespace verbatim {

namespace {

// "shared_trees": a key that jq takes without quotes.
std::string key_of(std::string_view name) {
    std::string key(name);
    std::replace(key.begin(), key.end(), ' ', '_');
    return key;
}

}  // namespace

std::string fsck_json(const FsckReport& report) {
    Json damage = Json::array();
    for (const Damage& one : report.damage)
        damage.push_back({{"kind", key_of(damage_name(one.kind))},
                          {"place", one.place},
                          {"what", one.what},
                          {"needed_by", one.needed_by}});
    return json_text({{"format", "verbatim.store-fsck/1"},
                      {"store", report.store},
                      {"clean", report.clean()},
                      {"repaired", report.repaired},
                      {"outcomes", report.outcomes},
                      {"blobs", report.blobs},
                      {"blob_bytes", report.blob_bytes},
                      {"trees", report.trees},
                      {"shared_trees", report.shared_trees},
                      {"leftovers", report.leftovers},
                      {"strange", report.strange},
                      {"damage", damage},
                      {"to_rebuild", report.to_rebuild}});
}

std::string gc_json(const GcReport& report) {
    Json kinds = Json::array();
    for (const GcReport::Kind& kind : report.kinds)
        kinds.push_back({{"kind", key_of(kind.name)},
                         {"kept", kind.kept},
                         {"removed", kind.removed},
                         {"freed_bytes", kind.freed_bytes}});
    return json_text({{"format", "verbatim.store-gc/1"},
                      {"store", report.store},
                      {"dry_run", report.dry_run},
                      {"freed_bytes", report.freed_bytes()},
                      {"kinds", kinds},
                      {"forgotten", report.forgotten},
                      {"damaged_outcomes", report.damaged_outcomes}});
}

std::string du_json(const DuReport& report) {
    Json kinds = Json::array();
    for (const DuReport::Kind& kind : report.kinds)
        kinds.push_back({{"kind", key_of(kind.name)}, {"files", kind.files}, {"bytes", kind.bytes}});
    return json_text({{"format", "verbatim.store-du/1"},
                      {"store", report.store},
                      {"bytes", report.bytes()},
                      {"kinds", kinds}});
}

}  // namespace verbatim
