// Ctrl-C and SIGTERM as a flag that long work looks at. A second Ctrl-C ends the process at once.
#pragma once

namespace verbatim {

void install_interrupt_handlers();  // SIGINT, SIGTERM, SIGHUP; SIGPIPE is ignored
bool interrupted() noexcept;
// Throws Error (interrupted) where one has come.
void throw_if_interrupted();
// For schedulers that must stop their own workers: the same flag, set by hand.
void request_interrupt() noexcept;

}  // namespace verbatim
