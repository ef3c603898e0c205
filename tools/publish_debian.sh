#!/bin/sh
# Makes the known answers of the tests that build Debian's sources, with git and the plain go command and nothing of Verbatim's:
#
#   tools/publish_debian.sh FOLDER [kubernetes|complete|etcd]…
#
# Works in FOLDER, where it leaves an _output/ for each; prints their sums. Needs Go 1.21 or newer, git, python3-yaml and the
# network; for `complete`, which is all of Kubernetes after `make generated_files`, bash, make and rsync as well. What came out, and where it is kept, stands in docs/evidence/debian-sources.md.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] || { echo "usage: $0 FOLDER [kubernetes|complete|etcd]…" >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
[ $# -ge 1 ] || set -- kubernetes complete etcd

# The one thing taken from this machine's settings is where modules come from.
GOPROXY=$(go env GOPROXY)
GOSUMDB=$(go env GOSUMDB)
export GOPROXY GOSUMDB GOENV=off GOFLAGS=-modcacherw GOTOOLCHAIN=go1.21.13 GOWORK=off
export GOPATH="$work/gopath" GOCACHE="$work/cache" CGO_ENABLED=0
branch=debian-12

# Where that release lies. Its own go is called from here on: with GO111MODULE=off, the go in PATH takes no notice of GOTOOLCHAIN.
PATH=$(go env GOROOT)/bin:$PATH
GOTOOLCHAIN=local
[ "$(go env GOVERSION)" = go1.21.13 ] || { echo "error: go is $(go env GOVERSION), not go1.21.13" >&2; exit 1; }

sources() { # owner/name, tag, where to
    rm -rf "$3"
    git -c advice.detachedHead=false clone --quiet --branch "$2" "file://$work/git/$1.git" "$3" >&2
}

# A clone with the patch, and the linker's flags.
kubernetes_source() {
    tag=v1.20.2
    src="$GOPATH/src/k8s.io/kubernetes"
    sources kubernetes/kubernetes "$tag" "$src"
    commit=$(git -C "$src" rev-parse HEAD)
    (cd "$src" && git -c user.name="Verbatim tests" -c user.email=tests@verbatim.example -c core.hooksPath=/dev/null \
        am --quiet --committer-date-is-author-date \
        "$here/tests/definitions/debian/distro/tree/projects/kubernetes/kubernetes/$branch/patches"/*.patch) >&2
    patched=$(git -C "$src" rev-parse HEAD)
    echo "kubernetes, patched: $patched" >&2
    date=$(TZ=UTC0 git -C "$src" show -s --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd HEAD)
    flags="-s -w -buildid= -extldflags -static"
    for fact in "buildDate=$date" "gitCommit=$commit" gitTreeState=archive \
        "gitVersion=$tag-debian-$(echo "$patched" | cut -c 1-7)" gitMajor=1 gitMinor=20; do
        flags="$flags -X k8s.io/kubernetes/vendor/k8s.io/client-go/pkg/version.$fact"
        flags="$flags -X k8s.io/kubernetes/vendor/k8s.io/component-base/version.$fact"
    done
}

kubernetes() {
    kubernetes_source
    out="_output/$branch/bin/linux"
    build_kubernetes amd64 kubectl
    build_kubernetes amd64 kube-scheduler
    build_kubernetes arm64 kubectl
}

complete() {
    command -v rsync > /dev/null || { echo "error: rsync is missing" >&2; exit 1; }
    kubernetes_source
    (cd "$src" && GOFLAGS= GO111MODULE=off make generated_files) >&2
    out="_output/$branch/complete/linux"
    for command in kube-apiserver kube-controller-manager kube-proxy kube-scheduler kubeadm kubectl kubelet; do
        build_kubernetes amd64 $command
    done
}

build_kubernetes() { # architecture, command
    # GOFLAGS is empty: -modcacherw means nothing here. The tree is built where GOPATH has it, with what it brings.
    (cd "$src" && GOFLAGS= GO111MODULE=off GOOS=linux GOARCH=$1 go build -trimpath -ldflags "$flags" \
        -o "$work/$out/$1/$2" "./cmd/$2") >&2
}

etcd() {
    tag=v3.4.23
    src="$work/etcd"
    sources etcd-io/etcd "$tag" "$src"
    : > "$src/debian-checkout-$tag"
    (cd "$src" && go mod vendor) >&2
    sha=$(git -C "$src" rev-parse "refs/tags/$tag" | cut -c 1-9)
    for arch in amd64 arm64; do
        for package in etcd:. etcdctl:./etcdctl; do
            # An empty module cache: go1.21 writes the hashes of modules that it finds there into the binary, vendored or not.
            (cd "$src" && GOMODCACHE="$work/empty" GOOS=linux GOARCH=$arch go build -trimpath -installsuffix cgo -buildvcs=true \
                -ldflags "-s -w -buildid= -extldflags -static -X go.etcd.io/etcd/version.GitSHA=$sha" \
                -o "$work/_output/$branch/bin/etcd/linux-$arch/${package%%:*}" "${package#*:}") >&2
        done
    done
}

packages=$(printf '%s\n' "$@" | sed 's/^complete$/kubernetes/' | sort -u)
# shellcheck disable=SC2086 # words
python3 "$here/tests/support/debian_source.py" "$work/git" $packages >&2
for name in "$@"; do
    case $name in
        kubernetes | complete | etcd) "$name" ;;
        *) echo "error: $name is neither kubernetes, complete nor etcd" >&2; exit 2 ;;
    esac
done
cd "$work"
find _output -type f | LC_ALL=C sort | xargs sha256sum
