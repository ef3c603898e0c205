// A valid text of each form, for tests to read and to damage. Unaware of what they are tested for.
#pragma once

namespace verbatim::samples {

inline constexpr const char* project = R"(# how it is built
source: https://example.org/org/repo
root: git
modules: cache
platforms: [linux/amd64, linux/arm64]
environment:
  CGO_ENABLED: "0"
ldflags: ["-s", "-X", "main.Version={tag}"]
flags: ["-trimpath"]
paths: {source: /src/repo, goroot: /usr/local/go1}
markers:
  - checkout-{tag}
  - {path: patched, when: patched}
output: "_output/{branch}/{os}-{arch}/{name}"
builds:
  - module: .
    binaries:
      tool: ./cmd/tool
      main: .
  - module: server
    binaries: {server: example.org/repo/server}
    platforms: [windows/amd64]
    ldflags: ["-X", "main.Commit={tag_object:9}"]
    flags: []
    environment: {GOAMD64: v1, CGO_ENABLED: "1"}
release:
  name: tool
  artifacts: tools
  binaries: true
  images:
    - name: tool
      repository: org/tool
      description: "tool, {tag}"
      base: minimal
      contents: {usr/bin/tool: binary tool, LICENSES: licenses, "{arch}/source": source cmd}
      entrypoint: [/usr/bin/tool]
      command: ["--help"]
      environment: {A: b}
      platform_environment: {linux/arm64: {A: c}}
      user: "65532"
      directory: /
      ports: ["53", 53/udp]
      volumes: [/var/lib]
      labels: {one: two}
  archives:
    - name: "tool-{os}-{arch}-{tag}.tar.gz"
      description: "tool for {os}/{arch}"
    - name: server.zip
      platforms: [windows/amd64]
      contents: {server.exe: binary server, tool.tag: image-tag tool}
    - name: all-src.tar.gz
      platforms: []
      contents: {".": source, server.zip: archive server.zip, tool.name: image-name tool}
    - name: "server-{os}-{arch}.tar.gz"
      platforms: [linux/amd64]
      contents: {tool.tar: image tool, all: binaries, ATTRIBUTION.txt: attribution}
  licences:
    example.org/odd: {spdx: MIT, because: its README says so}
)";

inline constexpr const char* c_project = R"(source: https://example.org/org/repo
root: c
platforms: [linux/amd64, linux/arm64]
environment: {A: b}
prepare: [{run: [configure], root: shell}]
output: "{os}-{arch}/{name}"
builds:
  - run: [make, "ARCH={arch}", "VERSION={tag}-{number}"]
    directory: sub
    root: cross
    sources: [sub, include]
    environment: {A: "{patched_commit}"}
    binaries: {tool: "sub/tool-{arch}"}
  - run: [cc, one.c]
    binaries: {one: a.out}
    platforms: [linux/amd64]
)";

inline constexpr const char* release = R"(branch: 1-36
number: 7
distro:
  source: https://example.org/aws/eks-distro.git
  commit: 178844623f233bd3ee66c14776e7c1fb55895f12
components:
  org/zebra:
    tag: v0.1.0
    tag_object: 0123456789012345678901234567890123456789
    commit: 0123456789012345678901234567890123456789
    commit_time: 1970-01-02T00:00:01Z
    tags: {v0.1.0: 0123456789012345678901234567890123456789}
    go: {declared: "1.24", found: go1.24}
  org/etcd:
    tag: v3.6.12
    tag_object: f8e5d3f57dcc918ccd5a02980192a3be73adedc3
    commit: 90b034a02766ab83e425f9b79262311f508dba4e
    commit_time: 2026-06-01T20:47:35Z
    tags:
      v3.6.12: f8e5d3f57dcc918ccd5a02980192a3be73adedc3
      etcdctl/v3.6.12: c9e87731d1dc52dcb88a76a5f5e1f6b200d93969
    checksums: 4ace612262a76cbe0ae0804ecc98a32b1220e16a
    patches: 5ace612262a76cbe0ae0804ecc98a32b1220e16a
    patched_commit: 6ace612262a76cbe0ae0804ecc98a32b1220e16a
    go: {declared: "1.25", found: go1.25.12}
base_images:
  minimal: registry.example.org/minimal@sha256:786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9
committer: Prow Bot <prow@example.org>
publish: {uri: https://dist.example.org/d, registry: registry.example.org/d, topic: "arn:x:y"}
)";

inline constexpr const char* toolchain = R"(version: go1.25.12
hosts:
  linux/amd64: {module_version: v0.0.1-go1.25.12.linux-amd64, h1: "h1:AipLNAZSwISqkbKBzTKHeWQG/R608fShRbc3RaxOL38="}
)";

inline constexpr const char* root = R"(name: git
hosts:
  linux/amd64:
    - {name: git, version: "1:2.39.5-0+deb12u3", archive: main, path: pool/main/g/git/git_amd64.deb,
       sha256: 786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9, size: 123}
    - {name: libc6, version: 2.36-9, archive: security, path: pool/updates/libc6_amd64.deb,
       sha256: 086a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9786a5bb9, size: 4000000000}
)";

inline constexpr const char* settings = R"(store: ~/store
mirrors:
  https://example.org/: /srv/git/{owner}+{name}/repo
debian_mirror: https://debian.example.org/debian
debian_security_mirror: file:///srv/security
goproxy: https://go.example.org,direct
offline: true
jobs: 2
)";

}  // namespace verbatim::samples
