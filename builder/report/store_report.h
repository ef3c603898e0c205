// What `verbatim store` found, shown: as text for a terminal, as JSON (docs/formats/store-json.md).
#pragma once

#include "report/style.h"
#include "store/du.h"
#include "store/fsck.h"
#include "store/gc.h"

#include <string>

namespace verbatim {

std::string fsck_text(const FsckReport& report, const Style& style);
std::string fsck_json(const FsckReport& report);
std::string gc_text(const GcReport& report, const Style& style);
std::string gc_json(const GcReport& report);
std::string du_text(const DuReport& report);
std::string du_json(const DuReport& report);

}  // namespace verbatim
