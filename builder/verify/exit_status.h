// What every command's exit status means; the one table, shown by `verbatim help` and in the README.
#pragma once

namespace verbatim {

enum class ExitStatus {
    ok = 0,                // every claim in scope reproduced; the command did what it was asked
    not_reproduced = 1,    // some claim in scope is not reproduced; of doctor: a check failed; of patch
                           // check: a patch does not apply; of diff and explain: the two differ; of
                           // check: something is not steady; of nightly: there is news
    usage = 2,             // the command line, a definition or a setting
    nothing_compared = 3,  // fetch or build failed
    nothing_to_check = 4,  // no claim in scope: never a pass
    interrupted = 130,     // Ctrl-C or SIGTERM
};

}  // namespace verbatim
