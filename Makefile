# The front door. Everything behind it is meson's (build/) and tools/.
.PHONY: all setup demo test test-sanitized test-long lint install clean
.DEFAULT_GOAL := all

# Builds build/verbatim, with its man pages and completions; no tests.
all: build/build.ninja
	ninja -C build program

build/build.ninja:
	@command -v meson > /dev/null || { echo "error: meson is missing"; echo "  next: make setup"; exit 1; }
	meson setup build

# Installs what is missing on a Debian 12; silent and quick where nothing is.
setup:
	@tools/setup.sh

# Sets up, builds, and verifies the sample that comes along.
demo:
	@tools/setup.sh
	@$(MAKE) --no-print-directory all
	build/verbatim verify demo
	@tools/demo_epilogue.sh

# Sets up, builds and runs every test; the last line is "N passed, N failed".
test:
	@tools/setup.sh --test
	@tools/run_tests.sh

# The unit tests, and the fuzzers' corpus, under the address and undefined-behaviour sanitizers.
test-sanitized:
	@tools/setup.sh --test
	@tools/run_tests.sh --sanitizers

# Bare machines, and real sources built again under varied circumstances: other folder, user, host name, time zone … Takes hours.
test-long:
	@tools/setup.sh --test --long
	@tools/run_long_tests.py

lint:
	@tools/setup.sh --lint
	@tools/lint.sh

# Without line numbers of traces: a fifth of the size.
install: all
	meson install -C build --no-rebuild --strip

clean:
	rm -rf build build-asan build-apart build-fuzz
