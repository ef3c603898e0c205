// What is about a Run beside its command, its environment and its inputs: what must not get into its bits.
// Part of the action, so that a build under other circumstances never answers for one under the usual ones.
#pragma once

#include <optional>
#include <string>

namespace verbatim {

struct Circumstances {
    // Tells builds under equal circumstances apart, so that each is made: "1790000000.2" is the second of the
    // run that began then. Empty: the usual ones, made once.
    std::string instance;
    std::string host_name = "builder";
    int user = 1000, group = 1000;  // as the command sees its own
    int umask = 022;
    int processors = 0;                 // how many it may run on; 0: all of the machine's
    bool directories_reversed = false;  // folders list their entries in the reverse of their names' order
    bool old_kernel = false;            // uname says 2.6, and addresses are not random (personality(2))

    bool operator==(const Circumstances&) const = default;
};

}  // namespace verbatim
