// What an audit of components over a distro's history came to, as one value. Pure.
#pragma once

#include "audit/audit_set.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

struct ComponentAudit {
    std::string component;
    std::vector<SetAudit> sets;  // newest first
    std::vector<UnreadableSums> unreadable;

    // Different hashes by the best that could be said of each: one that is reproduced in one set is.
    [[nodiscard]] std::map<HashVerdict, std::size_t> hashes() const;
};

struct Audit {
    std::string distro;      // "aws/eks-distro@17884462"
    std::string go_from;     // "1.21"
    std::string go_problem;  // why no Go releases but the pinned ones could be tried; empty: they could
    std::string go_unasked;  // that releases which no proxy lists were not all asked for; empty: they were
    std::vector<ComponentAudit> components;
    bool out_of_time = false;  // the budget was spent before all was tried
    std::chrono::milliseconds elapsed{0};
};

}  // namespace verbatim
