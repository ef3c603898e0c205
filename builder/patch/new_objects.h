// Objects of a repository that is only read, and above them those that are made: each is kept once, and only
// where the repository has it not.
#pragma once

#include "patch/series.h"

#include <map>
#include <optional>
#include <string>

namespace verbatim::patch {

class NewObjects {
  public:
    explicit NewObjects(const ObjectReader& read) : read_(read) {}

    [[nodiscard]] std::optional<git::Object> find(const std::string& id) const;
    // Throws Error (unavailable) where it is absent, Error (mismatch) where it is of another type: `what`
    // says what needs it.
    [[nodiscard]] git::Object need(const std::string& id, git::Type type, const std::string& what) const;
    // Gives its id. Throws Error (mismatch) where all that was made is more than a series may make.
    std::string put(git::Type type, std::string data);
    [[nodiscard]] std::map<std::string, git::Object> take() { return std::move(made_); }

  private:
    const ObjectReader& read_;
    std::map<std::string, git::Object> made_;
    std::size_t bytes_ = 0;
};

}  // namespace verbatim::patch
