#include "base/interrupt.h"

#include "base/error.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace verbatim {

namespace {
std::atomic<int> requests{0};

void on_signal(int) {
    if (requests.fetch_add(1) > 0) _exit(130);
}
}  // namespace

void install_interrupt_handlers() {
    struct sigaction action{};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() noexcept {
    return requests.load() > 0;
}
void request_interrupt() noexcept {
    requests.fetch_add(1);
}

void throw_if_interrupted() {
    if (interrupted())
        throw Error(Failure::interrupted, "interrupted").note("Nothing half-written was left behind.");
}

}  // namespace verbatim
