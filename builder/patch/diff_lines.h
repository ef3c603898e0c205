// The text of a diff, line by line, and where each stands in the patch file. Unaware of what the lines mean.
#pragma once

#include "base/error.h"
#include "patch/mail.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::patch {

// "0001-fix.patch" of "projects/…/patches/0001-fix.patch of aws/eks-distro@17884462": short enough for a
// message whose position names it in full.
std::string short_name(const Mail& mail);

// A line of the patch file as a place that an error can show.
Position place_of(const Mail& mail, std::size_t line);

class DiffLines {
  public:
    // Throws Error (mismatch) where it is beyond all bounds. The mail has to outlive it.
    explicit DiffLines(const Mail& mail);

    [[nodiscard]] std::size_t count() const { return lines_.size(); }
    // With the '\n' at its end, which only the last may lack; empty beyond the last.
    [[nodiscard]] std::string_view at(std::size_t index) const {
        return index < lines_.size() ? lines_[index] : std::string_view{};
    }
    // Bytes from the beginning of a line to the end of the diff.
    [[nodiscard]] std::size_t remaining(std::size_t index) const;
    [[nodiscard]] std::size_t patch_line(std::size_t index) const;
    // That the diff cannot be read, at a line of it.
    [[nodiscard]] Error unreadable(std::size_t index, const std::string& why) const;

  private:
    const Mail& mail_;
    std::vector<std::string_view> lines_;
};

}  // namespace verbatim::patch
