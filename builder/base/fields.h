// One traversal, several visitors: what a value is made of, told field by field. The digest of an action and
// its explanation use the same traversal (n2's src/hash.rs), so that they cannot drift apart.
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim {

class FieldVisitor {
  public:
    virtual ~FieldVisitor() = default;
    virtual void text(std::string_view name, std::string_view value) = 0;
    virtual void number(std::string_view name, std::int64_t value) = 0;
    virtual void texts(std::string_view name, const std::vector<std::string>& values) = 0;
    virtual void pairs(std::string_view name, const std::map<std::string, std::string>& values) = 0;
    // A nested record; leave() ends the innermost one.
    virtual void enter(std::string_view name) = 0;
    virtual void leave() = 0;
};

// The canonical encoding (docs/formats/canonical-encoding.md), hashed as it goes: each item is a type byte,
// then every string with its length before it as 8 bytes, big-endian, so that no two different traversals
// encode alike.
class DigestVisitor : public FieldVisitor {
  public:
    // `domain` keeps digests of different kinds of value apart, e.g. "verbatim plan 1".
    explicit DigestVisitor(std::string_view domain);
    void text(std::string_view name, std::string_view value) override;
    void number(std::string_view name, std::int64_t value) override;
    void texts(std::string_view name, const std::vector<std::string>& values) override;
    void pairs(std::string_view name, const std::map<std::string, std::string>& values) override;
    void enter(std::string_view name) override;
    void leave() override;
    [[nodiscard]] Digest finish() { return hash_.finish(); }

  private:
    void tag(char type);
    void string(std::string_view value);
    void count(std::uint64_t value);
    Sha256 hash_;
};

}  // namespace verbatim
