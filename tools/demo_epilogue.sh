#!/bin/sh
# What `make demo` has just done, and what to try next.
cat <<'TEXT'

What was done: the pinned commit of samples/greeting was imported into git and checked, the Go release and the sandbox's packages
were fetched and checked against their hashes, three programs were built for four platforms without network, and every
binary was compared with the hash that samples/distro had published. Those hashes were made by plain `go build`, outside of
Verbatim: docs/evidence/sample-hashes.md.

Try next:
  build/verbatim verify demo --offline                  again, from the store
  build/verbatim plan demo                              the actions behind it, and their digests
  build/verbatim build demo --out out                   the binaries, with their sums
  build/verbatim verify demo --json | less              a record for each claim
  build/verbatim verify 1-36                            EKS Distro's own hashes; fetches from its upstreams
TEXT
