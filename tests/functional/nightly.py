"""`verbatim nightly`: seeded samples are found and recorded, what the budget leaves out goes first the next night, two nights never
overlap, a killed one loses nothing, and whatever goes wrong, the report is there. The history is read by Python's sqlite3."""
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

import harness
from harness import check, skip

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import unsteady

# `make test-long` kills fifty nights, and has the samples in Go among its nights.
KILLS = int(os.environ.get("VERBATIM_KILLS", "4"))
LONG = KILLS > 4
QUICK = ["clean", "host", "umask", "random"]


def night(case, status=0, config="{}", *words, **more):
    file = case.folder / "night.yaml"
    file.write_text(f"name: of the test\nhistory: history.sqlite\nreport: report\n{config}\n" if config != "{}" else
                    "name: of the test\nhistory: history.sqlite\nreport: report\n")
    return case.verbatim("nightly", "--config", file, "--quiet", *words, status=status, **more)


def rows(case, query):
    database = sqlite3.connect(case.folder / "history.sqlite")
    try:
        check(database.execute("pragma integrity_check").fetchone() == ("ok",), "the history is whole")
        return database.execute(query).fetchall()
    finally:
        database.close()


def run_record(case):
    return json.loads((case.folder / "report/site/run.json").read_text())


def states(case):
    return {unit["component"].removeprefix("example/"): unit for unit in run_record(case)["units"]}


def samples(case, names=QUICK, claims=True):
    unsteady.write(harness, case, names)
    if claims:
        unsteady.claim(harness, case, names)


def test_a_night_finds_each_seeded_axis_and_calls_the_clean_sample_clean(case):
    names = list(unsteady.COMMANDS) + (list(unsteady.GO) if LONG else [])
    samples(case, names)
    said = night(case, status=1).out
    untried = []
    for name, unit in states(case).items():
        expected = unsteady.expected(name)
        lacking = [one for one in unit["steadiness"]["not_varied"] if one["axis"] in expected.split(" with ")]
        if lacking:
            untried.append(f"{name}: {lacking[0]['because']}")
            continue
        found = [variance["axis"] for variance in unit["steadiness"]["variances"]]
        check(found == ([expected] if expected else []), f"{name}: expected {expected or 'nothing'}, found {found}")
        check(unit["state"] == ("unsteady" if expected else "reproduced"), f"{name} is {unit['state']}")
    check(sorted(states(case)) == sorted(names) and len(names) >= 15, str(states(case)))
    check(f"{len(names)} of {len(names)} claims reproduced" in said, said)
    if untried:
        skip("; ".join(untried))
    check(f"1 of {len(names)} units steady under other circumstances" in said, said)


def test_all_good_is_status_0_and_the_report_is_written(case):
    samples(case, ["clean"])
    said = night(case).out
    check("1 of 1 claims reproduced · 1 of 1 units steady" in said, said)
    there = {path.name for path in (case.folder / "report").iterdir()}
    check({"site", "junit.xml", "summary.md", "annotations.txt"} <= there, str(there))
    check("clean" in (case.folder / "report/site/index.html").read_text(), "the site names it")


def test_a_regression_is_told_with_what_changed(case):
    samples(case, ["clean", "host"])
    night(case, config="vary: false")
    unsteady.claim_sums(harness, case, {"clean": "e" * 64 + "  linux-amd64/clean\n"})
    said = night(case, config="vary: false", status=1).out
    check("reproduced → differs  samples example/clean linux/amd64" in said, said)
    check(re.search("claim of linux-amd64/clean [0-9a-f]{12} → eeeeeeeeeeee", said), said)
    check("example/host" not in said.split("Changed since")[1], said)


