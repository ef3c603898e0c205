// How much a reader of what comes from outside may be made to do: a few objects can stand for a tree that
// fills any disk, and a few bytes for a name without end. Unaware of what is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace verbatim {

// Of a tree, an archive, a listing. No source and no package comes near what may be.
struct Amounts {
    std::uint64_t entries = 0;  // files, links and folders
    std::uint64_t depth = 0;    // folders within folders, the file itself included
    std::uint64_t path = 0;     // bytes of the longest path
    std::uint64_t names = 0;    // bytes of all paths together
    std::uint64_t bytes = 0;    // of content
};

constexpr Amounts usual_bounds{2'000'000, 256, 4095, std::uint64_t{512} << 20U, std::uint64_t{64} << 30U};

// Throws Error (mismatch) "WHAT …" where one of `amounts` is more than its bound.
void require_within(const Amounts& amounts, const Amounts& bounds, const std::string& what);

// Counts as a reader goes; each call looks for an interrupt too, and throws Error (interrupted).
class Budget {
  public:
    // `what` begins the errors: "the zip of m@v1".
    explicit Budget(std::string what, const Amounts& bounds = usual_bounds)
        : what_(std::move(what)), bounds_(bounds) {}

    void entry(std::string_view path);  // one more, at that slash-separated path
    void content(std::uint64_t bytes);  // so many more
    [[nodiscard]] const Amounts& used() const { return used_; }

  private:
    std::string what_;
    Amounts bounds_, used_;
};

}  // namespace verbatim
