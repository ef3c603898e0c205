"""Many processes on one store: work is done once, gc never takes what a run is using."""
import collections
import json
import signal
import subprocess
import time

import harness
import stores
from harness import check

BUILD = ("build", "demo", "--platform", "linux/amd64")


def quick_store(case):
    stores.copy_of_shared_store(case, keep=stores.inputs("go1.25.12"))
    stores.quick_sample(case)


def test_ten_processes_at_once_do_everything_once(case):
    quick_store(case)
    runs = [case.start(*BUILD, "--events", "--out", case.folder / f"out{i}") for i in range(10)]
    performed = collections.Counter()
    for run in runs:
        out, err = run.communicate(timeout=600)
        check(run.returncode == 0, f"exit status {run.returncode}: {err}")
        events = [json.loads(line) for line in err.splitlines()]
        performed.update(event["subject"] for event in events if event["kind"] == "finished" and event["text"] in ("done", "fetched"))
    work = [action for action in stores.outcomes(case.store).values() if not action.startswith(stores.INPUTS)]
    check(set(performed) == set(work) and len(work) == len(set(work)), f"{performed} for {work}")
    check(set(performed.values()) == {1}, str(performed))
    first = stores.bits(case.folder / "out0")
    check(first and all(stores.bits(case.folder / f"out{i}") == first for i in range(10)), "equal bits")
    check(not list((case.store / "tmp").iterdir()), "nothing is left in tmp/")
    stores.sound(case)


def test_gc_never_breaks_a_run(case):
    quick_store(case)
    run = case.start(*BUILD, "--cold", "--events", "--out", case.folder / "out")  # which takes some seconds
    for line in run.stderr:
        if '"started"' in line and "build" in line:
            break
    refused = case.verbatim("store", "gc", status=3)
    check("is in use by another run" in refused.err and f"Process {run.pid}." in refused.err, refused.err)
    check("--wait" in refused.err, refused.err)
    case.verbatim("store", "fsck", "--repair", status=3)
    case.verbatim("store", "gc", "--dry-run")
    waiting = case.start("store", "gc", "--wait", "--keep-days", "0")
    out, err = run.communicate(timeout=600)
    check(run.returncode == 0, err)
    out, err = waiting.communicate(timeout=600)
    check(waiting.returncode == 0 and "waiting" in err, out + err)
    stores.sound(case)


def test_gc_again_and_again_between_runs_changes_no_bits(case):
    quick_store(case)
    (case.folder / "loose").mkdir()
    refused = 0
    runs = []
    for i in range(4):
        runs.append(case.start(*BUILD, "--quiet", "--out", case.folder / f"out{i}"))
        while runs[-1].poll() is None:
            gc = case.start("store", "gc", "--json", "--quiet")
            out, err = gc.communicate(timeout=600)
            check(gc.returncode in (0, 3), err)
            refused += gc.returncode == 3
            time.sleep(0.1)
        out, err = runs[-1].communicate()
        check(runs[-1].returncode == 0, err)
        check(stores.bits(case.folder / f"out{i}") == stores.bits(case.folder / "out0"), "equal bits")
        case.verbatim("store", "gc", "--quiet")
    check(len(stores.bits(case.folder / "out0")) == 10, "there are bits")
    check(refused > 0, "gc was tried while a run was going on")
    record = case.verbatim("store", "gc", "--json").json()
    check(record["format"] == "verbatim.store-gc/1" and not record["dry_run"], json.dumps(record))
    stores.sound(case)
    case.verbatim(*BUILD, "--quiet", "--offline", "--out", case.folder / "last")
    check(stores.bits(case.folder / "last") == stores.bits(case.folder / "out0"), "and needs no network afterwards")


def test_an_interrupted_gc_leaves_a_whole_store(case):
    quick_store(case)
    ends = []
    for moment in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6):
        gc = case.start("store", "gc", "--keep-days", "0")
        time.sleep(moment)
        gc.send_signal(signal.SIGINT)
        out, err = gc.communicate(timeout=60)
        ends.append(gc.returncode)
        # On a busy machine it may not yet have begun to catch signals.
        check(gc.returncode in (0, 130, -signal.SIGINT), f"{gc.returncode}\n{err}")
        stores.sound(case)
    check(130 in ends, f"none was interrupted at work: {ends}")


harness.main(globals())
