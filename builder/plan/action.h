// An action: one step of a build as a value. Fetch (network; checked against a pin), Transform (our own
// process, tree to tree), Run (argv in the sandbox). Unaware of how it is carried out.
#pragma once

#include "base/digest.h"
#include "base/fields.h"
#include "base/position.h"
#include "catalog/release.h"
#include "plan/circumstances.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace verbatim {

// Fetch: the pinned commit with its tree, and the pinned tags' objects. Output "objects": objects.pack and
// objects.idx, the same for the same pins however the mirror is packed (git/pack.h).
struct FetchCommit {
    std::string url;
    Located<std::string> tag;
    Located<ObjectId> tag_object,
        commit;  // tag_object may be empty: the tag has to peel to the commit, whatever it is
    std::map<std::string, Located<ObjectId>> tags;
    Located<std::int64_t> commit_time;
};

// Fetch: what the distro's pinned commit says of a branch. Output "tree": every projects/*/*/<branch> folder,
// as it lies in the distro, without patches; or else the patches of one project, in the same place. So a
// mirror that lacks some patch holds up nothing but the project that needs it.
struct FetchDistro {
    std::string url;
    std::string branch;
    Located<ObjectId> commit;
    // Per project: the pinned ids of its CHECKSUMS (blob) and patches (tree), proven on the way.
    std::map<std::string, Located<ObjectId>> checksums, patches;
    std::string patches_of{};  // a project of `patches`; empty: all folders without any
};

// Fetch: output "tree" is a GOROOT.
struct FetchToolchain {
    std::string version, module_version;
    Located<std::string> h1;
};

// Fetch: output "tree" is a root file system.
struct FetchRoot {
    std::string name;
    std::vector<DebianPackage> packages;
};

// Fetch: output "proxy" is a file:// module proxy (module/@v/version.mod, .zip) with everything that the
// go.sum files of those folders name, each checked against its h1 there. Input "source".
struct FetchModules {
    std::vector<std::string> folders;
};

// Fetch: patches of our own, patches/<project>/<branch>/. Output "tree": the files, each with the content
// that was planned with.
struct FetchPatches {
    std::string project, branch;
    std::map<std::string, Digest> files;  // name → sha256
};

// Transform: a patch series on the pinned commit, as git am applies it. Inputs: "objects" of the pinned
// commit; "distro" and "own", where there are such patches, applied in this order. Output "objects": a pack
// of what is new. Values: patched_commit; patches (their number).
struct ApplySeries {
    ObjectId pinned_commit;
    std::string committer;  // "Name <mail>"
    std::string distro;     // folder of the series in the input "distro"; empty: none
    std::string label;      // what errors call the distro: "aws/eks-distro@17884462"; changes no bit
    std::string own;        // what errors call the folder of our own
    std::optional<Located<ObjectId>> patched_commit;  // what has to come out; none: whatever does
};

// Transform: output "tree" is the working tree of the commit with markers and a git directory as the design
// defines it. Values: patched_commit; commit_time (seconds since 1970), commit_date (RFC 3339, UTC). Inputs:
// "objects", and "patched" where there is a patch series: then `commit` is {patched_commit}.
struct MakeSource {
    std::string commit;
    ObjectId pinned_commit;
    std::map<std::string, ObjectId> tags;
    std::vector<std::string> markers;  // paths of empty files
};

// Fetch: a base image for one platform. Output "image": an OCI layout of that one manifest.
struct FetchImage {
    Located<std::string> reference;  // docker://HOST/REPOSITORY, oci:FOLDER, oci-archive:FILE
    Digest digest;                   // of the manifest, or of the index that has it
    Platform platform;
};

// Fetch: files of the project folder. Output "tree": the files, each with the content that was planned with.
struct FetchFiles {
    std::string folder;
    std::map<std::string, Digest> files;  // path below the folder → sha256
};

// Transform: files out of input trees at new paths. Output "tree".
struct Arrange {
    struct Place {
        std::string input, from;           // what is taken: a file or a folder; "" is the whole tree
        std::string to;                    // where it comes to lie; "" is the root
        std::vector<std::string> without;  // paths below `from` that stay behind
    };
    std::vector<Place> places;
    std::map<std::string, std::string> texts;  // path → content of a file
};

// Transform: input "tree" as an archive. Output "file": a tree of that one file. Times are {commit_time}, a
// value of one of its inputs.
struct PackArchive {
    std::string name;  // ends in .tar.gz or .zip
    std::string time = "{commit_time}";
};

// Transform: the texts of the licences of what is really linked. Inputs: "bin-…", built binaries; "modules",
// where they came from (none: the source brings its own vendor/); "source"; "toolchain", where anything is of
// Go. Output "tree": modules/… and modules.json.
struct CollectLicences {
    std::string component, version;
    std::map<std::string, std::string> built;  // input → the platform and module folder that it was built of
    std::set<std::string> not_go;  // of these inputs: made by a command that is not the go command
};

// Transform: input "licences" (of CollectLicences) and "report" of the classifier → output "tree":
// ATTRIBUTION.txt, LICENSES/, licences.json.
struct MakeAttribution {
    struct Override {
        std::string module, spdx, because;  // what a person found, and where
    };
    std::string component, source;  // source: address of its upstream
    std::vector<Override> overrides;
};

