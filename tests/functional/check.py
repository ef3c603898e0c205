"""`verbatim check`: seeded samples, a project each, that depend on one thing that they should not depend on; and one that is clean."""
import os
import sys

import harness
from harness import check, skip

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import unsteady

# How often each has to be right in a row; `make test-long` says ten.
TIMES = int(os.environ.get("VERBATIM_TIMES", "1"))


def units(record):
    return {unit["component"].removeprefix("example/"): unit for unit in record["units"]}


def axes(unit):
    return [variance["axis"] for variance in unit["steadiness"]["variances"]]


def judge(name, unit):
    steadiness, expected = unit["steadiness"], unsteady.expected(name)
    check(not steadiness["cut_short"], f"{name}: time was never up")
    missing = [one for one in steadiness["not_varied"] if one["axis"] in expected.split(" with ")]
    if missing:
        return f"{name}: {missing[0]['axis']}: {missing[0]['because']}"
    check(axes(unit) == ([expected] if expected else []), f"{name}: expected {expected or 'nothing'}, found {steadiness['variances']}")
    check(unit["steady"] == (not expected), f"{name}: {unit}")
    return ""


def run(case, names):
    unsteady.write(harness, case, names)
    untried = []
    for _ in range(TIMES):
        for rounds in sorted({unsteady.ROUNDS.get(name, 2) for name in names}):
            some = [name for name in names if unsteady.ROUNDS.get(name, 2) == rounds]
            steady = all(not unsteady.expected(name) for name in some)
            result = case.verbatim("check", "samples", *[f"example/{name}" for name in some], "--rounds", rounds, "--json", "--quiet",
                                   status=0 if steady else 1)
            found = units(result.json())
            check(sorted(found) == sorted(some), f"{sorted(found)}")
            untried += [why for why in (judge(name, found[name]) for name in some) if why]
    return untried


def test_every_seeded_axis_is_found_and_no_other(case):
    untried = run(case, list(unsteady.COMMANDS))
    if untried:
        skip("; ".join(sorted(set(untried))))


def test_the_order_of_a_map_is_chance(case):
    check(not run(case, ["map"]), "nothing of the machine is needed")


if TIMES > 1:  # twelve builds a round
    def test_a_race_is_chance(case):
        check(not run(case, ["race"]), "nothing of the machine is needed")


def test_the_clean_sample_alone_is_clean(case):
    check(not run(case, ["clean"]), "nothing of the machine is needed")


def test_causes_are_told_in_words(case):
    unsteady.write(harness, case, ["built-at", "order", "host", "random"])
    case.environment["TZ"] = "UTC"
    found = units(case.verbatim("check", "samples", "--json", "--quiet", status=1).json())
    cause = {name: unit["steadiness"]["variances"][0] for name, unit in found.items() if unit["steadiness"]["variances"]}
    check(cause["built-at"]["cause"] == "it holds the time at which it was built", str(cause["built-at"]))
    check(cause["built-at"]["from"].isdigit() and cause["built-at"]["from"] < cause["built-at"]["to"], str(cause["built-at"]))
    check((cause["host"]["from"], cause["host"]["to"]) == ("builder", "varied.example"), str(cause["host"]))
    check(cause["host"]["action"] == "build example/host linux/amd64 host", str(cause["host"]))
    check(cause["host"]["paths"] == ["linux-amd64/host"], str(cause["host"]))
    check("order" not in cause["random"]["cause"], str(cause["random"]))


def test_text_says_axis_settings_and_what_was_not_varied(case):
    unsteady.write(harness, case, ["clean", "host"])
    text = case.verbatim("check", "samples", "--axis", "host-name", "--axis", "umask", "--quiet", status=1).out
    check('host-name: "builder" or "varied.example" changes bits of build example/host linux/amd64' in text, text)
    check("example/clean  linux/amd64  steady  2 builds" in text, text)
    check("Varied: host-name, umask." in text, text)
    check("1 of 2 steady" in text, text)


def test_one_axis_alone_finds_nothing_of_another(case):
    unsteady.write(harness, case, ["host"])
    record = case.verbatim("check", "samples", "--axis", "umask", "--json", "--quiet").json()
    check(units(record)["host"]["steady"], str(record))


def test_an_unknown_axis_is_told_with_what_was_meant(case):
    unsteady.write(harness, case, ["clean"])
    said = case.verbatim("check", "samples", "--axis", "hostname", status=2).err
    check("Did you mean host-name?" in said, said)


def test_a_varied_build_never_answers_for_the_usual_one(case):
    unsteady.write(harness, case, ["host"])
    case.store = case.folder / "own-store"
    case.verbatim("check", "samples", "--quiet", status=1)
    case.verbatim("build", "samples", "--out", case.folder / "out", "--quiet")
    check((case.folder / "out/linux-amd64/host").read_text() == "builder\n", "the usual build's")


harness.main(globals())
