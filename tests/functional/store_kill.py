"""kill -9 at random moments of builds: the store stays whole, no child stays, the next run goes on and comes to the same bits.

VERBATIM_KILL_ROUNDS and VERBATIM_KILL_SEED set how often, and which moments.
"""
import os
import random
import signal
import subprocess
import time

import stores
from harness import check

ROUNDS = int(os.environ.get("VERBATIM_KILL_ROUNDS", "4"))
SEED = int(os.environ.get("VERBATIM_KILL_SEED", str(random.randrange(1 << 32))))
BUILD = ("build", "demo", "--platform", "linux/amd64", "--events")


def test_a_run_that_is_killed_at_any_moment_is_gone_on_with(case):
    print(f"# {ROUNDS} rounds, VERBATIM_KILL_SEED={SEED}", flush=True)
    rng = random.Random(SEED)
    stores.copy_of_shared_store(case, keep=stores.inputs("go1.25.12"))
    stores.quick_sample(case)
    begin = time.monotonic()
    case.verbatim(*BUILD, "--out", case.folder / "reference")
    whole = time.monotonic() - begin
    reference = stores.bits(case.folder / "reference")
    stores.forget_work(case.store)
    kills = finished = with_leftovers = 0
    phases = {}
    while kills < ROUNDS:
        # Half of the moments right after an event, where files are written; half spread over the time that a build takes.
        moment = (rng.randrange(1, 22), rng.random() * 0.05) if rng.random() < 0.5 else (1, rng.random() * whole)
        out = case.folder / f"out{kills}"
        alive, status, _, events = stores.stopped(case, (*BUILD, "--out", out), signal.SIGKILL, moment)
        if not alive or status != -signal.SIGKILL:
            check(status == 0, f"it ended by itself, with {status}, after {kills} kills:\n" + "".join(events))
            check(stores.bits(out) == reference, "other bits after kills")
            finished += 1
            stores.forget_work(case.store)
            continue
        kills += 1
        last = events[-1].split('"subject":"')[-1].split('"')[0] if events else "before the first event"
        phases[last] = phases.get(last, 0) + 1
        record = stores.fsck(case)
        check(record["clean"] and not record["strange"], f"round {kills}, moment {moment}: {record}")
        with_leftovers += record["leftovers"] > 0
        subprocess.run(["rm", "-rf", out], check=True)
        if kills % 10 == 0:
            print(f"# {kills} kills, {finished} runs went through between", flush=True)
    case.verbatim(*BUILD, "--out", case.folder / "out")
    check(stores.bits(case.folder / "out") == reference, "other bits after kills")
    check(not list((case.store / "tmp").iterdir()), "the next run takes away what killed ones left")
    stores.sound(case)
    print(f"# {kills} kills, {finished + 1} runs went through between, {with_leftovers} left something in tmp/; last words: {phases}", flush=True)


import harness  # noqa: E402

harness.main(globals())
