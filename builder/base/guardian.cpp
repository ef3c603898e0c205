#include "base/guardian.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace verbatim {

namespace {

// Those that lost their parent below us have become ours.
void end_children() {
    const int list = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    std::array<char, 4096> text;
    const ssize_t size = list < 0 ? 0 : ::read(list, text.data(), text.size());
    if (list >= 0) ::close(list);
    pid_t pid = 0;
    for (ssize_t i = 0; i < size; ++i) {
        if (text[i] >= '0' && text[i] <= '9') {
            pid = pid * 10 + (text[i] - '0');
        } else {
            if (pid > 1) ::kill(pid, SIGKILL);
            pid = 0;
        }
    }
}

[[noreturn]] void end_as(int status) {
    if (WIFEXITED(status)) ::_exit(WEXITSTATUS(status));
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    std::signal(WTERMSIG(status), SIG_DFL);
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_UNBLOCK, &all, nullptr);
    ::kill(::getpid(), WTERMSIG(status));
    ::_exit(128 + WTERMSIG(status));
}

[[noreturn]] void guard(pid_t program, pid_t parent, const sigset_t& signals) {
    ::close_range(0, ~0U, 0);  // nobody shall wait for us to close a pipe
    bool alone = ::getppid() != parent;
    while (true) {
        if (alone) end_children();
        int status = 0;
        pid_t ended = 0;
        while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0)
            if (ended == program && !alone) end_as(status);
        if (ended < 0 && errno == ECHILD) end_as(SIGKILL);  // none is left, of any generation
        const timespec again{0, 5'000'000};
        if ((alone ? ::sigtimedwait(&signals, nullptr, &again) : ::sigwaitinfo(&signals, nullptr)) == end_all)
            alone = true;
    }
}

}  // namespace

int stand_guard(pid_t parent) {
    sigset_t signals, before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, end_all);
    ::sigprocmask(SIG_BLOCK, &signals, &before);
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 || ::prctl(PR_SET_PDEATHSIG, end_all) != 0) return errno;
    const pid_t guardian = ::getpid();
    const pid_t program = ::_Fork();
    if (program < 0) return errno;
    if (program > 0) guard(program, parent, signals);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    if (::getppid() != guardian) ::_exit(128 + SIGKILL);
    return 0;
}

}  // namespace verbatim
