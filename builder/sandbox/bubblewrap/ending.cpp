#include "sandbox/bubblewrap/ending.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

namespace verbatim::bubblewrap {

namespace {

// The number may belong to another process by now; only the first of a pid namespace is 1 in there.
bool is_first_of_namespace(pid_t pid) {
    try {
        for (const std::string& line : split(read_file("/proc/" + std::to_string(pid) + "/status"), '\n'))
            if (line.starts_with("NSpid:"))
                return line.ends_with("\t1") && line.find('\t') != line.rfind('\t');
        return false;
    } catch (const Error&) {
        return false;  // it is gone
    }
}

}  // namespace

pid_t first_process(std::string_view status) {
    for (const std::string& line : split(status, '\n')) {
        const auto record = nlohmann::json::parse(line, nullptr, false);
        if (record.is_object() && record.contains("child-pid") && record["child-pid"].is_number_integer())
            return record["child-pid"].get<pid_t>();
    }
    return 0;
}

void wait_until_ended(std::string_view status) {
    const pid_t pid = first_process(status);
    if (pid == 0 || !is_first_of_namespace(pid)) return;
    const FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!process.valid()) return;
    if (!is_first_of_namespace(pid)) return;
    ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
    pollfd waiting{process.get(), POLLIN, 0};
    constexpr int patience_milliseconds = 20'000;
    if (::poll(&waiting, 1, patience_milliseconds) == 0)
        throw Error(Failure::unavailable, "process " + std::to_string(pid) +
                                              ", the first of a sandbox, does not end although it was killed")
            .note("Perhaps it waits for a disk or a file system that does not answer.");
}

}  // namespace verbatim::bubblewrap
