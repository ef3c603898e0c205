// What is to be said otherwise in a lock, and how two locks differ in what they say. Pure.
#pragma once

#include "catalog/release.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace verbatim {

// What is absent stays as it is.
struct LockChange {
    struct Distro {
        std::string source;
        ObjectId commit;
    };
    std::optional<Distro> distro;
    std::map<std::string, ComponentPin>
        components;                              // by project: new ones, and others instead of those there
    std::map<std::string, std::string> remarks;  // of a new component's Go release
    std::set<std::string> removed;               // components that go
    std::optional<std::map<std::string, Unbuildable>> unbuildable;  // all of them
};

// The release that the lock with that change is.
Release changed_release(Release release, const LockChange& change);

// One value that differs; empty: there is none on that side.
struct ValueChange {
    std::string key;  // "tag", "tags etcdctl/v3.6.12", "go.found"
    std::string was, is;
};

// In the order of a lock's keys. Without `was`, all is new.
std::vector<ValueChange> pin_changes(const ComponentPin* was, const ComponentPin& is);

// Do they say the same? Where it is written does not count.
bool same_release(const Release& a, const Release& b);

}  // namespace verbatim
