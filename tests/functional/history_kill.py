"""A history under kill -9 at many moments, under several writers, and on a full disk: always whole, and whatever was said to be
recorded is there, as python's sqlite3 reads it.

The full disk is a small tmpfs, mounted in a user namespace of the test's own.
"""
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import history_file  # noqa: E402

RECORD = os.environ["VERBATIM_RECORD_HISTORY"]
KILLS = int(os.environ.get("VERBATIM_ROUNDS", "50"))

if not os.environ.get("VERBATIM_TEST_NAMESPACE"):
    probe = subprocess.run(["unshare", "-Urm", "true"], capture_output=True, text=True)
    if probe.returncode != 0:
        print("1..1\nnot ok 1 - user namespaces\n# this test mounts a small file system, and user namespaces are switched off: " + probe.stderr)
        sys.exit(1)
    os.environ["VERBATIM_TEST_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "-Urm", sys.executable, os.path.abspath(__file__)])


def start(path, runs, units):
    return subprocess.Popen([RECORD, str(path), str(runs), str(units)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def small_disk(case, size):
    folder = case.folder / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    return folder


def expect_recorded(path, lines):
    """Each line that a writer said is true of the file."""
    check(history_file.problems(path) == [], str(history_file.problems(path)))
    with sqlite3.connect(path, timeout=60) as read:
        units = {f"unit {run} {component}" for run, component in read.execute(
            "SELECT run, component FROM results JOIN units ON unit = units.id JOIN steadiness ON steadiness.result = results.id "
            "JOIN axes ON axes.steadiness = steadiness.id JOIN files ON files.result = results.id WHERE length(cause) = 1000")}
        runs = dict(read.execute("SELECT id, ending FROM runs"))
    read.close()
    for line in lines:
        kind, number = line.split()[:2]
        check(int(number) in runs, f"{line!r} was said, and the run is not there")
        check(kind != "unit" or line in units, f"{line!r} was said, and it is not there")
        check(kind != "end" or runs[int(number)] == "complete", f"{line!r} was said, and it has not ended")
    return runs


def test_killed_at_many_moments_it_is_whole_and_has_all_that_was_said(case):
    path = small_disk(case, "64m") / "history.sqlite"  # in memory: what counts here is the order of writes, not their speed
    seed = int(os.environ.get("VERBATIM_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
    chance, said, cut_off = random.Random(seed), [], 0
    print(f"# VERBATIM_SEED={seed}", flush=True)
    try:
        for _ in range(KILLS):
            process = start(path, 1000, 5)
            first = process.stdout.readline() if chance.random() < 0.8 else ""
            time.sleep(chance.random() * 0.05)
            process.send_signal(signal.SIGKILL)
            out, err = process.communicate()
            check(process.returncode == -signal.SIGKILL, f"seed {seed}: it ended before: {err}")
            lines = (first + out).splitlines(keepends=True)
            said += [line.strip() for line in lines if line.endswith("\n")]
            cut_off += (path.parent / "history.sqlite-journal").exists()
            check(not [line for line in said if line.startswith("note")], f"seed {seed}: {said}")
            if path.exists():
                expect_recorded(path, said)
        process = start(path, 1, 1)
        out, err = process.communicate(timeout=600)
        check(process.returncode == 0, err)
        endings = expect_recorded(path, said + out.splitlines()).values()
        print(f"# {len(said)} lines said; {cut_off} times within a transaction; {len(endings)} runs", flush=True)
        check(cut_off > 0, f"seed {seed}: none was killed within a transaction")
        check("under way" not in endings and "killed" in endings, f"seed {seed}: {endings}")
        left = sorted(one.name for one in path.parent.iterdir())
        check(left == ["history.sqlite", "history.sqlite.lock"], f"seed {seed}: {left}")
    finally:
        subprocess.run(["umount", "--lazy", path.parent], check=True)


def test_several_write_at_once(case):
    path = small_disk(case, "64m") / "history.sqlite"
    try:
        processes = [start(path, 5, 10) for _ in range(4)]
        outs = [process.communicate(timeout=600) for process in processes]
        check(all(process.returncode == 0 for process in processes), str([err for _, err in outs]))
        runs = expect_recorded(path, [line for out, _ in outs for line in out.splitlines()])
        check(list(runs.values()) == ["complete"] * 20, str(runs))
    finally:
        subprocess.run(["umount", "--lazy", path.parent], check=True)


def test_on_a_full_disk_it_says_so_and_goes_on_with_more_room(case):
    folder = small_disk(case, "192k")
    path = folder / "history.sqlite"
    try:
        said = []
        for room in ("192k", "224k", "300k", "320k"):
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"remount,size={room}", "tmpfs", folder], check=True)
            process = start(path, 1000, 50)
            out, err = process.communicate(timeout=600)
            check(process.returncode == 3 and re.search("no space left on device", err, re.I), f"{room}: {process.returncode} {err}")
            check("next: free some disk space" in err, err)
            said += out.splitlines()
            expect_recorded(path, said)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "remount,size=16m", "tmpfs", folder], check=True)
        process = start(path, 1, 50)
        out, err = process.communicate(timeout=600)
        check(process.returncode == 0, err)
        expect_recorded(path, said + out.splitlines())
        check(len(said) > 20, str(said))
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_damaged_file_on_a_full_disk_is_not_lost(case):
    folder = small_disk(case, "2m")
    path = folder / "history.sqlite"
    try:
        process = start(path, 2, 50)
        out, err = process.communicate(timeout=600)
        check(process.returncode == 0, err)
        content = path.read_bytes()[:-4096]
        path.write_bytes(content)
        filler = folder / "filler"
        with filler.open("wb", buffering=0) as full:
            try:
                while True:
                    full.write(b"x" * 4096)
            except OSError:
                pass
        process = start(path, 1, 1)
        _, err = process.communicate(timeout=600)
        check(process.returncode == 3 and "no space left on device" in err.lower(), err)
        check(path.read_bytes() == content, "it lies there as it was")
        filler.unlink()
        process = start(path, 1, 1)
        out, err = process.communicate(timeout=600)
        check(process.returncode == 0 and "was damaged" in out, out + err)
        aside = [one for one in folder.iterdir() if ".damaged-" in one.name]
        check(len(aside) == 1 and aside[0].read_bytes() == content, str(aside))
        check(history_file.problems(path) == [], "and the new one is whole")
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


harness.main(globals())
