#!/bin/sh
# The long tests, which `make test` leaves out: everything that is built from real sources, under varied circumstances. The last
# line is the sum. VERBATIM_LONG="demo etcd" leaves Kubernetes out. `make test-long` calls this when the setup is done.
set -u
cd "$(dirname "$0")/.."
report=build/meson-logs/testlog-long.junit.xml
rm -f build/varied.md "$report"

failed_steps=0
# One file at a time: so somebody notices where a file does not say all that it needs, which others of its group say for it.
{ [ -f build-apart/build.ninja ] || meson setup build-apart -Dunity=off -Dtests=enabled -Doptimization=0; } &&
    ninja -C build-apart || failed_steps=$((failed_steps + 1))
{ [ -f build/build.ninja ] || meson setup build; } && meson configure build -Dtests=enabled && ninja -C build &&
    meson test -C build --no-rebuild --suite long --logbase testlog-long --verbose || failed_steps=$((failed_steps + 1))
[ ! -f build/varied.md ] || cat build/varied.md
python3 tools/count_tests.py --failed-steps "$failed_steps" "$report"
