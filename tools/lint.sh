#!/bin/sh
# clang-format over builder/ and tests/, clang-tidy over builder/, as many files at a time as there are cores. `make lint` calls this.
set -u
cd "$(dirname "$0")/.."

[ -f build/build.ninja ] || meson setup build || exit 1
status=0
echo "== clang-format"
find builder tests -name '*.cpp' -o -name '*.h' | LC_ALL=C sort | xargs clang-format-19 --dry-run -Werror ||
    { status=1; echo "next: clang-format-19 -i FILE"; }
echo "== clang-tidy"
find builder -name '*.cpp' | LC_ALL=C sort |
    xargs -n 1 -P "$(nproc)" clang-tidy-19 -p build --quiet 2> build/clang-tidy.err ||
    { status=1; grep -v 'warnings generated\|^Suppressed\|^Use -header-filter' build/clang-tidy.err; }
[ $status = 0 ] && echo "lint: nothing found"
exit $status
