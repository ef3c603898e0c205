// A temporary folder where the system has them (TMPDIR, else /tmp), for commands that have no store to put it
// in.
#pragma once

#include "base/files.h"

#include <filesystem>
#include <string_view>

namespace verbatim {

// Removed with all it holds when the object goes. Where the process is killed it stays, and the next one of
// the same prefix removes it: one that lives holds a lock (flock) on its folder.
class ScratchFolder {
  public:
    // Throws Error (store) where none can be made.
    explicit ScratchFolder(std::string_view prefix);
    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

  private:
    FileDescriptor lock_;  // goes after the folder
    TemporaryDirectory folder_;
};

// Removes the folders of this user in `place` whose name begins with `prefix`, that nobody holds and that
// have been there for a minute: one that was just made may not be locked yet. What cannot be removed stays.
void remove_abandoned(const std::filesystem::path& place, std::string_view prefix);

}  // namespace verbatim
