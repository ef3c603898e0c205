// What a release publishes, as further actions behind the builds: licences, archives, images. Pure.
#pragma once

#include "plan/plan.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace verbatim {

// One thing that a release publishes: a file, or an image of all platforms.
struct Product {
    enum class Kind { binary, archive, image_tar, text, image } kind = Kind::binary;
    std::string component;  // of the lock
    std::string asset;      // its name in the Release manifest; empty: it stands there in no way
    std::string path;       // of a file: below artifacts/; of an image: "REPOSITORY:TAG"
    std::string description;
    std::vector<Platform> platforms;  // that it is for
    std::size_t action = 0;           // that makes it
    std::string output, file;         // of the action: the file's name in that tree; of an image: the layout
    std::string folder{};             // of a file: what its path begins with, "etcd/v3.6.12"
    std::string listed_in{};          // the component that the Release manifest has it under
};

struct ReleasePlan {
    Plan plan;
    std::vector<Product> products;                   // sorted by component, then by path
    std::map<std::string, std::size_t> sources;      // component → its MakeSource: when it was committed
    std::map<std::string, std::size_t> attribution;  // component → its MakeAttribution
};

struct ReleaseInputs {
    PlanInputs plan;  // its toolchains and roots hold those of the tool too; all platforms are planned
    LicenceTool licences;
    std::int64_t number = 1;
};

// "v3.6.12-eks-1-36-7"
std::string image_tag(const std::string& tag, const std::string& branch, std::int64_t number);

// Throws what make_plan() throws, and Error (definition) where two products would stand at one path, a base
// image is not pinned, or nothing of the lock goes into a release.
ReleasePlan plan_release(const ReleaseInputs& inputs);

}  // namespace verbatim
