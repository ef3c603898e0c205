// Where a component's page lies, and a unit on it. Names come from outside: what they become is plain ASCII,
// never two alike for two names, and the same whatever else there is, so that links from a feed stay good.
#pragma once

#include "history/run.h"

#include <string>

namespace verbatim {

std::string page_name(const std::string& component);  // "etcd-io_etcd.html", below components/
std::string unit_anchor(const UnitName& unit);        // "1-36-linux-amd64"

}  // namespace verbatim