def test_what_is_expected_is_no_news(case):
    samples(case, ["clean"])
    unsteady.claim_sums(harness, case, {"clean": "e" * 64 + "  linux-amd64/clean\n"})
    (case.project / "expected.yaml").write_text(
        "expected:\n  - {release: samples, component: example/clean, verdict: differs, because: it is known}\n")
    said = night(case, config="vary: false").out
    check("differs, as expected" in said, said)
    unsteady.claim(harness, case, ["clean"])  # now it is as claimed, and the expectation is not met
    said = night(case, config="vary: false", status=1).out
    check("not as expected" in said, said)


def test_what_the_budget_leaves_out_is_not_run_and_comes_first_the_next_night(case):
    others = ["clean", "host", "random"]
    samples(case, ["a-slow-one", *others])
    config = "vary: {axes: [host-name]}"
    said = night(case, 0, config, "--budget", "2s").out  # the slow one, built under another host name, takes three
    first = {name: unit["state"] for name, unit in states(case).items()}
    check(first == {"a-slow-one": "reproduced", **dict.fromkeys(others, "not_run")}, str(first))
    check("did not run" in said, said)
    check("did not run" not in night(case, 1, config).out, "all have their turn")
    ids = rows(case, "select id, ending from runs order by id")
    check([ending for _, ending in ids] == ["budget spent", "complete"], str(ids))
    turns = [component for component, in rows(case, "select component from results join units on units.id = unit "
                                               f"where run = {ids[1][0]} order by results.id")]
    check(turns[-1] == "example/a-slow-one" and len(turns) == 4, f"who was left out comes first: {turns}")


def test_a_lock_without_claims_is_never_green(case):
    samples(case, ["clean", "host"], claims=False)
    night(case, status=1)
    units = states(case)
    check(units["clean"]["state"] == "not_run" and units["host"]["state"] == "unsteady", str(units))


def test_two_nights_never_overlap(case):
    samples(case, ["clean", "built-at-date"])
    file = case.folder / "night.yaml"
    file.write_text("history: history.sqlite\n")
    first = case.start("nightly", "--config", file, "--quiet")
    try:
        until = time.monotonic() + 60
        while not (case.folder / "history.sqlite.night").exists() and time.monotonic() < until:
            time.sleep(0.01)
        second = case.verbatim("nightly", "--config", file, status=3)
        check("another night is under way" in second.err, second.err)
    finally:
        out, err = first.communicate(timeout=300)
    check(first.returncode == 1, f"{first.returncode}\n{out}{err}")


def test_an_interrupted_night_keeps_what_it_has_and_writes_its_report(case):
    samples(case, ["a-slow-one", "clean"])
    file = case.folder / "night.yaml"
    file.write_text("history: history.sqlite\nreport: report\nvary: {axes: [host-name]}\n")
    process = case.start("nightly", "--config", file)
    for line in process.stderr:
        if line.startswith("started   build example/a-slow-one"):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    check(process.returncode == 130, f"{process.returncode}\n{out}{err}")
    check(rows(case, "select ending from runs") == [("interrupted",)], out)
    check({name: unit["state"] for name, unit in states(case).items()}["clean"] == "not_run", str(states(case)))
    check((case.folder / "report/site/index.html").exists(), "the report is there")


def test_a_killed_night_loses_nothing_and_the_next_goes_on(case):
    samples(case)
    seed = int(os.environ.get("VERBATIM_SEED", "7"))
    chance = random.Random(seed)
    file = case.folder / "night.yaml"
    file.write_text("history: history.sqlite\nreport: report\n")
    begin = time.monotonic()
    night(case, status=1)
    whole = time.monotonic() - begin
    recorded = 0
    for kill in range(KILLS):
        process = case.start("nightly", "--config", file, "--quiet")
        try:
            process.wait(timeout=chance.uniform(0, whole))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        now = rows(case, "select count(*) from results")[0][0]
        check(now >= recorded, f"kill {kill} of seed {seed}: {recorded} units were recorded, {now} are left")
        recorded = now
    night(case, status=1)
    endings = [ending for ending, in rows(case, "select ending from runs order by id")]
    check(set(endings) == {"complete", "killed"} and endings[-1] == "complete", str(endings))
    check(case.verbatim("store", "fsck").status == 0, "the store is whole")


