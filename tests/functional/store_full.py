"""The disk full at each stage of a build: a clear error, a whole store, and with more room the same command goes on.

The store lies on a small tmpfs, mounted in a user namespace of the test's own; it is given more and more room.
"""
import os
import re
import subprocess
import sys

import harness
import stores
from harness import check

BUILD = ("build", "demo", "--platform", "linux/amd64", "--quiet")
FIRST_ROOM = 1 << 20
MOST_ROOM = 2 << 30
FULL = re.compile("no space left on device|are left on the disk", re.I)

if not os.environ.get("VERBATIM_TEST_NAMESPACE"):
    probe = subprocess.run(["unshare", "-Urm", "true"], capture_output=True, text=True)
    if probe.returncode != 0:
        print("1..1\nnot ok 1 - user namespaces\n# this test mounts a small file system, and user namespaces are switched off: " + probe.stderr)
        sys.exit(1)
    os.environ["VERBATIM_TEST_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "-Urm", sys.executable, os.path.abspath(__file__)])


def used(folder):
    info = os.statvfs(folder)
    return (info.f_blocks - info.f_bfree) * info.f_frsize


def set_room(case, room, *more):
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join([*more, f"size={used(case.store) * bool(more) + room}"]), "tmpfs", case.store],
                   check=True)


def test_a_full_disk_at_each_stage_is_said_and_gone_on_from(case):
    case.copy_of_this_project()
    case.store.mkdir()
    stores.quick_sample(case)
    out = case.folder / "out"
    set_room(case, FIRST_ROOM)
    try:
        room, failures, done, words = FIRST_ROOM, {}, set(), set()
        while True:
            process = case.start(*BUILD, "--out", out)
            said, err = process.communicate(timeout=600)
            if process.returncode == 0:
                break
            check(process.returncode == 3, f"room {room}: exit status {process.returncode}\n{err}")
            check(FULL.search(err), f"room {room}: the reason is not said\n{err}")
            check("fault of Verbatim" not in err and not out.exists() and said == "", f"room {room}: {said}{err}")
            check(not list((case.store / "tmp").iterdir()), f"room {room}: something is left in tmp/")
            stores.sound(case)
            words.update(line for line in err.splitlines() if FULL.search(line))
            known = set(stores.outcomes(case.store).values())
            stage = max(len(known), len(done))
            failures[stage] = failures.get(stage, 0) + 1
            room = room * 2 if known == done else FIRST_ROOM
            done = known
            check(room <= MOST_ROOM, "more room does not help:\n" + err)
            set_room(case, room, "remount")
        print(f"# full after so many actions, so often: {failures}", flush=True)
        for line in sorted({case.plain(line)[:160] for line in words}):
            print("#   " + line, flush=True)
        check(len(failures) >= 3, "it was full at too few stages")
        check(any("left on the disk" in line for line in words), "no build was stopped before it took the last of the disk")
        stores.sound(case)
        check(len(stores.bits(out)) == 10, str(list(stores.bits(out))))
    finally:
        subprocess.run(["umount", case.store], check=True)


def test_a_full_disk_where_the_binaries_go_is_said(case):
    case.copy_of_this_project()
    out = case.folder / "out"
    out.mkdir()
    case.store = harness.SHARED_STORE
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", out], check=True)
    try:
        result = case.verbatim(*BUILD, "--out", out, status=3)
        check("No space left on device" in result.err and "fault of Verbatim" not in result.err, result.err)
        left = [path for path in out.rglob("*") if path.is_file()]
        check(not left, f"half-written: {left}")
    finally:
        subprocess.run(["umount", out], check=True)


def test_a_full_disk_ends_an_audit_and_is_no_cause_of_what_was_published(case):
    case.copy_of_this_project()
    case.store.mkdir()
    set_room(case, MOST_ROOM)
    try:
        case.verbatim("fetch", "demo", "--quiet")
        set_room(case, 400 << 20, "remount")  # for the toolchain, and not for the last that no build may take
        result = case.verbatim("audit", "verbatim/greeting", "--pinned-only", status=3)
        check("are left on the disk of the store" in result.err and "next: free some disk space" in result.err, result.err)
        check("not reproduced" not in result.out and "different hashes reproduced" not in result.out, result.out)
    finally:
        subprocess.run(["umount", case.store], check=True)


harness.main(globals())
