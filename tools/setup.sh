#!/bin/sh
# Installs what building Verbatim needs on Debian 12, and nothing where nothing is missing.
#   tools/setup.sh            to build and to run it
#   tools/setup.sh --test     and what the tests use
#   tools/setup.sh --lint     and clang-format, clang-tidy
#   tools/setup.sh --long     and what the long tests use: fuzzers, bare machines
set -eu

packages="g++ meson ninja-build pkg-config ccache bubblewrap disorderfs ca-certificates git python3 gpgv debian-archive-keyring
    libboost1.81-dev libboost-filesystem1.81-dev libfmt-dev libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libarchive-dev
    libsqlite3-dev libgit2-dev libssl-dev libcurl4-openssl-dev libseccomp-dev zlib1g-dev"
# Only to ask it where modules come from (`go env GOPROXY`), so of any version, and anybody's.
command -v go > /dev/null 2>&1 || packages="$packages golang-go"

for option in "$@"; do
    case $option in
        --test) packages="$packages libgtest-dev libgmock-dev diffoscope-minimal python3-yaml python3-jsonschema python3-venv chromium curl zip unzip xz-utils zstd procps zsh fish man-db groff mandoc
            skopeo umoci docker-registry runc gnupg" ;;
        --lint) packages="$packages clang-format-19 clang-tidy-19" ;;
        --long) packages="$packages clang-14 libclang-rt-14-dev debootstrap" ;;
        *)
            echo "error: $0 has no option $option; it has --test, --long and --lint" >&2
            exit 2
            ;;
    esac
done

fail() { # what, what to do
    echo "error: $1" >&2
    echo "  next: $2" >&2
    exit 1
}

command -v dpkg-query > /dev/null 2>&1 ||
    fail "this is no Debian: dpkg-query is missing" "install by your system's means what stands at the top of tools/setup.sh"

# One call for all: a line a package that is there, whole.
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $packages 2> /dev/null | sed -n 's/^installed //p') || true
missing=
for package in $packages; do
    case "
$installed
" in
        *"
$package
"*) ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo > /dev/null 2>&1; then
    as_root=sudo
else
    fail "these packages are missing, and only root can install them:$missing" "as root: apt-get install$missing"
fi

echo "setup: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Waits for another apt, such as unattended upgrades, for two minutes.
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" >> "$log" 2>&1
}
explain() {
    tail -n 20 "$log" >&2
    if grep -q 'Could not get lock\|is another process using it' "$log"; then
        fail "another program holds dpkg's lock" "wait until it is done, or see who: ps -e | grep -E 'apt|dpkg'; then the same again"
    elif grep -qE 'Temporary failure resolving|Could not connect|Unable to connect|Failed to fetch|Network is unreachable' "$log"; then
        fail "the Debian mirror cannot be reached" "check the network, a proxy (http_proxy) and /etc/apt/sources.list; then the same again"
    elif grep -q 'Unable to locate package' "$log"; then
        fail "a package is unknown to apt here" "Verbatim is made for Debian 12 (bookworm); this is: $(. /etc/os-release && echo "$PRETTY_NAME")"
    elif grep -q 'dpkg was interrupted' "$log"; then
        fail "an earlier installation was cut off" "as root: dpkg --configure -a; then the same again"
    fi
    fail "apt-get failed; its last lines stand above" "as root: apt-get install$missing"
}
# A list that cannot be had, say of somebody's own packages, is no reason to stop: whether it was needed, install tells.
apt update || true
apt install -y --no-install-recommends $missing || explain
echo "setup: done"
