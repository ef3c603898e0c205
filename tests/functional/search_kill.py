"""kill -9 and Ctrl-C at random moments of a search: lock and store stay whole, and the next search goes on where this one was.

VERBATIM_KILL_ROUNDS and VERBATIM_KILL_SEED set how often, and which moments.
"""
import json
import os
import random
import shutil
import signal
import time

import harness
import stores
from harness import check

ROUNDS = int(os.environ.get("VERBATIM_KILL_ROUNDS", "2"))
SEED = int(os.environ.get("VERBATIM_KILL_SEED", str(random.randrange(1 << 32))))
RIGHT, WRONG = "go1.25.12", "go1.26.5"
LINUX = ("--platform", "linux/amd64")


def prepare(case):
    """A store with two toolchains and nothing built, a lock with the wrong one of them, and sums of what the right one makes."""
    case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    for version in (RIGHT, WRONG):  # both are in the shared store then
        lock = case.project / "releases/demo.yaml"
        lock.write_text(lock.read_text().replace(f"found: {RIGHT}", f"found: {version}"))
        case.verbatim("fetch", "demo", "--quiet")
    shutil.rmtree(case.project)
    stores.copy_of_shared_store(case, keep=stores.inputs(RIGHT, WRONG))
    stores.quick_sample(case)
    for file in (case.project / "toolchains/go").iterdir():
        if file.stem not in (RIGHT, WRONG):
            file.unlink()
    case.verbatim("build", "demo", *LINUX, "--out", case.folder / "reference", "--quiet")
    sums = case.folder / "reference/projects/verbatim/greeting/demo/CHECKSUMS"
    lock = case.project / "releases/demo.yaml"
    right = lock.read_text()
    wrong = right.replace(f"found: {RIGHT}", f"found: {WRONG}")
    check(right != wrong, "the lock names the release")
    lock.write_text(wrong)
    stores.forget_work(case.store)
    return ("search", "demo", "verbatim/greeting", *LINUX, "--against", sums, "--pinned-only", "--write"), lock, wrong, right


def builds(events):
    """Those that were begun, and those that came to an end."""
    begun, done = 0, 0
    for line in events:
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        if event["subject"].startswith("build "):
            begun += event["kind"] == "started"
            done += event["kind"] == "finished" and event.get("text") == "done"
    return begun, done


def test_a_search_that_is_stopped_at_any_moment_is_gone_on_with(case):
    print(f"# {ROUNDS} rounds, VERBATIM_KILL_SEED={SEED}", flush=True)
    rng = random.Random(SEED)
    words, lock, wrong, right = prepare(case)
    first = case.start(*words, "--events")
    begin = time.monotonic()
    said, err = first.communicate(timeout=1200)
    whole = time.monotonic() - begin
    check(first.returncode == 0 and lock.read_text() == right, said + err)
    needed = builds(err.splitlines())[0]
    check(needed >= 3, f"two releases, two modules: {needed} builds")
    count = len(err.splitlines())
    lock.write_text(wrong)
    stores.forget_work(case.store)
    stops = ended = done_before = 0
    while stops < ROUNDS:
        number = (signal.SIGKILL, signal.SIGINT)[stops % 2]
        moment = (rng.randrange(1, count), rng.random() * 0.05) if rng.random() < 0.6 else (1, rng.random() * whole)
        was_alive, status, said, events = stores.stopped(case, (*words, "--events"), number, moment)
        check(lock.read_text() in (wrong, right), "the lock is one or the other:\n" + lock.read_text())
        begun, done = builds(events)
        if status == 0:
            check(lock.read_text() == right, said)
            check(begun <= needed - done_before, f"{begun} builds of {needed} were begun, and {done_before} had been done before")
            ended, done_before = ended + 1, 0
            lock.write_text(wrong)
            stores.forget_work(case.store)
            continue
        check(was_alive and status == (130 if number == signal.SIGINT else -signal.SIGKILL), f"it ended with {status}\n{said}" + "".join(events[-5:]))
        stops += 1
        done_before += done
        record = stores.fsck(case)
        check(record["clean"] and not record["strange"], f"stop {stops}, signal {number}, moment {moment}: {record}")
        if number == signal.SIGINT:
            check(not list((case.store / "tmp").iterdir()), "nothing is left in tmp/")
    last = case.start(*words, "--events")
    said, err = last.communicate(timeout=1200)
    check(last.returncode == 0 and lock.read_text() == right, said + err)
    check(builds(err.splitlines())[0] <= needed - done_before, f"{needed} builds, {done_before} done before:\n{said}{err}")
    stores.sound(case)
    print(f"# {stops} stops, {ended} searches went through between, {done_before} of {needed} builds were done before the last one", flush=True)


harness.main(globals())
