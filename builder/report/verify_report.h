// What `verbatim verify` found, as one value, and its renderers.
#pragma once

#include "plan/definitions.h"
#include "report/style.h"
#include "verify/verdict.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct VerifyReport {
    struct Component {
        std::string name, tag, go;
        std::size_t patches = 0;
    };
    std::string release;
    std::string origin;                 // "aws/eks-distro@17884462", or what --against names
    std::vector<Component> components;  // of the lock, as far as they are in scope
    Findings findings;
    std::size_t builds_made = 0, builds_from_store = 0, builds_failed = 0;
    std::chrono::milliseconds elapsed{0};
    // Liberties that a Release manifest takes, and that are no difference (attest/quirk.h).
    std::vector<std::string> quirks;
    std::vector<std::string> errors;              // rendered, of actions that failed
    std::map<std::string, std::string> builds{};  // path of a file → run digest of what made it, in hex

    // A component whose CHECKSUMS is older than the pins beside it.
    struct Stale {
        std::string component;
        std::int64_t claimed = 0, pins_changed = 0;  // seconds since 1970: CHECKSUMS; the pins after it
        std::string tag, declared;                   // of the day of CHECKSUMS; may be empty
        std::string tag_now, declared_now;
        std::vector<std::string> found{};        // "v1.9.1 with go1.24.11": what reproduces some of it
        std::size_t claims = 0, reproduced = 0;  // that today's pins do not reproduce; with those of its day
        std::string cause{};                     // where not all are: why
    };
    std::vector<Stale> stale{};
    Definitions definitions{};  // that the verdicts rest on
};

// "rests on definitions sha256:…", and what of them is not Verbatim's own; what is said beside a good
// verdict where something is not.
std::string definitions_text(const Definitions& definitions, const Style& style);
std::string foreign_words(const Definitions& definitions);
// "toolchain go1.99.1 (h1:…)", as it came: whoever shows it escapes it.
std::string foreign_text(const ForeignDefinition& one);

// "stale: CHECKSUMS is of 2026-07-02 (v0.2.0, Go 1.25), and since 2026-07-04 the distro says v0.3.0, Go
// 1.25; 3 of 3 reproduced by v0.2.0 with go1.25.12"
std::string stale_text(const VerifyReport::Stale& stale);

// The terminal's form: a row a component, whatever is not reproduced in full, one sentence at the end.
std::string verify_text(const VerifyReport& report, const Style& style);
// One record, docs/formats/verify-json.md.
std::string verify_json(const VerifyReport& report);

}  // namespace verbatim
