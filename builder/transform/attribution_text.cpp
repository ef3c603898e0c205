#include "transform/attribution_text.h"

#include "base/error.h"
#include "base/text.h"
#include "transform/licence_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace verbatim {

namespace {

bool at_root(const std::string& file) {
    return file.find('/') == std::string::npos;
}

LicenceFile kind_of(const std::string& file) {
    return licence_file(std::string_view(file).substr(file.rfind('/') + 1));
}

class Judge {
  public:
    Judge(const LicenceReport& report, const std::vector<LicenceOverride>& overrides) : report_(report) {
        for (const LicenceOverride& one : overrides) {
            if (!overrides_.emplace(one.module, &one).second)
                throw Error(Failure::definition, "two overrides speak of the licence of " + one.module);
            judged_.unused.insert(one.module);
        }
    }

    JudgedLicences run(const std::vector<LicensedModule>& modules) {
        for (const LicensedModule& module : modules) add(module);
        return std::move(judged_);
    }

  private:
    void add(const LicensedModule& module) {
        const auto found = overrides_.find(module.module.path);
        const LicenceOverride* by = found == overrides_.end() ? nullptr : found->second;
        if (by != nullptr) judged_.unused.erase(by->module);
        because_ = by != nullptr ? by->because : "";
        ModuleLicence licence{module, {}, {}, LicenceKind::permissive, because_};
        std::set<std::string> ids;
        bool licensed = false;
        for (const std::string& file : module.files) {
            const ClassifiedFile& said = look_up(module, file);
            const bool known = said.percent >= known_percent && !said.licences.empty();
            const bool is_licence = kind_of(file) == LicenceFile::licence;
            if (is_licence && !known) note(LicenceFinding::Kind::not_known, module, file, share(said));
            licensed = licensed || (at_root(file) && (is_licence || (known && !patents_only(said))));
            std::vector<std::string>& here = licence.by_file[file];
            for (const std::string& id : said.licences) {
                here.push_back(by != nullptr ? by->spdx : spdx_id(id));
                if (is_licence || (known && !patents_only(said))) ids.insert(here.back());
                const LicenceKind kind = judge(id, module, file);
                licence.kind = std::max(licence.kind, kind);
            }
            here.erase(std::unique(here.begin(), here.end()), here.end());
        }
        if (!licensed) note(LicenceFinding::Kind::no_file, module, "", "");
        if (ids.empty()) licence.kind = LicenceKind::unlisted;
        licence.spdx.assign(ids.begin(), ids.end());
        if (by != nullptr) licence.spdx = {by->spdx};
        judged_.modules.push_back(std::move(licence));
    }

    const ClassifiedFile& look_up(const LicensedModule& module, const std::string& file) const {
        const auto said = report_.files.find(folder_of(module.module) + "/" + file);
        if (said == report_.files.end())
            throw Error(Failure::mismatch, "the licence classifier's report says nothing of " + file +
                                               " of " + module.module.path);
        return said->second;
    }

    LicenceKind judge(const std::string& id, const LicensedModule& module, const std::string& file) {
        const LicenceKind kind = licence_kind(id);
        if (kind == LicenceKind::restricted)
            note(LicenceFinding::Kind::restricted, module, file, spdx_id(id));
        if (kind == LicenceKind::unlisted) note(LicenceFinding::Kind::not_listed, module, file, spdx_id(id));
        return kind;
    }

    // A grant of patents beside a licence is none itself.
    static bool patents_only(const ClassifiedFile& file) {
        return std::all_of(file.licences.begin(), file.licences.end(),
                           [](const std::string& id) { return id.starts_with("GooglePatent"); });
    }

    static std::string share(const ClassifiedFile& file) {
        std::string text = fmt::format("{} % of its words are of a known licence", file.percent);
        if (!file.licences.empty()) text += ": " + join(file.licences, ", ");
        return text;
    }

    void note(LicenceFinding::Kind kind, const LicensedModule& module, const std::string& file,
              const std::string& detail) {
        judged_.findings.push_back({kind, module.module.path, module.module.version, file, detail, because_});
    }

    const LicenceReport& report_;
    std::map<std::string, const LicenceOverride*> overrides_;
    JudgedLicences judged_;
    std::string because_;  // of the module that is looked at
};

using Title = std::pair<std::string, std::string>;  // path of a module or of a folder in it, version

// One licence text, the modules that have it, and what else belongs to them.
struct Group {
    std::string spdx, text;
    std::map<Title, std::string> heads;              // whose it is → address
    std::map<std::string, std::set<Title>> notices;  // text → whose
};

Title title(const LinkedModule& module, const std::string& folder) {
    return {module.path + (folder.empty() ? "" : "/" + folder), module.version};
}

std::string words(const Title& title) {
    return title.first + (title.second.empty() ? "" : "; version " + title.second);
}

std::string folder_part(const std::string& file) {
    return at_root(file) ? "" : file.substr(0, file.rfind('/'));
}

// As the same text may be laid out: what makes two texts the same.
std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t';
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return std::string(trim(out));
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead < 0x80                   ? 0
                                 : lead >= 0xC2 && lead < 0xE0 ? 1
                                 : lead >= 0xE0 && lead < 0xF0 ? 2
                                 : lead >= 0xF0 && lead < 0xF5 ? 3
                                                               : 9;
        if (more == 9 || i + more >= text.size()) return false;
        for (std::size_t k = 1; k <= more; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80) return false;
        i += more + 1;
    }
    return true;
}

