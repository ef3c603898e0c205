// The attacker: a program that stands where the Go command would, and tries to get out of the sandbox. Linked
// statically, since the sandbox has nothing else. Each attempt runs in a process of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

// What tests/functional/escapes.py has put on the host for the attacker to reach.
struct Decoys {
    std::string secret;       // a file of the host, by its path there
    std::string store;        // the store's folder
    std::string home;         // the home of the user who runs Verbatim
    std::string abstract;     // name of an abstract socket that somebody listens on
    std::string socket;       // path of a socket that somebody listens on
    int port = 0;             // TCP on the host's loopback
    int process = 0;          // a process of the host
    int shared_memory = 0;    // key of a System V segment
    int queue = 0;            // key of a System V message queue
    std::string posix_queue;  // name of a POSIX message queue
};

// An answer is a way out that worked, in words; nothing: it was refused.
using Attempt = std::optional<std::string> (*)(const Decoys& decoys);

struct Attack {
    const char* name;
    Attempt attempt;
};

const std::vector<Attack>& file_attacks();
const std::vector<Attack>& kernel_attacks();
const std::vector<Attack>& network_attacks();
const std::vector<Attack>& process_attacks();
// These do not answer: they go on until they are stopped, and each has a run of its own.
const std::vector<Attack>& exhausting_attacks();
