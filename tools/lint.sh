#!/bin/sh
# clang-format over builder/ and tests/, clang-tidy over builder/, as many jobs as there are cores. `make lint` calls this.
set -u
cd "$(dirname "$0")/.."

[ -f build/build.ninja ] || meson setup build || exit 1
status=0
echo "== clang-format"
find builder tests -name '*.cpp' -o -name '*.h' | LC_ALL=C sort | xargs clang-format-19 --dry-run -Werror ||
    { status=1; echo "next: clang-format-19 -i FILE"; }
echo "== clang-tidy"
# What the compiler is given: several files at a time, where build/ is set up so (meson.build). A quarter of the time.
python3 - <<'END' |
import json
print("\n".join(sorted({e["file"]
    for e in json.load(open("build/compile_commands.json")) if e["file"].startswith("../builder/") or "-unity" in e["file"] and e["file"].startswith("builder/")})))
END
    (cd build && xargs -n 1 -P "$(nproc)" clang-tidy-19 -p . --quiet 2> clang-tidy.err) ||
    { status=1; grep -v 'warnings generated\|^Suppressed\|^Use -header-filter' build/clang-tidy.err; }
[ $status = 0 ] && echo "lint: nothing found"
exit $status