// Transform: input "files" is the layer, "base" the image below it (none: an empty root). Output "image": an
// OCI layout of one manifest. Values: image_digest of the manifest.
struct MakeImage {
    Platform platform;
    std::vector<std::string> entrypoint, command;
    std::map<std::string, std::string> environment;
    std::string user, directory;
    std::vector<std::string> ports, volumes;
    std::map<std::string, std::string> labels;
    std::string created = "{commit_time}";  // seconds since 1970
};

// Transform: inputs are OCI layouts, named by platform. Output "image": an OCI layout of an index over them.
// Values: image_digest of the index.
struct MakeImageIndex {
    std::vector<Platform> platforms;
};

// Transform: input "image" as one file. Output "file": a tree of that one file.
struct PackImage {
    enum class Format { oci_archive, docker_archive } format = Format::docker_archive;
    std::string name;       // of the file
    std::string reference;  // "host/repository:tag", under which it is loaded
    std::string time = "{commit_time}";
};

// Transform: output "tree" is a source as a command left it that prepares it (catalog/project.h): what is
// taken over of "made" lies over "source", and holds no repository; the git directory is the source's.
// Values: the source's.
struct TakePrepared {
    std::vector<std::string> outputs;           // paths that have to be in "made"; empty: all of it
    std::vector<std::string> discard;           // paths that stay as they are in "source"
    std::map<std::string, std::string> values;  // as texts with result symbols
    std::string step{};                         // what errors call it: "org/repo 2"; changes no bit
};

// An input tree (or one output of another action) placed in the sandbox.
struct Mount {
    std::string input;  // name of an Input
    std::string at;     // absolute path in the sandbox
    bool writable =
        false;  // a fresh copy that the command may change, times set to SOURCE_DATE_EPOCH; else read-only
    bool skip_if_empty = false;
};

// A folder in the sandbox that is kept when the command has succeeded.
struct OutputFolder {
    std::string at;                         // absolute path in the sandbox
    bool optional = false;                  // where it is absent: an empty tree, else an error
    std::vector<std::string> without = {};  // paths in it that are not kept, whether they are there or not
    // Name → path in it. Where there are some, each has to be there as a file, and just these are kept, by
    // their names.
    std::map<std::string, std::string> files = {};
    // It is a cache of Go's compiler: its packages alone are kept, in a form without times
    // (transform/standard_library.h).
    bool compiler_cache = false;
};

// Run: a command in the sandbox. argv, environment and stamps may hold result symbols:
// {patched_commit}, {commit_time}, {commit_date}, which are values of its inputs' outcomes.
struct RunCommand {
    std::vector<std::string> argv;
    std::map<std::string, std::string> environment;  // exactly this
    std::string directory;
    std::vector<Mount> mounts;                    // in this order: a later one may lie inside an earlier one
    std::vector<std::string> scratch;             // folders that are there, empty and writable
    std::map<std::string, OutputFolder> outputs;  // by output name
    // Facts that the Go command stamps into every file of the output "bin"; read back and compared
    // (inspect/). Keys: go, GOOS, GOARCH, vcs.revision, vcs.time, vcs.modified.
    std::map<std::string, std::string> stamps;
    std::int64_t time_limit_seconds = 3600;
    std::int64_t memory_bytes = 0;  // what the scheduler sets aside for it
    Circumstances circumstances;
};

using Operation =
    std::variant<FetchCommit, FetchDistro, FetchToolchain, FetchRoot, FetchModules, FetchPatches, FetchFiles,
                 FetchImage, ApplySeries, MakeSource, TakePrepared, Arrange, PackArchive, CollectLicences,
                 MakeAttribution, MakeImage, MakeImageIndex, PackImage, RunCommand>;

struct Input {
    std::string name;
    std::size_t action = 0;         // index in the plan
    std::string output;             // of that action
    std::vector<std::string> only;  // where not empty: just these paths of it count, and are seen
};

struct Action {
    std::string name;       // unique in its plan: "build etcd-io/etcd server linux/amd64"
    std::string component;  // empty for what several share
    Operation operation;
    std::vector<Input> inputs;
    Digest plan_digest;  // of operation, pins and the plan digests of inputs

    [[nodiscard]] std::string_view kind() const;            // "fetch", "transform", "run"
    [[nodiscard]] std::string_view operation_name() const;  // "fetch-commit", "make-source", "run" …
};

// The operation with each result symbol replaced by its value; others stay.
Operation resolve(const Operation& operation, const std::map<std::string, std::string>& values);

// Whether a text still holds a result symbol.
bool names_a_result(std::string_view text);

// Tells what an operation is made of, without its inputs. Positions are not part of it.
void describe(const Operation& operation, FieldVisitor& visitor);
Digest plan_digest(const Operation& operation, const std::vector<std::pair<Input, Digest>>& inputs);
// The operation has its symbols replaced; each input comes with the digest of the tree that it really is.
Digest run_digest(const Operation& operation, const std::vector<std::pair<Input, Digest>>& inputs);

}  // namespace verbatim
