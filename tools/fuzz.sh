#!/bin/sh
# Builds the fuzzers of tests/fuzz with clang and its sanitizers into build-fuzz, and runs each for some seconds.
#   tools/fuzz.sh                  each for 20 seconds
#   tools/fuzz.sh 600 series diff  these two, each for ten minutes
# What they find stays in build-fuzz/findings; what they learn about the code, in build-fuzz/corpus, for the next run.
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-20}
[ $# = 0 ] || shift
[ $# != 0 ] || set -- archive deb diff executable git gocache image mail manifest runs series sumdb zip

if ! command -v clang++-14 > /dev/null; then
    echo "skipped: clang++-14 is missing; tools/setup.sh --long installs it"
    exit 77
fi
if [ ! -f build-fuzz/build.ninja ]; then
    log=$(mktemp)
    CXX=clang++-14 meson setup build-fuzz -Dfuzz=true -Dtests=disabled -Dwerror=false -Doptimization=1 -Db_lundef=false \
        -Db_sanitize=address,undefined -Dcpp_args='-fsanitize=fuzzer-no-link -fno-sanitize-recover=all' > "$log" 2>&1 || { cat "$log"; exit 1; }
    rm "$log"
fi
targets=
for name in "$@"; do targets="$targets tests/fuzz/$name-fuzzer"; done
# shellcheck disable=SC2086
ninja -C build-fuzz $targets > build-fuzz/build.log || { cat build-fuzz/build.log; exit 1; }

mkdir -p build-fuzz/findings
# As many at a time as there are cores; each says a line, and what it found where it found something.
# shellcheck disable=SC2016
printf '%s\n' "$@" | xargs -n 1 -P "$(nproc)" sh -c '
    seconds=$1 name=$2 log=build-fuzz/$2.log
    mkdir -p "build-fuzz/corpus/$name"
    if "build-fuzz/tests/fuzz/$name-fuzzer" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="build-fuzz/findings/$name-" "build-fuzz/corpus/$name" "tests/fuzz/corpus/$name" > "$log" 2>&1; then
        echo "$name: $(sed -n "s/^stat::number_of_executed_units: *//p" "$log") inputs in $seconds s, nothing found"
    else
        printf "%s: found something\n%s\n" "$name" "$(tail -n 60 "$log")"
        exit 1
    fi' fuzz "$seconds"
