"""Ctrl-C and SIGTERM at each stage of a build: exit status 130, no child left, nothing half-written, the next run goes on."""
import contextlib
import os
import pathlib
import signal
import subprocess
import time

import harness
import stores
from harness import check

BUILD = ("build", "demo", "--platform", "linux/amd64")


def test_a_signal_at_any_stage_ends_children_and_leaves_nothing(case):
    stores.copy_of_shared_store(case, keep=stores.inputs("go1.25.12"))
    stores.quick_sample(case)
    out = case.folder / "out"
    stages = [("started   source", signal.SIGTERM), ("started   vendor", signal.SIGINT), ("started   build", signal.SIGTERM),
              ("started   build", signal.SIGHUP), ("started   build", signal.SIGINT)]
    for stage, number in stages:
        process = case.start(*BUILD, "--out", out, start_new_session=True)
        for line in process.stderr:
            if line.startswith(stage):
                break
        else:
            check(False, f"there was no {stage}")
        process.send_signal(number)
        said, err = process.communicate(timeout=60)
        check(process.returncode == 130, f"{stage}, signal {number}: exit status {process.returncode}\n{err}")
        check("error: interrupted" in err and "Nothing half-written was left behind." in err and said == "", said + err)
        stores.nobody_left(case, process.pid)
        check(not list((case.store / "tmp").iterdir()), f"{stage}: something is left in tmp/")
        check(not out.exists(), "nothing half-written")
        stores.sound(case)
        if stage == "started   source":
            stores.forget_work(case.store)
    result = case.verbatim(*BUILD, "--out", out)
    check("started   vendor" not in result.err, "what was done stays done:\n" + result.err)
    check(len(stores.bits(out)) == 10, str(list(stores.bits(out))))
    greet = subprocess.run([out / "_output/demo/bin/greeting/linux-amd64/greet"], capture_output=True, text=True)
    check(greet.stderr == "greet v0.2.0\n", greet.stderr)


def work_of(process):
    """The locks of work that it holds, or waits for."""
    found = set()
    with contextlib.suppress(OSError):  # a file may just have been closed
        for file in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
            found.add(os.readlink(file))
    return {path for path in found if "/locks/run-" in path}


def test_an_interrupted_wait_for_another_run_ends_too(case):
    stores.copy_of_shared_store(case, keep=stores.inputs("go1.25.12"))
    stores.quick_sample(case)
    first = case.start(*BUILD, "--cold", "--out", case.folder / "first")  # which takes some seconds
    for line in first.stderr:
        if line.startswith("started   build"):
            break
    second = case.start(*BUILD, "--cold", "--out", case.folder / "second", start_new_session=True)
    gc = case.start("store", "gc", "--wait", start_new_session=True)
    for line in gc.stderr:
        if line.startswith("waiting"):
            break
    until = time.monotonic() + 60
    while not work_of(first) & work_of(second):
        check(time.monotonic() < until and second.poll() is None, "the second run waits for nothing of the first one's")
        time.sleep(0.05)
    for process in (second, gc):
        process.send_signal(signal.SIGINT)
        said, err = process.communicate(timeout=60)
        check(process.returncode == 130, f"{process.returncode}: {err}")
    said, err = first.communicate(timeout=600)
    check(first.returncode == 0, "the other run is not disturbed: " + err)


harness.main(globals())
