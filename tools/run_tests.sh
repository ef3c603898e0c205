#!/bin/sh
# All tests; or with --sanitizers the unit tests under the address and undefined-behaviour sanitizers, in a build of their
# own. The last line is the sum, and the exit status is 1 where anything failed or nothing
# ran. `make test` and `make test-sanitized` call this when the setup is done.
set -u
cd "$(dirname "$0")/.."

failed_steps=0
step() { # title, command…
    title=$1
    shift
    echo "== $title"
    "$@" || { echo "== failed: $title"; failed_steps=$((failed_steps + 1)); return 1; }
}

if [ "${1:-}" = --sanitizers ]; then
    build=build-asan
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:check_initialization_order=1
    export LSAN_OPTIONS=suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
else
    build=build
fi
# What Go compiles for tests: with sanitizers or without, it is the same.
mkdir -p build
export VERBATIM_TEST_GOCACHE="${VERBATIM_TEST_GOCACHE:-$PWD/build/test-go-cache}"
# What tests write, stores of gigabytes among it, goes to memory where there is plenty: a third less time on a slow disk.
if [ -z "${TMPDIR:-}" ] && [ "$(df --output=avail -k /dev/shm 2> /dev/null | tail -n 1)" -ge 12000000 ] 2> /dev/null &&
    [ "$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)" -ge 18000000 ]; then
    quick=$(mktemp -d /dev/shm/verbatim-tests-XXXXXX)
    trap 'chmod -R u+w "$quick" && rm -rf "$quick"' EXIT
    trap 'exit 130' INT TERM
    chmod 755 "$quick"
fi
report=$build/meson-logs/testlog.junit.xml
# A result of an earlier run must not stand in for a test that crashed in this one.
rm -f "$build"/*.xml "$report"

# Go releases for tests, as pinned, by the program itself: no test depends on what a machine has.
go_for_tests() {
    ${in_memory:-} /usr/bin/python3 tests/support/pinned_go.py
}
if [ "$build" = build-asan ]; then
    [ -d build/test-go/go1.26.5 ] || step "Go for tests" sh -c '[ -f build/build.ninja ] || meson setup build; ninja -C build program' && go_for_tests
    [ -f build-asan/build.ninja ] ||
        step "configure with sanitizers" meson setup build-asan -Dtests=enabled -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=0
    # Builds what these tests need, and no more.
    step "unit tests with sanitizers" meson test -C build-asan --print-errorlogs --suite unit --timeout-multiplier 4 --num-processes $(($(nproc) + 1))
else
    [ -f build/build.ninja ] || step "configure" meson setup build
    step "tests are to be built" meson configure build -Dtests=enabled
    # Compilers keep to the disk.
    [ -z "${quick:-}" ] || in_memory="env TMPDIR=$quick VERBATIM_TEST_STORE=${VERBATIM_TEST_STORE:-$quick/store}"
    # One more at a time than there are cores: now and then one waits, for a timeout that it tries, or for a server.
    # shellcheck disable=SC2086
    step "build" ninja -C build && step "Go for tests" go_for_tests && step "tests" ${in_memory:-} meson test -C build --no-rebuild --print-errorlogs --num-processes $(($(nproc) + 1))
fi

python3 tools/count_tests.py --failed-steps "$failed_steps" "$report"
