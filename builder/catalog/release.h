// A release branch's lock (releases/<branch>.yaml, docs/formats/lock.md): facts only. And the pins of
// toolchains and builder roots that it refers to.
#pragma once

#include "base/digest.h"
#include "base/position.h"
#include "catalog/module_source.h"
#include "catalog/platform.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace verbatim {

// 40 lower-case hexadecimal digits: a git object's name (SHA-1).
using ObjectId = std::string;

struct ComponentPin {
    std::string project;       // "etcd-io/etcd"
    Located<std::string> tag;  // v3.6.12
    Located<ObjectId>
        tag_object;            // the annotated tag; the commit itself for a lightweight tag; empty: not known
    Located<ObjectId> commit;  // what the tag peels to
    Located<std::int64_t>
        commit_time;  // committer time, seconds since 1970 (written as RFC 3339 in the lock)
    std::map<std::string, Located<ObjectId>>
        tags;  // every tag that the build may see, `tag` among them → object; none without tag_object
    std::optional<Located<ObjectId>> patches;  // tree id of the distro's patch folder; none: no patches
    std::optional<Located<ObjectId>>
        patched_commit;  // what the series gives; none: not pinned, and not compared
    std::optional<Located<ObjectId>>
        checksums;  // blob id of the distro's CHECKSUMS; none: nothing is claimed
    std::optional<Located<ModuleSource>>
        modules;  // vendor or cache, where this branch was built in another way than the project says
    std::string go_declared;  // "1.25": what the distro says
    Located<std::string> go;  // "go1.25.12": what was found, and is used
    Position at;

    // False where nothing of it is built by the go command: both are empty then.
    [[nodiscard]] bool has_go() const { return !go.value.empty(); }

    // False where nobody has read upstream's tag object: the commit is pinned all the same, and a build sees
    // no tag.
    [[nodiscard]] bool has_tag_object() const { return !tag_object.value.empty(); }
};

struct DistroPin {
    Located<std::string> source;  // URL
    Located<ObjectId> commit;
    std::string name;  // "aws/eks-distro": the last two parts of the URL, without .git

    // False for a release that is nobody's yet: it is built, and nothing is claimed of it.
    [[nodiscard]] bool known() const { return !source.value.empty(); }
};

// In the place of a base image: nothing below the image's own files.
inline constexpr const char* empty_root = "scratch";

// A base image, pinned by the digest of its manifest or index: oci:FOLDER@sha256:…, oci-archive:FILE@sha256:…
// (relative to the project folder), docker://HOST/REPOSITORY@sha256:….
struct BaseImage {
    Located<std::string> reference;  // without the digest
    Digest digest;

    [[nodiscard]] bool empty() const { return reference.value == empty_root; }
    [[nodiscard]] std::string str() const {
        return empty() ? reference.value : reference.value + "@sha256:" + digest.hex();
    }
    bool operator==(const BaseImage& other) const {
        return reference.value == other.reference.value && digest == other.digest;
    }
};

// Where a release is published: what its manifest and its channel say of it.
struct PublishPin {
    std::string uri;       // of all files: "https://distro.eks.amazonaws.com"
    std::string registry;  // of all images: "host/path"
    std::string topic;     // that announces releases (ARN); may be empty
    bool active = true;    // false: the branch has ended, no further release is made
    Position at;
};

// A component whose inputs are not public: the distro builds and claims it, and nobody else can.
struct Unbuildable {
    Located<std::string> tag;  // what the distro says; upstream may not have it
    std::string because;       // in words: which input is missing
    Position at;
};

struct Release {
    std::string branch;  // "1-36"
    std::int64_t number = 0;
    DistroPin distro;
    std::optional<Located<std::string>> committer;   // of patched commits: "Name <mail>"
    std::vector<ComponentPin> components;            // sorted by project
    std::map<std::string, BaseImage> base_images;    // by name
    std::optional<PublishPin> publish;               // none: no release can be made of it
    std::map<std::string, Unbuildable> unbuildable;  // by project; none of them is in `components`
    Position at;
};

// toolchains/go/<version>.yaml: the module golang.org/toolchain by host platform.
struct GoToolchain {
    std::string version;  // "go1.25.12"
    struct Host {
        std::string module_version;  // "v0.0.1-go1.25.12.linux-amd64"
        Located<std::string> h1;     // "h1:…="
    };
    std::map<Platform, Host> hosts;
    Position at;
};

struct DebianPackage {
    std::string name;
    std::string version;
    std::string archive;  // "main" or "security": which of the mirror's roots
    std::string path;     // "pool/main/g/git/git_2.39.5-0+deb12u3_amd64.deb"
    Located<Digest> sha256;
    std::uint64_t size = 0;
};

// toolchains/roots/<name>.yaml: the sandbox's root file system by host platform.
struct BuilderRoot {
    std::string name;
    std::map<Platform, std::vector<DebianPackage>> hosts;
    Position at;
};

// What recognises licences: a Go program of our own in the project folder, toolchains/licences/.
struct LicenceTool {
    std::string folder;                   // below the project folder
    std::map<std::string, Digest> files;  // path below it → sha256
    Located<std::string> go, root;        // built with this toolchain, run on this root
};

}  // namespace verbatim