def test_what_came_out_since_the_pins_is_told_once(case):
    samples(case, ["clean"])
    harness.git(case.folder / "upstreams/clean", "commit", "-q", "--allow-empty", "-m", "two")
    harness.git(case.folder / "upstreams/clean", "tag", "v1.0.1")
    config = "vary: false\nnewer: true\nnotify: {to: [{command: [sh, -c, 'cat >> told; echo >> told'], events: [release]}]}"
    environment = {"GOPROXY": "off"}
    said = night(case, 0, config, environment=environment).out
    check("example/clean v1.0.0 → v1.0.1" in said, said)
    told = [json.loads(line) for line in (case.folder / "told").read_text().splitlines() if line]
    check(len(told) == 1 and told[0]["event"] == "release" and "v1.0.1" in json.dumps(told[0]), str(told))
    said = night(case, 0, config, environment=environment).out
    check("v1.0.1" not in said, said)


def test_a_release_of_the_distro_is_in_the_feed_once(case):
    samples(case, ["clean"])
    config = "vary: false\nnewer: true"
    number = case.folder / "distro/release/samples/production/RELEASE"
    number.parent.mkdir(parents=True)
    for released in (7, 8, 8):
        number.write_text(f"{released}\n")
        harness.git(case.folder / "distro", "add", ".")
        harness.git(case.folder / "distro", "commit", "-q", "--allow-empty", "-m", f"release {released}")
        night(case, 0, config, environment={"GOPROXY": "off"})
    check(rows(case, "select number, newest_before, run from published order by id") == [(7, 0, 1), (8, 7, 2)], str(rows(case, "select * from published")))
    feed = (case.folder / "report/site/feed.atom").read_text()
    check("New release: samples-8" in feed and "samples-7</title>" not in feed, feed)


def test_the_history_knows_which_builds_made_a_units_files(case):
    samples(case, ["clean"])
    night(case, 0, "vary: false")
    actions = states(case)["clean"]["actions"]
    check(len(actions) == 1 and (case.store / "outcomes" / f"{actions[0]}.json").exists(), str(actions))


def test_json_is_the_record_of_the_night(case):
    samples(case, ["clean"])
    record = night(case, 0, "vary: false", "--json").json()
    check(record["format"] == "verbatim.run/1" and record["units"][0]["state"] == "reproduced", str(record))
    unit = record["units"][0]
    check(len(unit["definitions"]) == 64 and any(one.startswith("project example/clean (") for one in unit["not_own"]) and not record["shared_cache"], str(unit))
    check("Not by Verbatim's own definitions alone" in (case.folder / "report/site/components/example_clean.html").read_text(), "the site says it")


def test_a_release_that_cannot_be_read_ends_before_anything_is_done(case):
    samples(case, ["clean"], claims=False)
    said = night(case, config="releases: [nosuch]", status=2).err
    check("nosuch" in said, said)
    said = night(case, config="components: [example/nosuch]", status=2).err
    check("no release of this night has a component example/nosuch" in said, said)
    said = night(case, config="vary: {axes: [hostname]}", status=2).err
    check("Did you mean host-name?" in said, said)


def test_a_component_that_fails_keeps_no_other_from_its_turn(case):
    samples(case, ["clean", "host"])
    (case.project / "projects/example/host/project.yaml").write_text(
        unsteady.definition("host", case.folder / "upstreams/host").replace("uname -n > out", "exit 7"))
    night(case, status=1)
    units = states(case)
    check(units["host"]["state"] == "failed" and "exited with 7" in json.dumps(units["host"]), str(units["host"]))
    check(units["clean"]["state"] == "reproduced", str(units["clean"]))


harness.main(globals())
