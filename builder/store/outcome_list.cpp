#include "store/outcome_list.h"

namespace fs = std::filesystem;

namespace verbatim {

void for_each_outcome(const Store& store,
                      const std::function<void(const Digest& run_digest, const Outcome& outcome)>& tell) {
    std::error_code error;
    for (fs::directory_iterator at(store.root() / "outcomes", error), end; !error && at != end;
         at.increment(error)) {
        if (at->path().extension() != ".json") continue;  // a temporary file of somebody who is writing
        const auto digest = Digest::parse(at->path().stem().string());
        if (!digest) continue;
        if (const auto outcome = store.outcome(*digest)) tell(*digest, *outcome);
    }
}

}  // namespace verbatim
