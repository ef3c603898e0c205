// A folder whose folders list their entries in the reverse of their names' order, or in that order where the
// file system below has the reverse of it by itself (in memory): disorderfs, a file system of FUSE, in a
// mount namespace of the thread's own, so that nothing is left of it when the thread has ended, whatever ends
// it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace verbatim::bubblewrap {

class ReversedFolder {
  public:
    // What lies in `real` is seen at `seen`; both have to be there. The calling thread's mounts are its own
    // from here on: see on_own_thread(). Throws Error (unavailable).
    ReversedFolder(const std::filesystem::path& real, const std::filesystem::path& seen);
    ~ReversedFolder();
    ReversedFolder(const ReversedFolder&) = delete;
    ReversedFolder& operator=(const ReversedFolder&) = delete;

  private:
    std::atomic<bool> stop_ = false, ended_ = false;
    std::string said_;  // by disorderfs; to be read when it has ended
    std::thread file_system_;
};

// Runs `work` on a new thread, waits for it, and passes on what it throws.
void on_own_thread(const std::function<void()>& work);

// Why this machine cannot; empty: it can. Tries it.
std::string why_no_reversed_folders();

}  // namespace verbatim::bubblewrap
