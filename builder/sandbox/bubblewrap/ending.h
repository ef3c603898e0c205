// Makes sure that nothing of a sandbox runs any more: bubblewrap itself may end a moment before the last of
// its processes does, and that one could still write into what we are about to read.
#pragma once

#include <sys/types.h>

#include <string_view>

namespace verbatim::bubblewrap {

// `status` is what bubblewrap wrote to its --json-status-fd: it names the first process of the sandbox, with
// which the kernel ends all others. 0 where bubblewrap did not come so far as to start it.
pid_t first_process(std::string_view status);

// Ends it and waits for its end. Throws Error (unavailable) where it does not end
// within 20 s.
void wait_until_ended(std::string_view status);

}  // namespace verbatim::bubblewrap
