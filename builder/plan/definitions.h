// What a verdict rests on: one digest over the definitions behind it, and which of these are not Verbatim's
// own (docs/formats/verify-json.md). Pure: whatever a project folder says, it cannot change what is said of
// it here.
#pragma once

#include "catalog/expected.h"
#include "catalog/own_tables.h"
#include "plan/plan.h"

#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace verbatim {

// A definition that a project brings, and that Verbatim's own project does not have.
struct ForeignDefinition {
    // toolchain, builder root, project, patches, source, distro, base image, files, expectations
    std::string kind;
    std::string name;  // "go1.99.1", "example/tiny"
    std::string what;  // "h1:…", "tiny 1"; may be empty
    auto operator<=>(const ForeignDefinition&) const = default;
};

class Definitions {
  public:
    // Those behind these actions of a plan; `projects` are those that it was made of.
    void add(const Plan& plan, const std::set<std::size_t>& actions,
             const std::map<std::string, Project>& projects, const OwnTables& own = own_tables());
    // Those that said what is no news of a release.
    void add(const std::vector<Expectation>& expectations, const std::string& release);
    void add(const Definitions& other);

    // The same for the same definitions, in whatever folder and form they are written.
    [[nodiscard]] Digest sha256() const;
    [[nodiscard]] const std::set<ForeignDefinition>& foreign() const { return foreign_; }

  private:
    std::set<std::string> plans_;  // plan digests in hex: each covers all that it is made of
    std::set<std::vector<std::string>> expectations_;
    std::set<ForeignDefinition> foreign_;
};

}  // namespace verbatim
