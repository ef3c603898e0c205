#!/bin/sh
# Makes the hashes that the sample distro publishes, with git and the plain go command and nothing of Verbatim's:
#
#   tools/publish_sample.sh [FOLDER] > samples/distro/tree/projects/verbatim/greeting/demo/CHECKSUMS
#
# Before, it prints the id of the patched commit, which releases/demo.yaml pins. Works in FOLDER (else a temporary one that is removed) and needs Go 1.21 or newer, git, python3-yaml and the network.
# What came out, and how to check it, stands in docs/evidence/sample-hashes.md.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
tag=v0.2.0
work=${1:-}
if [ -z "$work" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi
mkdir -p "$work"
work=$(cd "$work" && pwd)

# The one thing taken from this machine's settings is where modules come from. GOENV=off shuts out the rest, such as a
# GOFLAGS=-buildvcs=false in the file of `go env -w`.
GOPROXY=$(go env GOPROXY)
GOSUMDB=$(go env GOSUMDB)
export GOPROXY GOSUMDB GOENV=off GOFLAGS=-modcacherw GOTOOLCHAIN=go1.25.12 GOWORK=off
export GOPATH="$work/gopath" GOCACHE="$work/cache" CGO_ENABLED=0

"$here/tools/import_sample.py" "$here/samples/greeting" "$work/greeting.git" >&2
git -c advice.detachedHead=false clone --quiet --branch "$tag" "file://$work/greeting.git" "$work/src" >&2
(cd "$work/src" && git -c user.name="Demo Bot" -c user.email=bot@verbatim.example -c core.hooksPath=/dev/null \
    am --quiet --committer-date-is-author-date \
    "$here"/samples/distro/tree/projects/verbatim/greeting/demo/patches/*.patch) >&2
git -C "$work/src" rev-parse HEAD >&2
: > "$work/src/verbatim-checkout-$tag"
: > "$work/src/verbatim-patched"
for module in . tools/shout; do
    (cd "$work/src/$module" && go mod vendor) >&2
done

build() { # module, package, name, symbol of the version
    (cd "$work/src/$1" && go build -trimpath -buildvcs=true -ldflags "-s -w -buildid= -X $4=$tag" -o "$work/$out/$3" "$2") >&2
}

for platform in darwin/amd64 linux/amd64 linux/arm64 windows/amd64; do
    GOOS=${platform%/*} GOARCH=${platform#*/}
    export GOOS GOARCH
    suffix=
    [ "$GOOS" != windows ] || suffix=.exe
    out=_output/demo/bin/greeting/$GOOS-$GOARCH
    mkdir -p "$work/$out"
    build . ./cmd/greet "greet$suffix" verbatim.example/greeting/internal/version.Version
    build . ./cmd/salute "salute$suffix" verbatim.example/greeting/internal/version.Version
    build tools/shout . "shout$suffix" main.version
done

cd "$work"
find _output -type f | LC_ALL=C sort | xargs sha256sum
