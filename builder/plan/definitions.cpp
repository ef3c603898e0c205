#include "plan/definitions.h"

#include "base/text.h"

#include <algorithm>

namespace verbatim {

namespace {

template <typename... Cases>
struct DefinitionCases : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
DefinitionCases(Cases...) -> DefinitionCases<Cases...>;  // as in action.cpp

// Everything behind an action, itself too.
void gather_behind(const Plan& plan, std::size_t action, std::set<std::size_t>& all) {
    if (!all.insert(action).second) return;
    for (const Input& input : plan.actions.at(action).inputs) gather_behind(plan, input.action, all);
}

// A source that lies in the project folder is Verbatim's own only at a commit that it knows.
bool is_embedded(const std::string& url) {
    return url.starts_with("embedded:");
}

// What of an operation is not Verbatim's own.
class Judge {
  public:
    Judge(const OwnTables& own, std::set<ForeignDefinition>& foreign) : own_(own), foreign_(foreign) {}

    void judge(const Operation& operation) {
        std::visit(DefinitionCases{
                       [&](const FetchToolchain& one) { of(one); }, [&](const FetchRoot& one) { of(one); },
                       [&](const FetchPatches& one) { of(one); }, [&](const FetchFiles& one) { of(one); },
                       [&](const FetchImage& one) { of(one); }, [&](const FetchCommit& one) { of(one); },
                       [&](const FetchDistro& one) { of(one); }, [](const auto&) {}},
                   operation);
    }

  private:
    void of(const FetchToolchain& one) {
        if (!own_.toolchains.contains({one.version, one.module_version, one.h1.value}))
            foreign_.insert({"toolchain", one.version, one.h1.value});
    }
    void of(const FetchRoot& one) {
        std::vector<std::string> packages;
        for (const DebianPackage& package : one.packages)
            if (!own_.packages.contains({package.name, package.version, package.sha256.value}))
                packages.push_back(package.name + " " + package.version);
        if (!packages.empty()) foreign_.insert({"builder root", one.name, join(packages, ", ")});
    }
    void of(const FetchPatches& one) {
        foreign_.insert({"patches", one.project, counted(one.files.size(), "patch", "patches")});
    }
    void of(const FetchFiles& one) {
        for (const auto& [name, digest] : one.files)
            if (const auto known = own_.files.find(one.folder + "/" + name);
                known == own_.files.end() || known->second != digest)
                foreign_.insert({"files", one.folder, ""});
    }
    void of(const FetchImage& one) {
        if (!own_.base_images.contains(one.digest))
            foreign_.insert({"base image", one.reference.value, "sha256:" + one.digest.hex()});
    }
    void of(const FetchCommit& one) {
        if (is_embedded(one.url) && !own_.commits.contains(one.commit.value))
            foreign_.insert({"source", one.url, one.commit.value});
    }
    void of(const FetchDistro& one) {
        const bool known = own_.distro_sources.contains(one.url) &&
                           (!is_embedded(one.url) || own_.commits.contains(one.commit.value));
        if (!known) foreign_.insert({"distro", one.url, ""});
    }

    const OwnTables& own_;
    std::set<ForeignDefinition>& foreign_;
};

// Which of its liberties a project takes: commands of its own are what can give any bits.
std::string what_of(const Project& project) {
    std::vector<std::string> what;
    if (!project.prepare.empty()) what.push_back(counted(project.prepare.size(), "prepare step"));
    const auto commands = static_cast<std::size_t>(std::count_if(
        project.builds.begin(), project.builds.end(), [](const ModuleBuild& one) { return !one.is_go(); }));
    if (commands > 0) what.push_back(counted(commands, "build by commands", "builds by commands"));
    return join(what, ", ");
}

}  // namespace

void Definitions::add(const Plan& plan, const std::set<std::size_t>& actions,
                      const std::map<std::string, Project>& projects, const OwnTables& own) {
    std::set<std::size_t> behind;
    for (const std::size_t action : actions) {
        plans_.insert(plan.actions.at(action).plan_digest.hex());
        gather_behind(plan, action, behind);
    }
    Judge judge(own, foreign_);
    for (const std::size_t action : behind) {
        judge.judge(plan.actions.at(action).operation);
        const auto project = projects.find(plan.actions.at(action).component);
        if (project == projects.end()) continue;
        const auto known = own.files.find("projects/" + project->first + "/project.yaml");
        if (known == own.files.end() || known->second != project->second.text_sha256)
            foreign_.insert({"project", project->first, what_of(project->second)});
    }
}

void Definitions::add(const std::vector<Expectation>& expectations, const std::string& release) {
    std::size_t count = 0;
    for (const Expectation& one : expectations)
        if (one.release.value == release) {
            ++count;
            expectations_.insert({one.release.value, one.component, one.path, one.verdict, one.because,
                                  one.until ? std::to_string(*one.until) : ""});
        }
    if (count > 0) foreign_.insert({"expectations", "expected.yaml", counted(count, "expected verdict")});
}

void Definitions::add(const Definitions& other) {
    plans_.insert(other.plans_.begin(), other.plans_.end());
    expectations_.insert(other.expectations_.begin(), other.expectations_.end());
    foreign_.insert(other.foreign_.begin(), other.foreign_.end());
}

Digest Definitions::sha256() const {
    DigestVisitor visitor("verbatim definitions 1");
    visitor.texts("plans", {plans_.begin(), plans_.end()});
    for (const std::vector<std::string>& one : expectations_) visitor.texts("expectation", one);
    return visitor.finish();
}

}  // namespace verbatim
