// A Go release's pin, toolchains/go/VERSION.yaml: the module's hash for each host, as the Go checksum
// database has it, proven (pin/sum_database.h).
#pragma once

#include "catalog/catalog.h"
#include "fetch/context.h"
#include "pin/sum_record.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace verbatim {

struct ToolchainPinned {
    struct Host {
        Platform platform;
        std::string module_version, h1;
        std::uint64_t record = 0;  // its index in the database
    };
    std::string version, file;  // "toolchains/go/go1.25.12.yaml"
    std::vector<Host> hosts;
    std::vector<std::pair<Platform, std::string>> left_out;  // hosts that the proxy does not serve, and why
    std::string database;                                    // its name
    TreeHead head;                                           // that all of it was proven with
    std::string before, text;                                // of the file; empty: there was none
};

// The text of such a file. Pure.
std::string toolchain_text(const std::string& version, const std::vector<ToolchainPinned::Host>& hosts);

// For `hosts`, or where that is empty, for linux/amd64, linux/arm64 where the proxy serves it, and those that
// are pinned already. Throws Error (usage) where `version` is no Go release, Error (mismatch) at the pin
// where the database has another hash than the one that is pinned, and what Checksums throws.
ToolchainPinned pin_toolchain(const Catalog& catalog, const std::string& version,
                              const std::vector<Platform>& hosts, FetchContext& context);

}  // namespace verbatim
