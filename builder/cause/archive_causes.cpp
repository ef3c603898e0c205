#include "base/text.h"
#include "cause/packing_causes.h"

#include <algorithm>

namespace verbatim {

namespace {

using Is = ArchiveDifference::Kind;

Cause::Kind kind_of(Is kind) {
    switch (kind) {
        case Is::content:
            return Cause::Kind::content;
        case Is::kind:
        case Is::target:
        case Is::missing:
        case Is::added:
            return Cause::Kind::members;
        case Is::permission:
        case Is::attribute:
            return Cause::Kind::permission;
        case Is::format:
            return Cause::Kind::format;
        case Is::prefix:
        case Is::folders:
        case Is::hard_links:
            return Cause::Kind::names;
        case Is::order:
            return Cause::Kind::order;
        case Is::times:
            return Cause::Kind::times;
        case Is::owners:
            return Cause::Kind::owners;
        case Is::modes:
            return Cause::Kind::modes;
        case Is::compression:
        case Is::deflate:
            return Cause::Kind::compression;
        case Is::stream:
            return Cause::Kind::bytes;
    }
    return Cause::Kind::bytes;
}

std::string next_of(Cause::Kind kind) {
    switch (kind) {
        case Cause::Kind::content:
            return "compare the files themselves";
        case Cause::Kind::members:
            return "compare the lists of what is packed";
        case Cause::Kind::permission:
            return "set the same permissions before packing (of tar: --mode)";
        case Cause::Kind::format:
            return "write the same format (of tar: --format=ustar, gnu or pax)";
        case Cause::Kind::names:
            return "name what is packed in the same way: the folder itself or what is in it, and hard links "
                   "as "
                   "files (of tar: --hard-dereference)";
        case Cause::Kind::order:
            return "sort what is packed (of tar: --sort=name)";
        case Cause::Kind::times:
            return "set all times to one, the commit's (of tar: --mtime)";
        case Cause::Kind::owners:
            return "give all members one owner (of tar: --owner=0 --group=0 --numeric-owner)";
        case Cause::Kind::modes:
            return "set the same modes before packing (umask; of tar: --mode)";
        case Cause::Kind::compression:
            return "compress with the same program at the same level, without name and time (of gzip: -n)";
        default:
            return "pack both with the same version of the same program";
    }
}

}  // namespace

std::vector<Cause> archive_causes(const ArchiveComparison& comparison) {
    std::vector<Cause> causes;
    for (const auto* list : {&comparison.content, &comparison.packaging})
        for (const ArchiveDifference& one : *list) {
            const Cause::Kind kind = kind_of(one.kind);
            // Each file that has other bytes may have a cause of its own.
            const auto known = std::find_if(causes.begin(), causes.end(), [&](const Cause& cause) {
                return cause.kind == kind && kind != Cause::Kind::content && !cause.paths.empty();
            });
            if (known != causes.end() && !one.path.empty()) {
                known->paths.push_back(printable(one.path));
                continue;
            }
            causes.push_back({kind, one.text, {}, next_of(kind), {}});
            if (!one.path.empty()) causes.back().paths.push_back(printable(one.path));
        }
    std::stable_sort(causes.begin(), causes.end(),
                     [](const Cause& a, const Cause& b) { return a.kind < b.kind; });
    return causes;
}

}  // namespace verbatim
