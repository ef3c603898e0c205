// All definitions of a Verbatim project folder, read on demand and validated: projects/, releases/,
// toolchains/.
#pragma once

#include "base/digest.h"
#include "catalog/expected.h"
#include "catalog/project.h"
#include "catalog/release.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

// The pure part: one text → one value. `name` is what errors call the text. All throw Error (definition) with
// the position, the line with a caret, and a suggestion where a key or word looks mistyped.
Project parse_project(const std::string& name, std::string_view yaml, const std::string& project);
Release parse_release(const std::string& name, std::string_view yaml, const std::string& branch);
GoToolchain parse_toolchain(const std::string& name, std::string_view yaml, const std::string& version);
BuilderRoot parse_root(const std::string& name, std::string_view yaml, const std::string& root);
LicenceTool parse_licence_tool(const std::string& name, std::string_view yaml);  // without its files

class Catalog {
  public:
    // `folder` holds projects/, releases/, toolchains/, and where there are patches of our own, patches/.
    explicit Catalog(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] std::vector<std::string> releases() const;    // branches, sorted
    [[nodiscard]] std::vector<std::string> projects() const;    // "org/repo", sorted
    [[nodiscard]] std::vector<std::string> toolchains() const;  // "go1.25.12", sorted
    [[nodiscard]] std::vector<std::string> roots() const;       // "git", sorted
    // Throw Error (usage) with a suggestion where there is none of that name; `asked_at` says where it was
    // asked for (then it is Error (definition)).
    [[nodiscard]] Release release(const std::string& branch) const;
    [[nodiscard]] Project project(const std::string& name, const Position& asked_at = {}) const;
    // That of a component, built as its pin says.
    [[nodiscard]] Project project(const ComponentPin& pin) const;
    [[nodiscard]] GoToolchain toolchain(const std::string& version, const Position& asked_at = {}) const;
    [[nodiscard]] BuilderRoot root(const std::string& name, const Position& asked_at = {}) const;
    // The series of our own, patches/<project>/<branch>/*.patch: file name → sha256. Empty where there is
    // none.
    [[nodiscard]] std::map<std::string, Digest> own_patches(const std::string& project,
                                                            const std::string& branch) const;

    // expected.yaml; nothing where there is none.
    [[nodiscard]] std::vector<Expectation> expected() const;

    // toolchains/licences/: its Go files, and tool.yaml, which says how it is built.
    [[nodiscard]] LicenceTool licence_tool() const;

  private:
    std::filesystem::path folder_;
};

}  // namespace verbatim
