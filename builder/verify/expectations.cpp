#include "verify/expectations.h"

#include <map>

namespace verbatim {

namespace {

const Expectation* expectation_of(const Finding& finding, const std::vector<Expectation>& all,
                                  const std::string& release) {
    const Expectation* found = nullptr;
    for (const Expectation& one : all) {
        if (one.release.value != release || one.component != finding.component) continue;
        if (one.path == finding.claim.path) return &one;
        if (one.path.empty()) found = &one;
    }
    return found;
}

std::string place(const Expectation& one) {
    return one.at.known() ? one.at.str() + ": " : std::string();
}

std::string subject(const Expectation& one) {
    return one.path.empty() ? one.component : one.path;
}

}  // namespace

std::vector<std::string> apply_expectations(Findings& findings, const std::vector<Expectation>& expectations,
                                            const std::string& release, std::int64_t now) {
    std::vector<std::string> news;
    // Of a component's claims with another verdict: told once.
    std::map<const Expectation*, std::map<Verdict, std::size_t>> otherwise;
    std::map<const Expectation*, std::size_t> over;
    for (Finding& finding : findings.claims) {
        finding.expected.clear();
        if (finding.verdict == Verdict::out_of_scope) continue;
        const Expectation* one = expectation_of(finding, expectations, release);
        if (one == nullptr) continue;
        if (verdict_name(finding.verdict) != one->verdict)
            ++otherwise[one][finding.verdict];
        else if (one->until && *one->until <= now)
            ++over[one];
        else
            finding.expected = one->because;
    }
    for (const Expectation& one : expectations) {
        if (const auto found = otherwise.find(&one); found != otherwise.end())
            for (const auto& [verdict, count] : found->second)
                news.push_back(place(one) + subject(one) + " was expected to be " + one.verdict +
                               ", and is " + std::string(verdict_name(verdict)) +
                               (count > 1 ? " (" + std::to_string(count) + " claims)" : ""));
        if (over.contains(&one))
            news.push_back(place(one) + "the time is over in which " + subject(one) + " was expected to be " +
                           one.verdict);
    }
    return news;
}

}  // namespace verbatim
