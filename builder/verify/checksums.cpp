// The pure part of claims: one sums file's text → claims (docs/formats/checksums.md).
#include "base/error.h"
#include "base/files.h"
#include "verify/claims.h"

#include <algorithm>
#include <map>

namespace verbatim {

namespace {

constexpr std::size_t digits = 64;

// Where the first part of a path stands that leads out of its folder, or that is no name.
std::size_t offending_part(std::string_view path) {
    for (std::size_t at = 0; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        if (!is_contained_path(path.substr(at, end - at))) return at;
        at = end + 1;
    }
    return 0;
}

class Parser {
  public:
    Parser(const std::string& name, std::string_view text, std::string project)
        : source_(SourceText::make(name, text)), project_(std::move(project)) {}

    std::vector<Claim> run() {
        for (line_ = 0; line_ < source_->lines.size(); ++line_) {
            const std::string& line = source_->lines[line_];
            if (line.find_first_not_of(" \t") != std::string::npos) add(line);
        }
        return std::move(claims_);
    }

  private:
    [[nodiscard]] Position at(std::size_t column) const {
        return {source_, static_cast<int>(line_) + 1, static_cast<int>(column) + 1};
    }

    [[nodiscard]] Error refused(std::size_t column, const std::string& why) const {
        return Error(Failure::definition, "this is no line of a sums file")
            .at(at(column), why)
            .note("A line is a SHA-256 in 64 lower-case hexadecimal digits, two blanks, and a path.");
    }

    void add(const std::string& line) {
        if (const std::size_t end = line.find('\r'); end != std::string::npos)
            throw refused(end, "a carriage return; lines end with a line feed alone");
        const std::size_t hex = std::min(line.find_first_not_of("0123456789abcdef"), line.size());
        if (hex < digits) throw refused(hex, "expected a digit of 0-9 or a-f here, the 64 are not complete");
        if (hex > digits) throw refused(digits, "expected a blank after 64 digits");
        for (const std::size_t blank : {digits, digits + 1})
            if (line.size() <= blank || (line[blank] != ' ' && (blank == digits || line[blank] != '*')))
                throw refused(blank, "expected two blanks between digest and path");
        const std::size_t start = digits + 2 + (std::string_view(line).substr(digits + 2, 2) == "./" ? 2 : 0);
        const std::string path = line.substr(start);
        if (path.empty()) throw refused(start, "expected a path");
        if (!is_contained_path(path))
            throw refused(start + offending_part(path), "expected a path that stays in its folder");

        const Claim claim{*Digest::parse(std::string_view(line).substr(0, digits)), path, project_, at(0)};
        const auto [known, added] = seen_.try_emplace(path, claims_.size());
        if (added) return claims_.push_back(claim);
        const Claim& first = claims_[known->second];
        if (first.sha256 != claim.sha256)
            throw refused(start, "line " + std::to_string(first.at.line) + " has another digest for it");
    }

    std::shared_ptr<const SourceText> source_;
    std::string project_;
    std::size_t line_ = 0;
    std::vector<Claim> claims_;
    std::map<std::string, std::size_t> seen_;
};

}  // namespace

std::vector<Claim> parse_checksums(const std::string& name, std::string_view text,
                                   const std::string& project) {
    return Parser(name, text, project).run();
}

}  // namespace verbatim
