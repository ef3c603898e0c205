#include "sandbox/bubblewrap/cannot_vary.h"

#include "sandbox/bubblewrap/reversed_folder.h"

#include <sched.h>
#include <sys/personality.h>

#include <cerrno>
#include <cstring>

namespace verbatim {

CannotVary what_cannot_vary() {
    CannotVary cannot;
    cannot.directories = bubblewrap::why_no_reversed_folders();
    cpu_set_t processors;
    if (::sched_getaffinity(0, sizeof processors, &processors) != 0)
        cannot.processors = std::string("the processors cannot be told: ") + std::strerror(errno);
    else if (CPU_COUNT(&processors) < 2)
        cannot.processors = "this machine has one";
    // A thread's personality ends with it.
    bubblewrap::on_own_thread([&] {
        if (::personality(UNAME26 | ADDR_NO_RANDOMIZE) < 0)
            cannot.kernel = std::string("personality(2) is refused: ") + std::strerror(errno);
    });
    return cannot;
}

}  // namespace verbatim