// UTF-8 with '\n' at line ends and no control bytes; what is no UTF-8 is taken for Latin-1.
std::string plain(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const bool utf8 = is_utf8(text);
    std::string out;
    const auto end_line = [&] {
        while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
        out += '\n';
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '\n' || c == '\f' || (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
            end_line();
        } else if (c == '\t' || (c >= 0x20 && c < 0x7F) || (utf8 && c >= 0x80)) {
            out += static_cast<char>(c);
        } else if (c >= 0xA0) {
            out += {static_cast<char>(0xC0U | (c >> 6U)), static_cast<char>(0x80U | (c & 0x3FU))};
        }
    }
    end_line();
    const std::size_t first = out.find_first_not_of('\n');
    if (first == std::string::npos) return "";
    out.erase(0, first);
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

// The group of a module's licence text; made where it is the first with it.
Group& group_of(std::map<std::pair<std::string, std::string>, Group>& groups, const std::string& spdx,
                const std::string& text) {
    Group& group = groups[{spdx, squeezed(text)}];
    if (group.text.empty()) {
        group.spdx = spdx;
        group.text = text;
    }
    return group;
}

std::string write(const Group& group) {
    std::string out;
    for (const auto& [head, address] : group.heads)
        out += fmt::format("** {} --\n{}\n\n", words(head), address);
    if (!group.spdx.empty()) out += fmt::format("SPDX: {}\n\n", group.spdx);
    out += group.text;
    for (const auto& [text, modules] : group.notices) {
        out += "\n";
        for (const Title& module : modules) out += fmt::format("* Notice of {}:\n", words(module));
        out += "\n" + text;
    }
    return out;
}

}  // namespace

JudgedLicences judge_licences(const std::vector<LicensedModule>& modules, const LicenceReport& report,
                              const std::vector<LicenceOverride>& overrides) {
    return Judge(report, overrides).run(modules);
}

std::string module_url(const LinkedModule& module, const std::string& source) {
    if (module.origin == LinkedModule::Origin::toolchain) return "https://github.com/golang/go";
    if (module.origin == LinkedModule::Origin::component && !source.empty()) return source;
    const std::string& path = module.replaced_by.empty() ? module.path : module.replaced_by;
    constexpr auto hosts = std::to_array<std::string_view>({"github.com", "gitlab.com", "bitbucket.org"});
    const std::vector<std::string> parts = split(path, '/');
    if (parts.size() > 3 && std::find(hosts.begin(), hosts.end(), parts[0]) != hosts.end())
        return "https://" + parts[0] + "/" + parts[1] + "/" + parts[2];
    return "https://" + path;
}

std::string attribution_text(const std::vector<ModuleLicence>& modules, const LicenceTexts& texts,
                             const std::string& source) {
    std::map<std::pair<std::string, std::string>, Group> groups;
    for (const ModuleLicence& licence : modules) {
        const LicensedModule& one = licence.of;
        const std::string address = module_url(one.module, source);
        const auto text = [&](const std::string& file) {
            return plain(texts.at(folder_of(one.module) + "/" + file));
        };
        Group* first = nullptr;
        for (const std::string& file : one.files) {
            if (kind_of(file) != LicenceFile::licence) continue;
            Group& group = group_of(groups, join(licence.by_file.at(file), ", "), text(file));
            group.heads.emplace(title(one.module, folder_part(file)), address);
            if (first == nullptr) first = &group;
        }
        if (first == nullptr) {  // a notice says it, or a person
            const std::string why = licence.because.empty() ? "" : " " + licence.because;
            first = &group_of(groups, join(licence.spdx, ", "), "No file of the licence alone." + why + "\n");
            first->heads.emplace(title(one.module, ""), address);
        }
        for (const std::string& file : one.files)
            if (kind_of(file) == LicenceFile::notice)
                if (const std::string notice = text(file); !notice.empty())
                    first->notices[notice].insert(title(one.module, folder_part(file)));
    }
    std::vector<const Group*> sorted;
    for (const auto& [key, group] : groups) sorted.push_back(&group);
    std::sort(sorted.begin(), sorted.end(), [](const Group* a, const Group* b) {
        return std::tie(a->spdx, *a->heads.begin(), a->text) < std::tie(b->spdx, *b->heads.begin(), b->text);
    });
    std::string out;
    for (const Group* group : sorted) out += (out.empty() ? "" : "\n------\n\n") + write(*group);
    return out;
}

}  // namespace verbatim
