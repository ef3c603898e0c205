// Records runs in a history as fast as it can, and says of each result when it is recorded:
//   record-history FILE RUNS UNITS
// writes "run N", "unit N COMPONENT" and "end N" lines, each after what it tells of is durable.
#include "base/error.h"
#include "history/history.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace verbatim;

namespace {

UnitResult result_of(int number) {
    UnitResult result;
    result.unit = {"1-36", "org/unit-" + std::to_string(number), "linux/amd64"};
    result.state = number % 7 == 0 ? UnitState::differs : UnitState::reproduced;
    result.cause = std::string(1000, 'c');
    result.files = {{"bin/unit", "reproduced", std::string(64, 'a'), std::string(64, 'a'), "", ""}};
    result.actions = {std::string(64, 'd')};
    result.evidence = {"verbatim explain 1-36 org/unit-" + std::to_string(number)};
    result.steadiness.emplace();
    result.steadiness->rounds = 2;
    result.steadiness->varied = {"host-name"};
    return result;
}

void say(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
}

void record(const char* file, int runs, int units) {
    History history(file);
    for (const std::string& note : history.notes()) say("note " + note);
    for (int i = 0; i < runs; ++i) {
        Run run;
        run.kind = "nightly";
        run.configuration = "test";
        run.version = "0.1.0";
        run.host = "linux/amd64";
        run.started = std::time(nullptr);
        const std::int64_t id = history.begin(run);
        say("run " + std::to_string(id));
        for (int k = 0; k < units; ++k) {
            const UnitResult result = result_of(k);
            history.record(id, result);
            say("unit " + std::to_string(id) + " " + result.unit.component);
        }
        history.end(id, RunEnding::complete, std::time(nullptr));
        say("end " + std::to_string(id));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    try {
        record(argv[1], std::atoi(argv[2]), std::atoi(argv[3]));
        return 0;
    } catch (const Error& error) {
        std::fputs(error.render().c_str(), stderr);
        return 3;
    }
}
