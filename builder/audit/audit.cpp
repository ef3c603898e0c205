#include "audit/audit.h"

#include <algorithm>

namespace verbatim {

std::map<HashVerdict, std::size_t> ComponentAudit::hashes() const {
    // all_hash_verdicts stand in the order of what says most.
    std::map<Digest, HashVerdict> best;
    for (const SetAudit& set : sets)
        for (const auto& [key, verdict] : set.hashes) {
            const auto [at, fresh] = best.try_emplace(set.set.hashes.at(key), verdict);
            if (!fresh) at->second = std::min(at->second, verdict);
        }
    std::map<HashVerdict, std::size_t> counts;
    for (const auto& [digest, verdict] : best) ++counts[verdict];
    return counts;
}

}  // namespace verbatim
