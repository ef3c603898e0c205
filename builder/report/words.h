// How reports of runs name units, days and durations. Times are UTC.
#pragma once

#include "history/run.h"

#include <cstdint>
#include <string>

namespace verbatim {

std::string unit_words(const UnitName& unit);      // "1-36 etcd-io/etcd linux/amd64"
std::string day_words(std::int64_t seconds);       // "21 Nov 2026"
std::string time_words(std::int64_t seconds);      // "21 Nov 2026, 03:04 UTC"
std::string duration_words(std::int64_t seconds);  // "4 min 52 s"
// "1-9" before "1-36": numbers within names by value.
bool by_number(const std::string& a, const std::string& b);

}  // namespace verbatim
