// The one exception of Verbatim: what failed, where, why, and what to do next. For "cannot go on" only;
// findings that are expected (a claim differs, a build fails) are typed values. Unaware of how or where it is
// shown.
#pragma once

#include "base/position.h"

#include <exception>
#include <string>
#include <vector>

namespace verbatim {

// The kind decides the exit status (cli/exit_status.h).
enum class Failure {
    usage,        // the command line
    definition,   // projects/, releases/, toolchains/, settings, a claims file
    unavailable,  // network, mirror, proxy, package, tool: may be there later or elsewhere
    mismatch,     // something came, but it is not what was pinned
    build,        // a sandboxed command failed
    store,        // our own disk: full, read-only
    damaged,      // something in the store is missing or not what it was: to be made again
    interrupted,  // Ctrl-C or SIGTERM
};

class Error : public std::exception {
  public:
    Error(Failure kind, std::string message);

    // Each returns *this, so that an error is built where it is thrown:
    //   throw Error(Failure::mismatch, "tag v1 moved").at(pin, "pinned here").note("Nothing was
    //   built.").next("…");
    Error& at(Position where, std::string label = {});
    Error& note(std::string line);     // one line or several; printed indented under the message
    Error& next(std::string hint);     // what the reader can do, with commands that exist
    Error& during(std::string doing);  // added on the way up: "fetching etcd-io/etcd"

    [[nodiscard]] Failure kind() const { return kind_; }
    [[nodiscard]] const std::string& message() const { return message_; }
    [[nodiscard]] const Position& where() const { return where_; }
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
    [[nodiscard]] const std::vector<std::string>& hints() const { return hints_; }
    [[nodiscard]] const std::vector<std::string>& frames() const { return frames_; }

    // The whole error as text without colours, lines ending in '\n', control bytes made visible:
    //   error: MESSAGE
    //      FILE:LINE:COLUMN
    //      14 |     commit: adc3…
    //         |             ^ LABEL
    //      NOTE
    //      while DOING
    //      next: HINT
    [[nodiscard]] std::string render() const;
    const char* what() const noexcept override { return message_.c_str(); }

  private:
    Failure kind_;
    std::string message_;
    Position where_;
    std::string label_;
    std::vector<std::string> notes_, hints_, frames_;
};

}  // namespace verbatim
