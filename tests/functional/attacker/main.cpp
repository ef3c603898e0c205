// Called as the Go command would be: `go build FLAGS… -o /out/ PACKAGES…`. The flags that the test's project
// definition adds name the decoys (-secret=…) and what to do: -all tries every way out and prints a line for
// each, -one=NAME does one of the exhausting things.
#include "attack.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

namespace {

void report(const char* name, const Attempt& attempt, const Decoys& decoys) {
    int answer[2] = {};
    if (::pipe2(answer, O_CLOEXEC) != 0) std::exit(3);
    const pid_t child = ::fork();
    if (child == 0) {
        // The descriptors below 3 are as they were; the pipe is moved out of the way of those who count them.
        const int out = ::fcntl(answer[1], F_DUPFD_CLOEXEC, 5000);
        ::close(answer[0]);
        ::close(answer[1]);
        ::alarm(20);
        const auto escaped = attempt(decoys);
        const std::string text = escaped ? "ESCAPED " + *escaped : "refused";
        const ssize_t written = ::write(out, text.data(), text.size());
        ::_exit(written > 0 ? 0 : 1);
    }
    ::close(answer[1]);
    char text[512] = {};
    const ssize_t size = ::read(answer[0], text, sizeof text - 1);
    ::close(answer[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (size <= 0)
        std::printf("%s ended with status %d\n", name, status);
    else
        std::printf("%s %s\n", name, text);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> flags;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const auto equals = word.find('=');
        if (word.starts_with("-") && equals != std::string::npos)
            flags[word.substr(1, equals - 1)] = word.substr(equals + 1);
        if (word == "-all") flags["all"] = "yes";
    }
    const auto number = [&](const char* name) { return std::atoi(flags[name].c_str()); };
    const Decoys decoys{flags["secret"],     flags["store"],          flags["home"],
                        flags["abstract"],   flags["socket"],         number("port"),
                        number("process"),   number("shared-memory"), number("message-queue"),
                        flags["posix-queue"]};
    if (flags.contains("all"))
        for (const auto* attacks :
             {&file_attacks(), &network_attacks(), &process_attacks(), &kernel_attacks()})
            for (const Attack& attack : *attacks) report(attack.name, attack.attempt, decoys);
    for (const Attack& attack : exhausting_attacks())
        if (flags["one"] == attack.name)
            if (const auto escaped = attack.attempt(decoys))
                std::printf("%s ESCAPED %s\n", attack.name, escaped->c_str());
    std::puts("the attacker is done");
    return 0;
}
