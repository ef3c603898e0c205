"""`verify` where everything is in the store: the sample's 12 claims, and with VERBATIM_BENCHMARK_STORE=DIR (a store that has all of
release 1-36) its 42. Goal: under 0.2 s."""
import os
import pathlib

import measure
from measure import harness


def main():
    measure.verbatim("verify", "demo", "--quiet")
    actions = {"verify demo": lambda: measure.verbatim("verify", "demo", "--offline")}
    given = os.environ.get("VERBATIM_BENCHMARK_STORE")
    if given:
        actions["verify 1-36"] = lambda: measure.verbatim("verify", "1-36", "--offline", store=pathlib.Path(given))
    actions["--version, for comparison"] = lambda: measure.subprocess.run([harness.PROGRAM, "--version"], check=True,
                                                                          capture_output=True)
    took = measure.side_by_side(actions, rounds=max(measure.ROUNDS, 11))
    measure.show("A full store", [["", "median"]] + [[name, measure.summary(values)] for name, values in took.items()])


main()
