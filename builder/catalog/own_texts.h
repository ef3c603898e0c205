// What make_own_tables.py makes of Verbatim's own project when the program is built. Private to the room.
#pragma once

#include <string>
#include <vector>

namespace verbatim {

struct OwnText {
    std::string path, text;
};

extern const std::vector<OwnText> own_toolchain_texts, own_root_texts;  // path → the definition
extern const std::vector<OwnText> own_file_digests;                     // path → its sha256 in hex
extern const std::vector<std::string> own_distro_sources;               // URLs
extern const std::vector<std::string> own_commits;                      // of all locks
extern const std::vector<std::string> own_base_images;                  // digests in hex

}  // namespace verbatim
