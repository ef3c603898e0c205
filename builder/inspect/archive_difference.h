// Pure: in what two archives differ: in what they hold, or only in how it is packed (docs/formats/archives.md
// says which is which). Unaware of where they come from.
#pragma once

#include "inspect/archive_listing.h"

#include <string>
#include <vector>

namespace verbatim {

struct ArchiveDifference {
    enum class Kind {
        // What is unpacked is not the same. One for each path, in this order.
        content,     // a file has other bytes
        kind,        // a file there, a folder or a link here
        target,      // a link leads elsewhere
        missing,     // published, not built
        added,       // built, not published
        permission,  // the owner may execute it there, not here (or the other way round); setuid, setgid
        attribute,   // other extended attributes (capabilities, for example)
        // How it is packed. Each once for the whole archive, in this order.
        format,       // tar and zip; of tar: the dialect
        prefix,       // "./" in front of the paths
        folders,      // folders have members of their own, or have none
        hard_links,   // a file is given as the name of another with the same bytes
        order,        // of the members
        times,        // of the members
        owners,       // uid, gid, their names
        modes,        // what is left of them
        compression,  // gzip or none; its header
        stream,       // none of the above, but the tar's bytes or, in a zip, the archive's
        deflate,  // the tar is the same in every bit, compressed by another compressor or at another level
    };
    Kind kind;
    std::string path;  // of a difference in content: without "./"; else empty
    std::string text;  // one sentence without its full stop; safe for a terminal

    bool operator==(const ArchiveDifference&) const = default;
    [[nodiscard]] bool in_content() const { return kind < Kind::format; }
};

// "content", "hard links": for JSON and tests, stable.
std::string to_string(ArchiveDifference::Kind kind);

struct ArchiveComparison {
    std::vector<ArchiveDifference> content, packaging;  // the most telling first

    // Unpacked, both are the same: the verdict "equivalent", or better.
    [[nodiscard]] bool same_content() const { return content.empty(); }
    // Every bit is the same.
    [[nodiscard]] bool identical() const { return content.empty() && packaging.empty(); }
};

// What the two are called in the texts.
struct ArchiveSides {
    std::string was_value = " published", is_value = " built";  // behind a value of theirs
    std::string was = "the published one", is = "the built one";
};

ArchiveComparison compare_archives(const ArchiveListing& published, const ArchiveListing& built,
                                   const ArchiveSides& sides = {});

}  // namespace verbatim
