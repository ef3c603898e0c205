// Stands between us and a program whose children must not outlive us. A signal at our death reaches the
// program itself only; what it has started, and not yet told to end with it, would go on. Linux;
// async-signal-safe.
#pragma once

#include <sys/types.h>

#include <csignal>

namespace verbatim {

// The signal on which the guardian ends everything below itself, whoever started it, and then itself by
// SIGKILL.
constexpr int end_all = SIGUSR1;

// To be called between fork and exec, with the process that forked. Returns 0 in the process that is to
// become the program, or an errno. Another process stays in the caller's place: it ends as the program does,
// and where `parent` dies before, it takes that for `end_all`.
int stand_guard(pid_t parent);

}  // namespace verbatim
