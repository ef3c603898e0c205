#include "transform/attribution.h"

#include "base/error.h"
#include "base/text.h"
#include "transform/licence_files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace verbatim {

namespace {

using Json = nlohmann::ordered_json;

std::string named(const std::string& module, const std::string& version) {
    return printable(module) + (version.empty() ? "" : " " + printable(version));
}

std::string_view word(LicenceFinding::Kind kind) {
    switch (kind) {
        case LicenceFinding::Kind::no_file:
            return "no-file";
        case LicenceFinding::Kind::not_known:
            return "not-known";
        case LicenceFinding::Kind::not_listed:
            return "not-listed";
        case LicenceFinding::Kind::restricted:
            break;
    }
    return "restricted";
}

std::string sentence(const LicenceFinding& finding) {
    const std::string module = named(finding.module, finding.version);
    const std::string file = printable(finding.file);
    switch (finding.kind) {
        case LicenceFinding::Kind::no_file:
            return module + ": no licence file (looked for " + licence_names + ")";
        case LicenceFinding::Kind::not_known:
            return fmt::format("{}: {} is of no known licence ({})", module, file, finding.detail);
        case LicenceFinding::Kind::not_listed:
            return fmt::format("{}: {} is {}, which is on no list of ours", module, file, finding.detail);
        case LicenceFinding::Kind::restricted:
            break;
    }
    return fmt::format("{}: {} is {}, a restricted licence", module, file, finding.detail);
}

void refuse(const std::vector<LicenceFinding>& findings, const std::string& component) {
    std::set<std::string> modules;
    for (const LicenceFinding& finding : findings)
        if (finding.because.empty()) modules.insert(finding.module);
    if (modules.empty()) return;
    Error error(Failure::definition,
                fmt::format("what is linked into {} cannot be shipped as it is: the licence of {} is not "
                            "found, not known or restricted",
                            component, counted(modules.size(), "module")));
    for (const LicenceFinding& finding : findings)
        if (finding.because.empty()) error.note(sentence(finding));
    throw error.next(fmt::format(
        "where a person has found the licence and it may be shipped, write to projects/{}/project.yaml,\n"
        "below `release`:\n"
        "licences:\n  {}: {{spdx: …, because: \"…\"}}",
        component, printable(*modules.begin())));
}

// LICENSES/PATH/FILE; where two modules would put different files at one place, the later one gets its
// version into the name of its folder.
std::map<std::string, TreeEntry> lay_out(const std::vector<ModuleLicence>& modules,
                                         const std::map<std::string, TreeEntry>& collected) {
    std::map<std::string, TreeEntry> out;
    for (const ModuleLicence& licence : modules) {
        const std::string from = folder_of(licence.of.module);
        std::string to = "LICENSES/" + licence.of.module.path;
        for (const std::string& file : licence.of.files)
            if (const auto there = out.find(to + "/" + file);
                there != out.end() && there->second.digest != collected.at(from + "/" + file).digest)
                to = "LICENSES/" + from.substr(from.find('/') + 1);
        for (const std::string& file : licence.of.files)
            out.emplace(to + "/" + file, collected.at(from + "/" + file));
    }
    return out;
}

std::string write_list(const JudgedLicences& judged, const std::string& component,
                       const std::string& classifier) {
    Json modules = Json::array();
    for (const ModuleLicence& licence : judged.modules) {
        const LinkedModule& module = licence.of.module;
        Json item{{"path", module.path}, {"version", module.version}};
        if (!module.sum.empty()) item["sum"] = module.sum;
        if (!module.replaced_by.empty()) item["replaced_by"] = module.replaced_by;
        item["licences"] = licence.spdx;
        item["kind"] = name_of(licence.kind);
        if (!licence.because.empty()) item["because"] = licence.because;
        Json files = Json::array();
        for (const std::string& file : licence.of.files)
            files.push_back({{"path", file}, {"licences", licence.by_file.at(file)}});
        item["files"] = std::move(files);
        modules.push_back(std::move(item));
    }
    Json findings = Json::array();
    for (const LicenceFinding& finding : judged.findings)
        findings.push_back({{"finding", word(finding.kind)},
                            {"module", finding.module},
                            {"version", finding.version},
                            {"file", finding.file},
                            {"detail", finding.detail},
                            {"because", finding.because}});
    return Json{{"format", "verbatim.licences/1"},
                {"component", component},
                {"classifier", classifier},
                {"modules", modules},
                {"findings", findings}}
               .dump(1, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

std::vector<std::string> notes_of(const JudgedLicences& judged) {
    std::vector<std::string> notes;
    for (const LicenceFinding& finding : judged.findings)
        notes.push_back(sentence(finding) + "; allowed: " + finding.because);
    for (const ModuleLicence& licence : judged.modules)
        if (licence.kind == LicenceKind::reciprocal && licence.because.empty())
            notes.push_back(fmt::format(
                "{}: {}, a reciprocal licence: changes to its files are to be published",
                named(licence.of.module.path, licence.of.module.version), join(licence.spdx, ", ")));
    for (const std::string& module : judged.unused)
        notes.push_back("the override of the licence of " + module + " is not needed: nothing links it");
    return notes;
}

}  // namespace

Attribution make_attribution(const AttributionOf& of, const Digest& collected, const Digest& report,
                             Store& store) {
    const std::map<std::string, TreeEntry> files = store.files(collected);
    const auto list = files.find("modules.json");
    if (list == files.end()) throw Error(Failure::damaged, "the collected licences have no list of modules");
    const auto said = store.find(report, "report.json");
    if (!said || said->kind == TreeEntry::Kind::directory)
        throw Error(Failure::mismatch, "the licence classifier wrote no report.json");
    const std::vector<LicensedModule> modules = parse_licensed_modules(store.get(list->second.digest));
    LicenceTexts texts;
    for (const LicensedModule& module : modules)
        for (const std::string& file : module.files) {
            const std::string path = folder_of(module.module) + "/" + file;
            const auto found = files.find(path);
            if (found == files.end())
                throw Error(Failure::damaged, "the collected licences lack " + printable(path));
            texts[path] = store.get(found->second.digest);
        }
    const LicenceReport parsed = parse_licence_report(store.get(said->digest));
    const JudgedLicences judged = judge_licences(modules, parsed, of.overrides);
    refuse(judged.findings, of.component);

    TreeBuilder tree(store);
    tree.add_file("ATTRIBUTION.txt", attribution_text(judged.modules, texts, of.source));
    for (const auto& [path, entry] : lay_out(judged.modules, files))
        tree.add_blob(path, entry.digest, entry.size);
    tree.add_file("licences.json", write_list(judged, of.component, parsed.classifier));
    return {tree.finish(), notes_of(judged)};
}

}  // namespace verbatim
