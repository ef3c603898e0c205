#!/bin/bash
# The two README commands on a Debian 12 that has nothing but its base system, git, make and sudo: as root, and as a user with sudo; and the
# job for CI in docs/nightly.md.
#   tools/bare_machine.sh                 all five: root demo, root test, user demo, user test, root job
#   tools/bare_machine.sh root demo       one
# Each begins on a fresh machine with a clone of the last commit. The machine is a root file system of debootstrap, entered by pivot_root with
# mounts and processes of its own; the kernel and the network are this machine's, and so are the settings of where packages come from: apt's
# sources, GOPROXY, pip's and the certificates. Works in VERBATIM_BARE (build/bare), where each run leaves its log and a line in results.tsv.
# Needs root, and debootstrap. The last line is the sum.
set -eu
cd "$(dirname "$0")/.."
project=$PWD
place=${VERBATIM_BARE:-$project/build/bare}

if [ "$(id -u)" != 0 ]; then
    echo "skipped: only root can make a bare machine"
    exit 77
fi
if ! command -v debootstrap > /dev/null; then
    echo "skipped: debootstrap is missing; tools/setup.sh --long installs it"
    exit 77
fi
if [ $# = 0 ]; then
    runs="root/demo root/test user/demo user/test root/job"
elif [ $# = 2 ] && [[ $1 =~ ^(root|user)$ ]]; then
    runs=$1/$2
else
    echo "usage: $0 [root|user TARGET]" >&2
    exit 2
fi

# The first Debian mirror of apt's own configuration.
mirror() {
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1
}

# The base system, made once.
base() {
    [ ! -d "$place/base" ] || return 0
    rm -rf "$place/base.new"
    mkdir -p "$place"
    echo "bare machine: debootstrap"
    debootstrap --variant=minbase --include=git,make,sudo,ca-certificates bookworm "$place/base.new" "$(mirror)" > "$place/debootstrap.log" 2>&1 ||
        { tail -n 20 "$place/debootstrap.log" >&2; return 1; }
    rm -rf "$place"/base.new/var/cache/apt/archives/*.deb
    mv "$place/base.new" "$place/base"
}

# A fresh machine: the base, this machine's settings, a user with sudo, a clone.
machine() { # folder
    cp -a --reflink=auto "$place/base" "$1"
    rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d
    cp -a /etc/apt/sources.list.d "$1/etc/apt/"
    [ ! -e /etc/apt/sources.list ] || cp /etc/apt/sources.list "$1/etc/apt/"
    # What is named otherwise than apt wants it stays out; further repositories are not Debian's.
    find "$1/etc/apt/sources.list.d" -type f ! -name 'debian*' -delete
    cp -L /etc/resolv.conf /etc/hosts "$1/etc/"
    [ ! -e /etc/pip.conf ] || cp -L /etc/pip.conf "$1/etc/"
    cp -a /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/" 2> /dev/null || true
    chroot "$1" update-ca-certificates > /dev/null 2>&1
    chroot "$1" useradd --create-home --shell /bin/bash builder
    echo 'builder ALL=(ALL) NOPASSWD: ALL' > "$1/etc/sudoers.d/builder"
    local home=/root
    [ "$2" = root ] || home=/home/builder
    git clone -q --no-hardlinks "$project" "$1$home/verbatim"
    # docs/ and tests/ look at what lies beside the project too, where it is there.
    [ ! -d "$project/../shared" ] || cp -r --no-preserve=mode "$project/../shared" "$1$home/shared"
    chroot "$1" chown -R "$([ "$2" = root ] && echo root || echo builder):" "$home"
}

# What a command prints goes to the log; its status is the status.
inside() { # folder, user, command
    local home=/root as=
    [ "$2" = root ] || { home=/home/builder; as="setpriv --reuid=builder --regid=builder --init-groups"; }
    local goproxy
    goproxy=${GOPROXY:-$(go env GOPROXY 2> /dev/null || true)}
    # shellcheck disable=SC2016
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=$home LANG=C.UTF-8 ${goproxy:+GOPROXY="$goproxy"} \
        unshare --mount --propagation private --pid --fork --kill-child sh -eu -c '
            machine=$1 home=$2 as=$3
            mount --rbind "$machine" "$machine"
            mkdir -p "$machine/outside"
            mount -t proc proc "$machine/proc"
            mount --rbind /sys "$machine/sys"
            mount --rbind /dev "$machine/dev"
            cd "$machine"
            pivot_root . outside
            umount -l /outside
            cd "$home/verbatim"
            exec $as sh -c "$4"
        ' bare "$1" "$home" "$as" "$3"
}

# What is run: `make TARGET`, or the job's own lines, word for word, with a configuration that it can do here.
command_of() { # target
    if [ "$1" != job ]; then
        echo "exec make $1"
        return
    fi
    printf '%s\n' 'set -eu' 'export GITHUB_STEP_SUMMARY=$PWD/step-summary.md' \
        'printf "releases: [demo]\nvary: {axes: [host-name, directory-order]}\nhistory: history.sqlite\nreport: report\nbudget: 1h\n" > nightly.yaml'
    /usr/bin/python3 - docs/nightly.md <<'END'
import re, sys, yaml
(text,) = [block for block in re.findall(r"```yaml\n(.*?)```", open(sys.argv[1]).read(), re.S) if "runs-on" in block]
for step in yaml.safe_load(text)["jobs"]["nightly"]["steps"]:
    if "run" in step:
        print(step["run"])
END
    echo 'test -s step-summary.md && test -s report/site/index.html && echo "the report is there"'
}

base
passed=0 failed=0
for run in $runs; do
    user=${run%/*} target=${run#*/}
    folder=$place/machine-$user-$target log=$place/$user-$target.log
    rm -rf "$folder"
    machine "$folder" "$user"
    echo "bare machine: $target as $user"
    begin=$SECONDS
    status=0
    inside "$folder" "$user" "$(command_of "$target")" > "$log" 2>&1 < /dev/null || status=$?
    seconds=$((SECONDS - begin))
    tail -n 12 "$log"
    echo "$target as $user: exit status $status, $((seconds / 60)) min $((seconds % 60)) s"
    printf '%s\t%s\t%s\t%s\t%s\n' "$(git rev-parse --short HEAD)" "$user" "$target" "$status" "$seconds" >> "$place/results.tsv"
    if [ "$status" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    [ -n "${VERBATIM_KEEP:-}" ] || rm -rf --one-file-system "$folder"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
