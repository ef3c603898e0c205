"""kill -9 at random moments: the store stays whole, no child stays, the next run goes on and comes to the same bits.

VERBATIM_KILL_ROUNDS and VERBATIM_KILL_SEED set how often, and which moments; VERBATIM_KILL_WHAT=verify kills `verify demo` of the whole
sample in place of a quick build of it. `make test-long` does that 300 times.
"""
import json
import os
import random
import re
import signal
import subprocess
import time

import stores
from harness import check

ROUNDS = int(os.environ.get("VERBATIM_KILL_ROUNDS", "4"))
SEED = int(os.environ.get("VERBATIM_KILL_SEED", str(random.randrange(1 << 32))))


class Building:
    """Two programs of some seconds; what came out is what was built."""
    words = ("build", "demo", "--platform", "linux/amd64", "--events")

    def __init__(self, case):
        stores.copy_of_shared_store(case, keep=stores.inputs("go1.25.12"))
        stores.quick_sample(case)

    def command(self, out):
        return (*self.words, "--out", out)

    def came_out(self, out, said):
        return stores.bits(out)

    def forget(self, case, rng):
        stores.forget_work(case.store)


class Verifying:
    """The sample that comes along, all platforms; what came out is the verdict of each claim."""
    words = ("verify", "demo", "--json", "--events")

    def __init__(self, case):
        stores.copy_of_shared_store(case, keep=stores.inputs("go1.25.12"))

    def command(self, out):
        return self.words

    def came_out(self, out, said):
        record = json.loads(said)
        check(record["counts"]["reproduced"] == record["claims_in_scope"] == 12, said)
        return {claim["path"]: (claim["verdict"], claim["built_sha256"]) for claim in record["claims"]}

    def forget(self, case, rng):
        """What is left: all that builds begin with, or without the standard libraries, or nothing."""
        stores.forget_work(case.store, rng.choice((stores.INPUTS, stores.INPUTS, stores.INPUTS[:2], ())))


def test_a_run_that_is_killed_at_any_moment_is_gone_on_with(case):
    print(f"# {ROUNDS} rounds, VERBATIM_KILL_SEED={SEED}", flush=True)
    rng = random.Random(SEED)
    work = (Verifying if os.environ.get("VERBATIM_KILL_WHAT") == "verify" else Building)(case)
    begin = time.monotonic()
    reference = work.came_out(case.folder / "reference", case.verbatim(*work.command(case.folder / "reference")).out)
    whole = time.monotonic() - begin
    stores.forget_work(case.store)
    kills = finished = with_leftovers = 0
    phases = {}
    while kills < ROUNDS:
        # Half of the moments right after an event, where files are written; half spread over the time that all of it takes.
        moment = (rng.randrange(1, 22), rng.random() * 0.05) if rng.random() < 0.5 else (1, rng.random() * whole)
        out = case.folder / f"out{kills}"
        alive, status, said, events = stores.stopped(case, work.command(out), signal.SIGKILL, moment)
        if not alive or status != -signal.SIGKILL:
            check(status == 0, f"it ended by itself, with {status}, after {kills} kills:\n" + "".join(events))
            check(work.came_out(out, said) == reference, "other bits after kills")
            finished += 1
            work.forget(case, rng)
            continue
        kills += 1
        last = events[-1].split('"subject":"')[-1].split('"')[0] if events else "before the first event"
        stage = re.sub(r" linux/\w+| darwin/\w+| windows/\w+", "", last)
        phases[stage] = phases.get(stage, 0) + 1
        record = stores.fsck(case)
        check(record["clean"] and not record["strange"], f"round {kills}, moment {moment}: {record}")
        with_leftovers += record["leftovers"] > 0
        subprocess.run(["rm", "-rf", out], check=True)
        if kills % 10 == 0:
            print(f"# {kills} kills, {finished} runs went through between, {time.monotonic() - begin:.0f} s", flush=True)
    check(work.came_out(case.folder / "out", case.verbatim(*work.command(case.folder / "out")).out) == reference, "other bits after kills")
    check(with_leftovers or kills < 20, f"none of {kills} kills left anything to take away")
    check(not list((case.store / "tmp").iterdir()), "the next run takes away what killed ones left")
    stores.sound(case)
    print(f"# {kills} kills, {finished + 1} runs went through between, {with_leftovers} left something in tmp/; last words: {phases}", flush=True)


import harness  # noqa: E402

harness.main(globals())
